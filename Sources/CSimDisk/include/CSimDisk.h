// A disk in memory for simulated halls: what SQLite writes is first only in its cache, and a sync makes it durable. The
// power can fail at any call, and what was not synced is then lost, or kept sector by sector.
//
// One disk is used by one thread at a time. Its files have the paths /hallsim/NUMBER/…; every other path that SQLite
// opens goes to the system as always.
#ifndef CSIMDISK_H
#define CSIMDISK_H

#include <stdint.h>

typedef struct simdisk simdisk;
struct sqlite3;

/// Makes the paths of simulated disks known to SQLite. May be called again. 0, or an SQLite error.
int simdisk_register(void);

/// A new disk, empty; null without memory.
simdisk *simdisk_make(void);
/// Frees a disk, on which nothing may be open any more.
void simdisk_free(simdisk *disk);
/// The number in the paths of this disk.
int64_t simdisk_number(const simdisk *disk);

/// Most bytes that all files together may have; beyond it writes fail with SQLITE_FULL. Negative: no limit.
void simdisk_set_quota(simdisk *disk, int64_t bytes);
/// Bytes of all files.
int64_t simdisk_bytes(const simdisk *disk);
/// Bytes of one file, by its path after the number; negative if it is not there.
int64_t simdisk_file_bytes(const simdisk *disk, const char *name);

/// Lets the power fail in the n-th call from now that writes, cuts, syncs or deletes. 0: not at all.
void simdisk_fail_in(simdisk *disk, int64_t calls);
/// Lets the power fail now.
void simdisk_fail(simdisk *disk);
/// Whether the power has failed: nothing works on this disk until it is restored.
int simdisk_has_failed(const simdisk *disk);
/// Calls so far that write, cut, sync or delete.
int64_t simdisk_calls(const simdisk *disk);
/// Syncs so far.
int64_t simdisk_syncs(const simdisk *disk);
/// Grows whenever what the disk holds may have become another.
int64_t simdisk_changes(const simdisk *disk);

/// Syncs every file, as a system does by itself with what nobody has written to for a while.
/// 0, or -1 without memory.
int simdisk_settle(simdisk *disk);
/// Keeps what is synced in a deflated form alone, a fraction of its size, until somebody reads or writes it. Nobody
/// sees a difference, except by its time. A file of which something is not synced stays as it is.
void simdisk_fold(simdisk *disk);
/// Bytes of memory that sectors and deflated forms take; a sector that two disks share counts at both.
int64_t simdisk_memory(const simdisk *disk);
/// Lets a connection to a store give its small slots back, or take them again.
void simdisk_shrink(struct sqlite3 *connection, int rests);

/// The power comes back: of what was not synced, each sector stays with a chance of `kept` in 256; the seed decides
/// which. Gives how many sectors were lost.
int64_t simdisk_restart(simdisk *disk, uint64_t seed, int kept);

/// Makes `target` hold what `source` holds, synced or not; what stood there is gone. The two share their sectors until
/// one of them writes.
int simdisk_copy(simdisk *target, simdisk *source);

/// Turns bits of one byte of a file, as a failing medium does. 0, or -1 where there is no such byte.
int simdisk_flip(simdisk *disk, const char *name, int64_t offset, unsigned char bits);

#endif
