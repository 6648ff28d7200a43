/* What the programs' command lines have in common: sentences for what getopt_long() refuses. */
#pragma once

#include "base/error.h"

/* For getopt's '?', given the word that it was reading. Tells no more of it than its name, since
 * an address, with a password in it, may have lost its option. Always false. */
bool command_line_wrong(const char *word, struct error *err);
/* For a word that is no option, likewise. */
bool command_line_no_option(const char *word, struct error *err);
