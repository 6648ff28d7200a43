/* The screen as a file that is written again and again, by a thread of its own: neither encoding
 * a PNG (longer than a frame) nor a slow disk holds the display up. Main thread only. */
#pragma once

#include "screen/screen.h"

enum recorder_state {
    RECORDER_IDLE,
    RECORDER_WRITING,
    RECORDER_WRITTEN, /* told once, by the first recorder_look() after it */
    RECORDER_FAILED,  /* so is this, with a sentence */
};

struct recorder;

struct recorder *recorder_new(void);
/* Waits for a file that is being written, but not for ever: a disk that answers no more must not
 * hold up the program's end. Before the screen is closed, since SDL ends with the last one. */
void recorder_free(struct recorder *r);

/* Takes what was presented last, and begins to write it as screen_save() does. Not
 * while one is being written. */
bool recorder_start(struct recorder *r, struct screen *s, const char *path, struct error *err);
/* What has become of it; never waits. */
enum recorder_state recorder_look(struct recorder *r, struct error *err);
