/* The settings of a run: defaults, the file, --set. */
#pragma once

#include "config/config.h"

#define SETTINGS_DEFAULT_FILE "/etc/siapambil/siapambil.ini"

/* `file` NULL: the default one, if it is there. Not checked as a whole yet (config_check). The
 * caller frees it; NULL with a sentence. */
struct config *settings_read(const char *file, const char *const *sets, int set_count,
                             struct error *err);

/* The folder for what `program` keeps between its runs: [cache] dir, else systemd's
 * StateDirectory, else the user's. "" where none can be found. The caller frees it. */
char *settings_state_folder(const struct config *c, const char *program);

/* Stands for all settings by which answers become a list, and for the program that reads them. */
#define SETTINGS_FINGERPRINT_SIZE 17
void settings_fingerprint(const struct config *c, char ret[SETTINGS_FINGERPRINT_SIZE]);
