#pragma once
// The part of zlib's binary interface (unchanged since 1.2.0) that hall uses. zlib1g itself is on every machine that has
// libcurl4, which needs it; its -dev package is not, so the few declarations stand here instead of <zlib.h>.

typedef unsigned char hall_z_byte;

/// z_stream of zlib.h.
typedef struct {
    const hall_z_byte *next_in;
    unsigned int avail_in;
    unsigned long total_in;
    hall_z_byte *next_out;
    unsigned int avail_out;
    unsigned long total_out;
    const char *msg;
    void *state;
    void *zalloc;
    void *zfree;
    void *opaque;
    int data_type;
    unsigned long adler;
    unsigned long reserved;
} hall_z_stream;

extern int deflateInit_(hall_z_stream *stream, int level, const char *version, int stream_size);
extern int deflate(hall_z_stream *stream, int flush);
extern int deflateReset(hall_z_stream *stream);
extern int deflateEnd(hall_z_stream *stream);
extern int inflateInit_(hall_z_stream *stream, const char *version, int stream_size);
extern int inflate(hall_z_stream *stream, int flush);
extern int inflateEnd(hall_z_stream *stream);

static const int HALL_Z_OK = 0, HALL_Z_STREAM_END = 1, HALL_Z_FINISH = 4;
