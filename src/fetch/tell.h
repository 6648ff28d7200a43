/* What the log says of a source. Private to src/fetch and src/publish. */
#pragma once

#include "fetch/source.h"

/* What was left out of its last list, where that differs from what the log knows. Counts, numbers of
 * rows and opaque ids only. The same rules being broken are told at most every ten minutes,
 * whichever rows break them. */
void tell_report(struct source *s, int64_t boot_s);
/* A failure: the first of its kind, and then every ten minutes, also where the source answers in
 * between (repeats.h). */
void tell_failure(struct source *s, const struct error *err, int64_t boot_s);
/* It answers; says so after failures that were told. */
void tell_answer(struct source *s);
/* A list is not believed, or is after all (guard.h): the reason, and what comes of it. */
void tell_guarded(struct repeats *told, const struct error *err, const char *what, int64_t boot_s);
