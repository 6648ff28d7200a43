/* The command line of siapambil-publish. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "feed/signature.h"

#define PUBLISH_ARGS_MAX_SETS 64

struct publish_args {
    const char *config; /* --config; NULL: the default place, if there is a file */
    const char *sets[PUBLISH_ARGS_MAX_SETS];
    int set_count;
    bool has_now;
    int64_t now_s; /* --now */
    bool watch, force, json, explain, check_config, print_config, check, version, help;
    struct signature_key keys[SIGNATURE_MAX_KEYS]; /* --public-key, of --check */
    size_t key_count;
    char **feeds; /* of --check: into argv */
    int feed_count;
};

/* Pointers into argv. */
bool publish_args_parse(int argc, char **argv, struct publish_args *ret, struct error *err);
/* The text of --help. */
void publish_args_help(struct buffer *out);
