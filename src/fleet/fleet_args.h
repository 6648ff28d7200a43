/* The command line of `siapambil-publish fleet`. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"

enum fleet_output { FLEET_TABLE, FLEET_JSON, FLEET_METRICS, FLEET_PAGE };

struct fleet_args {
    enum fleet_output output;
    const char *file;     /* --output; NULL: standard output */
    const char *expected; /* --expected; NULL: no list */
    bool has_now, help;
    int64_t now_s;
    int64_t silent_s, old_s;
    char **logs;
    int log_count;
};

/* Pointers into argv. */
bool fleet_args_parse(int argc, char **argv, struct fleet_args *ret, struct error *err);
void fleet_args_help(struct buffer *out);
