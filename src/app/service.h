/* The office's own hours and its calendar, as the configuration names them; read at the
 * start and at a reload only. */
#pragma once

#include "config/config.h"
#include "model/calendar.h"

struct service {
    struct week week;
    struct calendar *calendar; /* NULL: none */
    struct buffer text;        /* what the two were read from */
};

/* NULL where either is wrong; the sentence names the file's line, or the setting. */
struct service *service_read(const struct config *c, struct error *err);
void service_free(struct service *s);
/* Whether they say the same. */
bool service_is_same(const struct service *a, const struct service *b);
DEFINE_CLEANUP(struct service *, service_free)
