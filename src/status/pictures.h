/* /screen.png: pixels that are asked for by one thread, given by the main one, and made a PNG by the
 * first. Nobody waits for the other: each step is a flag.
 *
 * The pixels lie in memory that the asking thread has written before, since pages that are found when
 * they are first written would cost the main thread a frame. */
#pragma once

#include "base/buffer.h"
#include "status/facts.h"

/* A picture serves whoever asks within so long, so that the main thread copies no more often. */
#define PICTURES_EVERY_NS UINT64_C(1000000000)

struct pictures;

struct pictures *pictures_new(void);
/* No thread may use it any more. */
void pictures_free(struct pictures *p);
DEFINE_CLEANUP(struct pictures *, pictures_free)

/* ---- the main thread */

/* The number of a screen whose pixels are wanted; -1: none. One atomic read while none is. */
int pictures_wanted(const struct pictures *p);
/* Where they go, for pictures_give(): rows of `*ret_width` without gaps. */
uint32_t *pictures_canvas(struct pictures *p, int screen, int *ret_width, int *ret_height);
void pictures_give(struct pictures *p, int screen, bool given);

/* ---- the other one */

enum picture_state { PICTURE_READY, PICTURE_COMING, PICTURE_NONE };

/* READY: `*ret` is the PNG, borrowed until the next call. COMING: it was asked for; ask again when
 * the main thread has given something. NONE: it cannot be read, or is not of that size. */
enum picture_state pictures_get(struct pictures *p, int screen, int width, int height,
                                uint64_t now_ns, const struct buffer **ret);
/* The PNG that was made last, empty where there is none; borrowed likewise. */
const struct buffer *pictures_last(const struct pictures *p, int screen);
/* Gives memory back that nobody has wanted for a minute; returns whether some is still held. */
bool pictures_tidy(struct pictures *p, uint64_t now_ns);
