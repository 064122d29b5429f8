// What a file holds, as sectors with references, so that a copy of a whole disk costs next to nothing.
#include "simdisk.h"

#include <stdlib.h>
#include <string.h>

void sector_release(sector *held) {
    if (held && --held->references == 0) free(held);
}

sector *sector_shared(sector *held) {
    if (held) held->references += 1;
    return held;
}

int image_reserve(image *held, size_t sectors) {
    if (sectors <= held->capacity) return 0;
    size_t capacity = held->capacity ? held->capacity : 8;
    while (capacity < sectors) capacity *= 2;
    sector **grown = realloc(held->sectors, capacity * sizeof(sector *));
    if (!grown) return -1;
    memset(grown + held->capacity, 0, (capacity - held->capacity) * sizeof(sector *));
    held->sectors = grown;
    held->capacity = capacity;
    return 0;
}

void image_clear(image *held) {
    for (size_t place = 0; place < held->capacity; place += 1) sector_release(held->sectors[place]);
    free(held->sectors);
    *held = (image){0};
}

int image_copy(image *target, const image *source) {
    image_clear(target);
    if (image_reserve(target, source->capacity)) return -1;
    for (size_t place = 0; place < source->capacity; place += 1)
        target->sectors[place] = sector_shared(source->sectors[place]);
    target->bytes = source->bytes;
    return 0;
}

sector *image_own(image *held, size_t place) {
    sector *before = held->sectors[place];
    if (before && before->references == 1) return before;
    sector *fresh = malloc(sizeof(sector));
    if (!fresh) return NULL;
    fresh->references = 1;
    if (before) memcpy(fresh->bytes, before->bytes, SECTOR_BYTES);
    else memset(fresh->bytes, 0, SECTOR_BYTES);
    sector_release(before);
    held->sectors[place] = fresh;
    return fresh;
}
