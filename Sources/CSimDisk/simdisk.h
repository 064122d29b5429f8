// What the files of this target share.
#ifndef SIMDISK_H
#define SIMDISK_H

#include "CSimDisk.h"

#include <stddef.h>

/// What a disk keeps whole or not at all when the power fails.
enum { SECTOR_BYTES = 512, NAME_BYTES = 200 };

typedef struct sector {
    int references;
    unsigned char bytes[SECTOR_BYTES];
} sector;

typedef struct image {
    sector **sectors;  // null: zeroes
    size_t capacity;
    int64_t bytes;
} image;

typedef struct simfile {
    char name[NAME_BYTES];
    image current;
    image synced;
    size_t dirty_from;  // sectors outside dirty_from ..< dirty_to are the same in both images
    size_t dirty_to;
    unsigned char *folded;  // what the file holds, deflated; null: not known, or written since
    size_t folded_bytes;
    int is_folded;  // no image has its sectors: only the deflated form is there, and both images are the same
    int handles;
    int is_deleted;
    struct simfile *next;
} simfile;

struct simdisk {
    int64_t number;
    simfile *files;
    int64_t quota;
    int64_t fails_in;
    int64_t calls;
    int64_t syncs;
    int64_t changes;
    int has_failed;
};

void sector_release(sector *held);
sector *sector_shared(sector *held);
/// Room for so many sectors. 0, or -1 without memory, as all of these.
int image_reserve(image *held, size_t sectors);
void image_clear(image *held);
int image_copy(image *target, const image *source);
/// The sector for writing: this image's alone. Null without memory.
sector *image_own(image *held, size_t place);

/// Puts the sectors of a folded file back. The deflated form is kept until something is written.
int simfile_unfold(simfile *file);
/// Makes a file ready to be written.
int simfile_open_up(simfile *file);
void simfile_drop_fold(simfile *file);

/// The disk with a number; null if there is none.
simdisk *simdisk_find(int64_t number);
simfile *simfile_find(const simdisk *disk, const char *name);
simfile *simfile_make(simdisk *disk, const char *name);
void simfile_close(simdisk *disk, simfile *file);
void simfile_delete(simdisk *disk, simfile *file);
/// Gives how many of the bytes are there, or -1 without memory.
int simfile_read(simfile *file, unsigned char *bytes, int count, int64_t offset);
int simfile_write(simfile *file, const unsigned char *bytes, int count, int64_t offset);
int simfile_truncate(simfile *file, int64_t bytes);
int simfile_sync(simfile *file);
/// Counts a call that changes the disk. True if the power fails in it.
int simdisk_count(simdisk *disk);

#endif
