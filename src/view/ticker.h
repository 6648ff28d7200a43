/* The notices in the footer: one line that moves to the left, or stands when it fits. *Words*
 * between asterisks are emphasised. */
#pragma once

#include "view/parts.h"

struct ticker;

struct ticker *ticker_new(const struct style *style);
void ticker_free(struct ticker *t);
DEFINE_CLEANUP(struct ticker *, ticker_free)

/* What to show in a window of `width` pixels on `ground`. The same text again goes on where it was,
 * also in another window or on another ground. */
void ticker_set(struct ticker *t, const char *const *texts, int count, int width, colour ground);

bool ticker_moves(const struct ticker *t);
/* Pixels a second at which that many characters a second pass where they stand closest. */
int ticker_speed(const struct ticker *t, int characters_a_second);
void ticker_advance(struct ticker *t, int step);
/* Appends the sprites of a band whose corner is at x, y. */
void ticker_sprites(const struct ticker *t, struct frame *f, int x, int y);
