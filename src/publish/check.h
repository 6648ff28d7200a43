/* --check: whether native feeds, whoever makes them, are what screens take. */
#pragma once

#include "base/buffer.h"
#include "publish/args.h"
#include "publish/status.h"

/* Appends a line or more for each feed of `args`, for people or as a line of JSON each. DONE when
 * all are right; else the worst: LEFT_OUT (rows or other parts that a screen would leave out, a
 * number of 16 digits, a feed that has expired), UNREADABLE (refused, or not signed as asked), or
 * UNREACHABLE (no such file). */
enum publish_status check_feeds(const struct publish_args *args, int64_t now_s, struct buffer *out);
