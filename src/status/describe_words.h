/* Numbers, times and sizes in the words of a language. Private to src/status. */
#pragma once

#include "status/describe.h"

/* Each appends. */
void describe_number(const struct texts *t, uint64_t n, struct buffer *out);
void describe_bytes(const struct texts *t, int64_t bytes, struct buffer *out);
/* "2026-11-23 09:41:07", in the office's time. */
void describe_moment(const struct status_whole *s, int64_t wall_s, struct buffer *out);
/* "4 min ago"; "in 40 s" */
void describe_ago(const struct texts *t, int64_t seconds, struct buffer *out);
void describe_ahead(const struct texts *t, int64_t seconds, struct buffer *out);
/* A finding's sentence. */
void describe_finding(const struct status_whole *s, const struct texts *t, const struct finding *f,
                      struct buffer *out);
