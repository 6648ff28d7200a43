/* How large text is. The screen answers from its fonts; tests answer with fixed widths. */
#pragma once

#include "view/frame.h"

struct metrics {
    /* The advance width of `len` bytes of UTF-8, in pixels. */
    int (*width)(void *ctx, enum face face, int size, const char *text, size_t len);
    /* Above and below the baseline, and the height of a capital; pixels. */
    int (*ascent)(void *ctx, enum face face, int size);
    int (*descent)(void *ctx, enum face face, int size);
    int (*cap_height)(void *ctx, enum face face, int size);
    void *ctx;
};
