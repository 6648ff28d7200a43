/* What a screen says of itself with a pull, read from the header Siapambil-Screen (fleet.h). */
#pragma once

#include "base/base.h"

#define REPORT_ID_SIZE      65 /* all with the NUL */
#define REPORT_VERSION_SIZE 33
#define REPORT_REGION_SIZE  14 /* "32.73.01.1001" */

#define REPORT_UNKNOWN INT64_C(-1)

/* What was not said is "" or REPORT_UNKNOWN. Numbers are 0 to 999,999,999,999,999. */
struct fleet_report {
    char id[REPORT_ID_SIZE];           /* letters, digits, '.', '_' and '-'; never "" */
    char version[REPORT_VERSION_SIZE]; /* those, '+', '~' and ':' */
    char region[REPORT_REGION_SIZE];   /* digits and dots */
    int64_t serial, rows;
    int64_t age_s, late, time_s, up_s;
    int64_t rate_hz;  /* where it is less than the display's */
    int64_t panel_on; /* 0 or 1 */
};

/* false when it is no dictionary, says no id or none that can be, or gives a member the wrong kind:
 * then nothing of it counts. Members that are not known are passed over. */
bool fleet_report_parse(const char *text, size_t len, struct fleet_report *ret);
/* Whether it may be a screen's name: 1 to 64 letters, digits, '.', '_' and '-'. */
bool fleet_report_is_id(const char *text, size_t len);
/* Whether it may be a region's: digits and dots, 13 at most. */
bool fleet_report_is_region(const char *text, size_t len);
