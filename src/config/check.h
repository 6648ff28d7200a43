/* What the parts of config_check() share. Private to src/config. */
#pragma once

#include "config/options.h"

/* Sets "board.ini:12: [section] key WHY"; always false. */
bool check_fail_at(const struct config *c, const char *section, const char *key, const char *why,
                   struct error *err);
/* That it is a file that may be read, or not set. */
bool check_file(const struct config *c, const char *section, const char *key, const char *path,
                struct error *err);
/* What each of a part must have for itself. `taken` are the settings of those before it. */
bool check_own(struct config *const *taken, int count, const struct config *c, const char *section,
               const char *key, struct error *err);

bool check_sources(const struct config *c, struct error *err);
bool check_status_page(const struct config *c, struct error *err);
bool check_locations(const struct config *c, struct error *err);
