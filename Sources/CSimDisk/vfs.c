// The door from SQLite to simulated disks: a VFS that looks at the path and passes on what is not its own.
#include "simdisk.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHARED_REGIONS = 64 };

typedef struct handle {
    sqlite3_file base;
    simdisk *disk;
    simfile *file;
    void *shared[SHARED_REGIONS];  // the index of the journal: in memory, made anew after a failure of the power
} handle;

static sqlite3_vfs *base_of(sqlite3_vfs *vfs) { return vfs->pAppData; }

/// Splits /hallsim/NUMBER/NAME; the disk, or null if the path is none of ours.
static simdisk *split(const char *path, const char **name) {
    static const char prefix[] = "/hallsim/";
    if (!path || strncmp(path, prefix, sizeof prefix - 1) != 0) return NULL;
    char *end;
    long long number = strtoll(path + sizeof prefix - 1, &end, 10);
    if (*end != '/') return NULL;
    *name = end + 1;
    return simdisk_find(number);
}

// MARK: - An open file

static int file_unmap(sqlite3_file *base, int deletes) {
    (void)deletes;
    handle *held = (handle *)base;
    for (int region = 0; region < SHARED_REGIONS; region += 1) {
        free(held->shared[region]);
        held->shared[region] = NULL;
    }
    return SQLITE_OK;
}

static int file_map(sqlite3_file *base, int region, int bytes, int extends, void volatile **mapped) {
    handle *held = (handle *)base;
    *mapped = NULL;
    if (held->disk->has_failed) return SQLITE_IOERR_SHMMAP;
    if (region >= SHARED_REGIONS) return SQLITE_IOERR_NOMEM;
    if (!held->shared[region] && extends) held->shared[region] = calloc(1, (size_t)bytes);
    if (!held->shared[region] && extends) return SQLITE_IOERR_NOMEM;
    *mapped = held->shared[region];
    return SQLITE_OK;
}

static int file_shared_lock(sqlite3_file *base, int offset, int count, int flags) {
    return (void)base, (void)offset, (void)count, (void)flags, SQLITE_OK;
}
static void file_barrier(sqlite3_file *base) { (void)base; }

static int file_close(sqlite3_file *base) {
    handle *held = (handle *)base;
    file_unmap(base, 1);
    simfile_close(held->disk, held->file);
    return SQLITE_OK;
}

static int file_read(sqlite3_file *base, void *bytes, int count, sqlite3_int64 offset) {
    handle *held = (handle *)base;
    if (held->disk->has_failed) return SQLITE_IOERR_READ;
    int found = simfile_read(held->file, bytes, count, offset);
    if (found < 0) return SQLITE_IOERR_NOMEM;
    return found == count ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

static int file_write(sqlite3_file *base, const void *bytes, int count, sqlite3_int64 offset) {
    handle *held = (handle *)base;
    simdisk *disk = held->disk;
    if (disk->has_failed) return SQLITE_IOERR_WRITE;
    int64_t growth = offset + count - held->file->current.bytes;
    if (disk->quota >= 0 && growth > 0 && simdisk_bytes(disk) + growth > disk->quota) return SQLITE_FULL;
    int fails = simdisk_count(disk);
    // The call in which the power fails may have reached the disk's cache: which of its sectors stay is decided then.
    if (simfile_write(held->file, bytes, count, offset)) return SQLITE_IOERR_NOMEM;
    return fails ? SQLITE_IOERR_WRITE : SQLITE_OK;
}

static int file_truncate(sqlite3_file *base, sqlite3_int64 bytes) {
    handle *held = (handle *)base;
    if (held->disk->has_failed || simdisk_count(held->disk)) return SQLITE_IOERR_TRUNCATE;
    return simfile_truncate(held->file, bytes) ? SQLITE_IOERR_NOMEM : SQLITE_OK;
}

static int file_sync(sqlite3_file *base, int flags) {
    (void)flags;
    handle *held = (handle *)base;
    if (held->disk->has_failed || simdisk_count(held->disk)) return SQLITE_IOERR_FSYNC;
    held->disk->syncs += 1;
    return simfile_sync(held->file) ? SQLITE_IOERR_NOMEM : SQLITE_OK;
}

static int file_size(sqlite3_file *base, sqlite3_int64 *bytes) {
    *bytes = ((handle *)base)->file->current.bytes;
    return SQLITE_OK;
}

// One connection a store, and one thread a disk: nobody else could hold a lock.
static int file_lock(sqlite3_file *base, int level) { return (void)base, (void)level, SQLITE_OK; }
static int file_reserved(sqlite3_file *base, int *result) { return (void)base, *result = 0, SQLITE_OK; }
static int file_control(sqlite3_file *base, int operation, void *argument) {
    return (void)base, (void)operation, (void)argument, SQLITE_NOTFOUND;
}
static int file_sector(sqlite3_file *base) { return (void)base, SECTOR_BYTES; }
static int file_character(sqlite3_file *base) { return (void)base, SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

static const sqlite3_io_methods methods = {
    .iVersion = 2,
    .xClose = file_close,
    .xRead = file_read,
    .xWrite = file_write,
    .xTruncate = file_truncate,
    .xSync = file_sync,
    .xFileSize = file_size,
    .xLock = file_lock,
    .xUnlock = file_lock,
    .xCheckReservedLock = file_reserved,
    .xFileControl = file_control,
    .xSectorSize = file_sector,
    .xDeviceCharacteristics = file_character,
    .xShmMap = file_map,
    .xShmLock = file_shared_lock,
    .xShmBarrier = file_barrier,
    .xShmUnmap = file_unmap,
};

// MARK: - The file system

static int vfs_open(sqlite3_vfs *vfs, sqlite3_filename path, sqlite3_file *base, int flags, int *given) {
    const char *name;
    simdisk *disk = split(path, &name);
    if (!disk) return base_of(vfs)->xOpen(base_of(vfs), path, base, flags, given);
    base->pMethods = NULL;
    if (disk->has_failed) return SQLITE_IOERR;
    simfile *file = simfile_find(disk, name);
    if (!file && flags & SQLITE_OPEN_CREATE) file = simfile_make(disk, name);
    if (!file) return SQLITE_CANTOPEN;
    handle *held = (handle *)base;
    memset(held->shared, 0, sizeof held->shared);
    held->disk = disk;
    held->file = file;
    file->handles += 1;
    base->pMethods = &methods;
    if (given) *given = flags;
    return SQLITE_OK;
}

static int vfs_delete(sqlite3_vfs *vfs, const char *path, int durably) {
    const char *name;
    simdisk *disk = split(path, &name);
    if (!disk) return base_of(vfs)->xDelete(base_of(vfs), path, durably);
    if (disk->has_failed || simdisk_count(disk)) return SQLITE_IOERR_DELETE;
    simfile *file = simfile_find(disk, name);
    if (!file) return SQLITE_IOERR_DELETE_NOENT;
    simfile_delete(disk, file);
    return SQLITE_OK;
}

static int vfs_access(sqlite3_vfs *vfs, const char *path, int flags, int *result) {
    const char *name;
    simdisk *disk = split(path, &name);
    if (!disk) return base_of(vfs)->xAccess(base_of(vfs), path, flags, result);
    *result = simfile_find(disk, name) != NULL;
    return SQLITE_OK;
}

static int vfs_full_path(sqlite3_vfs *vfs, const char *path, int size, char *result) {
    const char *name;
    if (!split(path, &name)) return base_of(vfs)->xFullPathname(base_of(vfs), path, size, result);
    return snprintf(result, (size_t)size, "%s", path) < size ? SQLITE_OK : SQLITE_CANTOPEN;
}

static sqlite3_vfs vfs;
static int outcome;

// The first of all file systems, since who opens a store names a path and no more.
static void make(void) {
    sqlite3_vfs *base = sqlite3_vfs_find(NULL);
    if (!base) {
        outcome = SQLITE_ERROR;
        return;
    }
    vfs = *base;
    vfs.iVersion = vfs.iVersion > 2 ? 2 : vfs.iVersion;
    vfs.szOsFile = base->szOsFile > (int)sizeof(handle) ? base->szOsFile : (int)sizeof(handle);
    vfs.pNext = NULL;
    vfs.zName = "hallsim";
    vfs.pAppData = base;
    vfs.xOpen = vfs_open;
    vfs.xDelete = vfs_delete;
    vfs.xAccess = vfs_access;
    vfs.xFullPathname = vfs_full_path;
    outcome = sqlite3_vfs_register(&vfs, 1);
}

void simdisk_shrink(sqlite3 *connection, int rests) {
    // Slots of SQLite's own numbers; it refuses while some are in use, and the connection then keeps what it has.
    sqlite3_db_config(connection, SQLITE_DBCONFIG_LOOKASIDE, NULL, rests ? 0 : 1200, rests ? 0 : 40);
}

int simdisk_register(void) {
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, make);
    return outcome;
}
