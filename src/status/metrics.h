/* /metrics: Prometheus' text format, version 0.0.4, names by its conventions: base units, _total of
 * what only grows. tests/e2e/test_status.py has promtool check it. */
#pragma once

#include "base/buffer.h"
#include "status/facts.h"

void status_write_metrics(const struct status_whole *s, struct buffer *out);
