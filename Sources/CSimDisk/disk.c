// Disks and their files.
#include "simdisk.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>

// MARK: - Files

simfile *simfile_find(const simdisk *disk, const char *name) {
    for (simfile *file = disk->files; file; file = file->next)
        if (!file->is_deleted && strcmp(file->name, name) == 0) return file;
    return NULL;
}

simfile *simfile_make(simdisk *disk, const char *name) {
    if (strlen(name) >= NAME_BYTES) return NULL;
    simfile *file = calloc(1, sizeof(simfile));
    if (!file) return NULL;
    strcpy(file->name, name);
    file->next = disk->files;
    disk->files = file;
    return file;
}

static void forget(simdisk *disk, simfile *file) {
    simfile **link = &disk->files;
    while (*link && *link != file) link = &(*link)->next;
    if (*link) *link = file->next;
    image_clear(&file->current);
    image_clear(&file->synced);
    simfile_drop_fold(file);
    free(file);
}

void simfile_close(simdisk *disk, simfile *file) {
    file->handles -= 1;
    if (file->is_deleted && file->handles == 0) forget(disk, file);
}

// A name that was taken out is durable at once: SQLite leans on the order of deletions only with a rollback journal,
// which these stores have no more once they were made.
void simfile_delete(simdisk *disk, simfile *file) {
    file->is_deleted = 1;
    if (file->handles == 0) forget(disk, file);
}

static void touch(simfile *file, size_t from, size_t to) {
    if (file->dirty_from == file->dirty_to) {
        file->dirty_from = from;
        file->dirty_to = to;
        return;
    }
    if (from < file->dirty_from) file->dirty_from = from;
    if (to > file->dirty_to) file->dirty_to = to;
}

int simfile_read(simfile *file, unsigned char *bytes, int count, int64_t offset) {
    memset(bytes, 0, (size_t)count);
    if (simfile_unfold(file)) return -1;
    int64_t there = file->current.bytes - offset;
    int found = there <= 0 ? 0 : there < count ? (int)there : count;
    for (int done = 0; done < found;) {
        int64_t at = offset + done;
        size_t place = (size_t)(at / SECTOR_BYTES);
        int start = (int)(at % SECTOR_BYTES);
        int part = SECTOR_BYTES - start < found - done ? SECTOR_BYTES - start : found - done;
        sector *held = file->current.sectors[place];
        if (held) memcpy(bytes + done, held->bytes + start, (size_t)part);
        done += part;
    }
    return found;
}

int simfile_write(simfile *file, const unsigned char *bytes, int count, int64_t offset) {
    if (count <= 0) return 0;
    if (simfile_open_up(file)) return -1;
    size_t from = (size_t)(offset / SECTOR_BYTES);
    size_t to = (size_t)((offset + count + SECTOR_BYTES - 1) / SECTOR_BYTES);
    if (image_reserve(&file->current, to)) return -1;
    for (int done = 0; done < count;) {
        int64_t at = offset + done;
        int start = (int)(at % SECTOR_BYTES);
        int part = SECTOR_BYTES - start < count - done ? SECTOR_BYTES - start : count - done;
        sector *held = image_own(&file->current, (size_t)(at / SECTOR_BYTES));
        if (!held) return -1;
        memcpy(held->bytes + start, bytes + done, (size_t)part);
        done += part;
    }
    if (offset + count > file->current.bytes) file->current.bytes = offset + count;
    touch(file, from, to);
    return 0;
}

int simfile_truncate(simfile *file, int64_t bytes) {
    image *held = &file->current;
    if (bytes >= held->bytes) return 0;
    if (simfile_open_up(file)) return -1;
    size_t first = (size_t)((bytes + SECTOR_BYTES - 1) / SECTOR_BYTES);
    size_t end = (size_t)((held->bytes + SECTOR_BYTES - 1) / SECTOR_BYTES);
    for (size_t place = first; place < end; place += 1) {
        sector_release(held->sectors[place]);
        held->sectors[place] = NULL;
    }
    if (bytes % SECTOR_BYTES) {
        sector *last = image_own(held, first - 1);
        if (!last) return -1;
        memset(last->bytes + bytes % SECTOR_BYTES, 0, (size_t)(SECTOR_BYTES - bytes % SECTOR_BYTES));
    }
    held->bytes = bytes;
    touch(file, first ? first - 1 : 0, end);
    return 0;
}

int simfile_sync(simfile *file) {
    if (image_reserve(&file->synced, file->current.capacity)) return -1;
    for (size_t place = file->dirty_from; place < file->dirty_to; place += 1) {
        sector *now = place < file->current.capacity ? file->current.sectors[place] : NULL;
        if (file->synced.sectors[place] == now) continue;
        sector_release(file->synced.sectors[place]);
        file->synced.sectors[place] = sector_shared(now);
    }
    file->synced.bytes = file->current.bytes;
    file->dirty_from = file->dirty_to = 0;
    return 0;
}

// MARK: - Disks

static pthread_mutex_t table_lock = PTHREAD_MUTEX_INITIALIZER;
static simdisk **table;
static int64_t table_count;

simdisk *simdisk_find(int64_t number) {
    pthread_mutex_lock(&table_lock);
    simdisk *disk = number >= 0 && number < table_count ? table[number] : NULL;
    pthread_mutex_unlock(&table_lock);
    return disk;
}

simdisk *simdisk_make(void) {
    simdisk *disk = calloc(1, sizeof(simdisk));
    if (!disk) return NULL;
    disk->quota = -1;
    pthread_mutex_lock(&table_lock);
    int64_t place = 0;
    while (place < table_count && table[place]) place += 1;
    if (place == table_count) {
        int64_t count = table_count ? table_count * 2 : 64;
        simdisk **grown = realloc(table, (size_t)count * sizeof(simdisk *));
        if (!grown) {
            pthread_mutex_unlock(&table_lock);
            free(disk);
            return NULL;
        }
        memset(grown + table_count, 0, (size_t)(count - table_count) * sizeof(simdisk *));
        table = grown;
        table_count = count;
    }
    disk->number = place;
    table[place] = disk;
    pthread_mutex_unlock(&table_lock);
    return disk;
}

static void empty(simdisk *disk) {
    for (simfile *file = disk->files, *next; file; file = next) {
        next = file->next;
        simfile_delete(disk, file);
    }
}

void simdisk_free(simdisk *disk) {
    if (!disk) return;
    empty(disk);
    pthread_mutex_lock(&table_lock);
    table[disk->number] = NULL;
    pthread_mutex_unlock(&table_lock);
    free(disk);
}

int64_t simdisk_number(const simdisk *disk) { return disk->number; }
void simdisk_set_quota(simdisk *disk, int64_t bytes) { disk->quota = bytes; }
void simdisk_fail_in(simdisk *disk, int64_t calls) { disk->fails_in = calls; }
void simdisk_fail(simdisk *disk) { disk->has_failed = 1; }
int simdisk_has_failed(const simdisk *disk) { return disk->has_failed; }
int64_t simdisk_calls(const simdisk *disk) { return disk->calls; }
int64_t simdisk_syncs(const simdisk *disk) { return disk->syncs; }
int64_t simdisk_changes(const simdisk *disk) { return disk->changes; }

int64_t simdisk_bytes(const simdisk *disk) {
    int64_t bytes = 0;
    for (simfile *file = disk->files; file; file = file->next) bytes += file->current.bytes;
    return bytes;
}

int64_t simdisk_file_bytes(const simdisk *disk, const char *name) {
    simfile *file = simfile_find(disk, name);
    return file ? file->current.bytes : -1;
}

int simdisk_count(simdisk *disk) {
    disk->calls += 1;
    disk->changes += 1;
    if (disk->fails_in > 0 && --disk->fails_in == 0) disk->has_failed = 1;
    return disk->has_failed;
}

/// SplitMix64.
static uint64_t draw(uint64_t *state) {
    uint64_t mixed = *state += 0x9E3779B97F4A7C15;
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    return mixed ^ (mixed >> 31);
}

int64_t simdisk_restart(simdisk *disk, uint64_t seed, int kept) {
    int64_t lost = 0;
    uint64_t state = seed;
    for (simfile *file = disk->files; file; file = file->next) {
        int64_t now = file->current.bytes;
        int64_t bytes = file->synced.bytes;
        if (file->dirty_from != file->dirty_to && (int)(draw(&state) & 255) < kept) bytes = now;
        for (size_t place = file->dirty_from; place < file->dirty_to; place += 1) {
            sector *fresh = place < file->current.capacity ? file->current.sectors[place] : NULL;
            sector *old = place < file->synced.capacity ? file->synced.sectors[place] : NULL;
            if (fresh == old) continue;
            int64_t end = ((int64_t)place + 1) * SECTOR_BYTES;
            if (fresh && (int)(draw(&state) & 255) < kept) {
                if (bytes < end && now > bytes) bytes = end < now ? end : now;
                continue;
            }
            simfile_drop_fold(file);
            sector_release(file->current.sectors[place]);
            file->current.sectors[place] = sector_shared(old);
            lost += 1;
        }
        // A length without its sectors reads as zeroes.
        file->current.bytes = bytes;
        simfile_sync(file);
    }
    disk->has_failed = 0;
    disk->fails_in = 0;
    disk->changes += 1;
    return lost;
}

int simdisk_copy(simdisk *target, simdisk *source) {
    empty(target);
    target->changes += 1;
    for (simfile *file = source->files; file; file = file->next) {
        if (file->is_deleted) continue;
        simfile *twin = simfile_make(target, file->name);
        if (!twin || simfile_unfold(file)) return -1;
        if (image_copy(&twin->current, &file->current) || image_copy(&twin->synced, &file->current)) return -1;
    }
    target->has_failed = 0;
    target->fails_in = 0;
    return 0;
}

int simdisk_flip(simdisk *disk, const char *name, int64_t offset, unsigned char bits) {
    simfile *file = simfile_find(disk, name);
    if (!file || offset < 0 || offset >= file->current.bytes) return -1;
    unsigned char byte;
    if (simfile_read(file, &byte, 1, offset) != 1) return -1;
    disk->changes += 1;
    byte ^= bits;
    if (simfile_write(file, &byte, 1, offset)) return -1;
    return simfile_sync(file);
}
