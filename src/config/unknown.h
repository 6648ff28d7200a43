/* Sentences about a section or a key that there is not, with the nearest that there is. All
 * return false. Private to src/config. */
#pragma once

#include "base/error.h"

bool unknown_section(const char *section, struct error *err);
/* `section` is "" for a key before any section. */
bool unknown_key(const char *section, const char *key, struct error *err);
/* The same of [word name]: what it may hold, and where else a setting belongs. */
bool unknown_key_of_part(const char *word, const char *name, const char *key, struct error *err);
