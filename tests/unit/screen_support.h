/* A board on a screen in memory, with real fonts. */
#pragma once

#include "unit/view_support.h"

#include "screen/screen.h"

struct fixture {
    struct words *words;
    struct screen *screen;
    struct board *board;
    struct snapshot *list;
    struct board_time time;
};

static inline struct screen *open_screen_by(enum screen_back_end back_end, int width, int height,
                                            int rotate)
{
    struct error err = { "" };
    struct screen *s = screen_open(&(struct screen_options){ .back_end = back_end,
                                                             .windowed = back_end != SCREEN_OFF,
                                                             .width = width,
                                                             .height = height,
                                                             .rotate = rotate,
                                                             .logo = "assets/logo.svg" },
                                   &err);
    if (!s)
        fail_msg("%s", err.text);
    return s;
}

static inline struct screen *open_screen(int width, int height, int rotate)
{
    return open_screen_by(SCREEN_OFF, width, height, rotate);
}

static inline void show(struct fixture *f)
{
    struct error err = { "" };
    if (!screen_present(f->screen, board_frame(f->board, &f->time), &err))
        fail_msg("%s", err.text);
}

static inline void finish(struct fixture *f)
{
    board_free(f->board);
    screen_close(f->screen);
    snapshot_free(f->list);
    words_free(f->words);
}
