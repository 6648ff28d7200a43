/* The fleet as a table for people, a page, JSON and metrics. */
#pragma once

#include "fleet/muster.h"

void print_table(const struct muster *m, struct buffer *out);
/* What the table ends with and the page begins with: sentences, a line each. */
void print_summary(const struct muster *m, struct buffer *out);
/* One self-contained page; works without its script, too. */
void print_page(const struct muster *m, struct buffer *out);
/* assets/schema/fleet-1.schema.json describes it. A screen a line. */
void print_json(const struct muster *m, struct buffer *out);
/* Prometheus' text format, for node_exporter's textfile collector. */
void print_metrics(const struct muster *m, struct buffer *out);
