/* Access logs, plain or gzip, line by line, into the roll. */
#pragma once

#include "base/error.h"
#include "fleet/roll.h"

/* "-" is standard input. false with a sentence that names the file: it cannot be read, or not to its
 * end; the lines before count all the same. Tells on standard error how far it is, where that is a
 * terminal and it takes longer than a second. */
bool logs_read(struct roll *r, const char *path, struct error *err);
