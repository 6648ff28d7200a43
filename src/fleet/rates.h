/* Requests over time, from lines in any order: how many in each ten seconds. What is kept grows with
 * the time that the logs span (4 KiB for three hours), up to 16 MiB; a time that is further from the
 * others than 485 days may find no room, and is left out of the peak. */
#pragma once

#include "base/base.h"

#define RATES_STEP_S 10

struct rates;

struct rates *rates_new(void);
void rates_free(struct rates *r);
DEFINE_CLEANUP(struct rates *, rates_free)

void rates_add(struct rates *r, int64_t time_s);
/* The most requests in ten seconds, and when those began (the earliest of several). */
uint32_t rates_peak(const struct rates *r, int64_t *ret_s);
