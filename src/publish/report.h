/* What a run has done, in words and for machines. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "publish/publisher.h"

/* A sentence without an end of line: "3 of 301 feeds written: 100000
 * documents at 300 places, …". */
void report_summary(const struct publisher_report *r, struct buffer *out);
/* A line of JSON, a failure's too. */
void report_json(enum publish_status status, const char *region, const struct publisher_report *r,
                 const struct error *err, struct buffer *out);
