// Files that nobody reads for a while: deflated, so that twenty thousand disks have room beside each other.
#include "simdisk.h"

#include <stdlib.h>
#include <string.h>
#include <zlib.h>

void simfile_drop_fold(simfile *file) {
    free(file->folded);
    file->folded = NULL;
    file->folded_bytes = 0;
}

/// Lets go of an image's sectors; how long it is stays known.
static void let_go(image *held) {
    int64_t bytes = held->bytes;
    image_clear(held);
    held->bytes = bytes;
}

static unsigned char *flat(const image *held) {
    unsigned char *bytes = calloc(1, (size_t)held->bytes);
    if (!bytes) return NULL;
    for (int64_t at = 0; at < held->bytes; at += SECTOR_BYTES) {
        const sector *from = held->sectors[at / SECTOR_BYTES];
        int64_t left = held->bytes - at;
        if (from) memcpy(bytes + at, from->bytes, (size_t)(left < SECTOR_BYTES ? left : SECTOR_BYTES));
    }
    return bytes;
}

static int deflated(simfile *file) {
    unsigned char *bytes = flat(&file->current);
    uLongf count = compressBound((uLong)file->current.bytes);
    unsigned char *packed = bytes ? malloc(count) : NULL;
    int is_done =
        packed && compress2(packed, &count, bytes, (uLong)file->current.bytes, Z_BEST_SPEED) == Z_OK;
    free(bytes);
    if (!is_done) {
        free(packed);
        return -1;
    }
    unsigned char *cut = realloc(packed, count);
    file->folded = cut ? cut : packed;
    file->folded_bytes = count;
    return 0;
}

/// Folds a file, unless something of it is not synced: then two images differ.
static void fold(simfile *file) {
    if (file->is_folded || file->dirty_from != file->dirty_to || file->current.bytes == 0) return;
    if (!file->folded && deflated(file)) return;  // without memory it stays as it is
    let_go(&file->current);
    let_go(&file->synced);
    file->is_folded = 1;
}

static int is_zero(const unsigned char *bytes, size_t count) {
    return count == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, count - 1) == 0);
}

int simfile_unfold(simfile *file) {
    if (!file->is_folded) return 0;
    image fresh = {0};
    uLongf count = (uLongf)file->current.bytes;
    unsigned char *bytes = malloc(count);
    if (!bytes || uncompress(bytes, &count, file->folded, file->folded_bytes) != Z_OK) goto failed;
    if (image_reserve(&fresh, (count + SECTOR_BYTES - 1) / SECTOR_BYTES)) goto failed;
    for (size_t at = 0; at < count; at += SECTOR_BYTES) {
        size_t part = count - at < SECTOR_BYTES ? count - at : SECTOR_BYTES;
        if (is_zero(bytes + at, part)) continue;
        sector *held = image_own(&fresh, at / SECTOR_BYTES);
        if (!held) goto failed;
        memcpy(held->bytes, bytes + at, part);
    }
    fresh.bytes = file->current.bytes;
    if (image_copy(&file->synced, &fresh)) goto failed;
    file->current = fresh;
    file->is_folded = 0;
    free(bytes);
    return 0;
failed:
    image_clear(&fresh);
    let_go(&file->synced);
    file->synced.bytes = file->current.bytes;
    free(bytes);
    return -1;
}

int simfile_open_up(simfile *file) {
    if (simfile_unfold(file)) return -1;
    simfile_drop_fold(file);
    return 0;
}

int simdisk_settle(simdisk *disk) {
    for (simfile *file = disk->files; file; file = file->next)
        if (file->dirty_from != file->dirty_to && simfile_sync(file)) return -1;
    return 0;
}

void simdisk_fold(simdisk *disk) {
    for (simfile *file = disk->files; file; file = file->next) fold(file);
}

int64_t simdisk_memory(const simdisk *disk) {
    int64_t bytes = 0;
    for (simfile *file = disk->files; file; file = file->next) {
        bytes += (int64_t)file->folded_bytes;
        const image *now = &file->current, *synced = &file->synced;
        for (size_t place = 0; place < now->capacity || place < synced->capacity; place += 1) {
            const sector *held = place < now->capacity ? now->sectors[place] : NULL;
            const sector *other = place < synced->capacity ? synced->sectors[place] : NULL;
            bytes += (int64_t)sizeof(sector) * ((held != NULL) + (other != NULL && other != held));
        }
    }
    return bytes;
}
