/* One line of an access log -> what it says of a request and of the screen that made it. */
#pragma once

#include "base/buffer.h"
#include "fleet/report_parse.h"

#define LINE_MAX_BYTES  (64u << 10) /* a longer line is none */
#define LINE_PLACE_SIZE 65          /* with the NUL */

struct fleet_line {
    int64_t time_ms; /* when the answer had been sent, since the epoch: 0 to the year 9999 */
    int64_t took_ms; /* from the request's first byte until then */
    int status;      /* 100 to 599 */
    int64_t bytes;   /* of the answer */
    /* Of …/v1/REGION/feed.json and …/v1/REGION/PLACE/feed.json, and of their signatures; "" of
     * anything else. */
    char region[REPORT_REGION_SIZE];
    char place[LINE_PLACE_SIZE];
    struct fleet_report report;
};

enum fleet_line_kind {
    FLEET_LINE_NONE,   /* no line of such a log */
    FLEET_LINE_OTHER,  /* a request without the header: not a screen's. `report` is not set */
    FLEET_LINE_BROKEN, /* a request whose header cannot be read. `report` is not set */
    FLEET_LINE_SCREEN,
};

/* A line without its end; any bytes will do. `held` is room to work in, kept from line to line. */
enum fleet_line_kind fleet_line_parse(const char *data, size_t len, struct buffer *held,
                                      struct fleet_line *ret);
