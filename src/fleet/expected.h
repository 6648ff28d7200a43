/* The list of screens that there should be: a screen a line, its id and, after a comma, free text
 * (where it hangs). '#' starts a comment, empty lines are fine. */
#pragma once

#include "base/error.h"
#include "fleet/roll.h"

/* false with a sentence that names file and line: nothing can then be said of what is missing. */
bool expected_read(struct roll *r, const char *path, struct error *err);
