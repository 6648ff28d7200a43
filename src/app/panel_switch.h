/* Switches the panel itself off and on, by commands of the configuration. They run in a thread
 * of this module: a frame waits for none.
 *
 * A command is words parted by blanks; the first is a program, by its path or found in
 * PATH. There is no shell. It reads nothing and its output goes nowhere; after ten seconds
 * it is killed, with all that it has started. That it failed is told in the log once, and
 * again after it has worked. */
#pragma once

#include "base/base.h"

struct panel_switch;

struct panel_switch_options {
    const char *on, *off; /* copied; "": no command */
    const char *section;  /* for the log: "hours" */
    int timeout_ms;       /* 0: ten seconds */
};

/* Runs nothing yet. */
struct panel_switch *panel_switch_new(const struct panel_switch_options *options);
/* A command that runs now has half a second to end. */
void panel_switch_free(struct panel_switch *s);
DEFINE_CLEANUP(struct panel_switch *, panel_switch_free)

/* How the panel is wanted. Runs the command for it the first time, and when that changes. Does
 * not wait: of several changes during a command the last one counts. Call it from one thread. */
void panel_switch_set(struct panel_switch *s, bool on);

/* Whether the command that switches it off was the last that worked. */
bool panel_switch_is_off(struct panel_switch *s);

/* For tests: waits until what was wanted last has been tried. */
void panel_switch_settle(struct panel_switch *s);
