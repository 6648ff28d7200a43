/* What a pull weighs, HTTP only (no TCP, IP, TLS): measured by bench_fleet against nginx with
 * config/nginx's headers. */
#pragma once

#define FEED_ROWS      333 /* rows of a place's feed: 100,000 at 300 places */
#define UNCHANGED_DOWN 176.0
/* A feed of so many rows, packed, and its headers. */
#define CHANGED_DOWN(rows) (340.0 + 18.6 * (rows))
