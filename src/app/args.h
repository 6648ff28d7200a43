/* The command line. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

#define ARGS_MAX_SETS 64

struct args {
    const char *config; /* --config; NULL: the default place, if there is a file */
    const char *sets[ARGS_MAX_SETS];
    int set_count;
    const char *screenshot; /* the PNG to write, or NULL */
    const char *screen;     /* --screen; NULL: the first */
    int width, height;      /* --size; 0: the default */
    bool has_now;
    int64_t now_s; /* --now */
    bool windowed, off_screen, check_config, print_config, dump_frame, explain, suggest, status;
    bool version, help;
};

/* Pointers into argv. */
bool args_parse(int argc, char **argv, struct args *ret, struct error *err);
/* The text of --help. */
void args_help(struct buffer *out);
