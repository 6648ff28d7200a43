/* What the log says of a source. Private to src/fetch and src/publish. */
#pragma once

#include "fetch/source.h"

/* What was left out of its last list, where that differs from what the log knows. Counts,
 * numbers of rows and opaque ids only. */
void tell_report(struct source *s);
/* A failure: the first of its kind, and then every ten minutes. */
void tell_failure(struct source *s, const struct error *err, int64_t boot_s);
/* It answers; says so after failures. */
void tell_answer(struct source *s);
