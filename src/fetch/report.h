/* What a screen says of itself with every pull, so that the web server's log is the fleet's health
 * record: the header Siapambil-Screen, whose members fleet/fleet.h lists. Nothing in it is about a
 * person or a document.
 *
 * It is a dictionary of RFC 8941 (section 3.2) of REPORT_SIZE bytes at most, whatever the machine is
 * called. The main thread tells the facts; the thread that pulls writes them down at the moment of
 * asking, so that `t`, `age` and `up` are of then. */
#pragma once

#include "base/base.h"

#define REPORT_SIZE 256 /* with the NUL */

struct report_facts {
    const char *id;         /* longer ones are cut; what no header may hold becomes '_' */
    const char *version;    /* likewise */
    int64_t started_boot_s; /* by clock_boot_s(), like all that end so */
    uint64_t late;          /* frames, since then */
    int rate_hz;            /* frames a second, where these are less than its display's; else 0 */
    bool on;                /* whether there is something to be seen */
    bool shown;             /* there is a list, and it is not withdrawn. Then: */
    const char *region;     /* "": left out */
    uint64_t serial;        /* left out past 999,999,999,999,999: RFC 8941 has no longer integers */
    uint32_t documents;
    bool confirmed;           /* there is a list, shown or withdrawn. Then: */
    int64_t confirmed_boot_s; /* when a source last said that it is right */
};

/* The header's value, at that time by both clocks. */
void report_write(const struct report_facts *facts, int64_t wall_s, int64_t boot_s,
                  char ret[REPORT_SIZE]);

struct report;

/* Knows nothing yet. */
struct report *report_new(void);
void report_free(struct report *r);
DEFINE_CLEANUP(struct report *, report_free)

/* Any thread, both; neither waits for more than copying. */
void report_tell(struct report *r, const struct report_facts *facts); /* copies */
/* "" as long as nothing has been told. */
void report_now(struct report *r, char ret[REPORT_SIZE]);
