#include "fetch/report.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>

#include "base/buffer.h"
#include "base/clock.h"

/* Bytes between the quotes, so that all together stay below REPORT_SIZE. */
#define ID_MAX      64
#define VERSION_MAX 24
#define REGION_MAX  16
#define INTEGER_MAX INT64_C(999999999999999) /* RFC 8941, section 3.3.1 */

struct report {
    pthread_mutex_t lock;
    /* --- protected by lock */
    bool told;
    struct report_facts facts; /* its strings are those: */
    char id[ID_MAX + 1], version[VERSION_MAX + 1], region[REGION_MAX + 1];
};

/* ---- the header */

static void add_name(struct buffer *out, const char *name)
{
    buffer_addf(out, "%s%s=", out->len ? ", " : "", name);
}

/* A string (section 3.3.3) of what the fleet takes for a name; any other character becomes one
 * '_', not one for each of its bytes. */
static void add_string(struct buffer *out, const char *name, const char *text, size_t max)
{
    static const char allowed[] =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-+";
    char value[ID_MAX + 1];
    size_t len = 0;
    for (const char *p = text; *p && len < max; p++) {
        if (((unsigned char)*p & 0xC0) != 0x80)
            value[len++] = strchr(allowed, *p) ? *p : '_';
    }
    value[len] = '\0';
    add_name(out, name);
    buffer_addf(out, "\"%s\"", value);
}

static void add_integer(struct buffer *out, const char *name, int64_t value)
{
    add_name(out, name);
    buffer_addf(out, "%" PRId64, MIN(MAX(value, 0), INTEGER_MAX));
}

void report_write(const struct report_facts *f, int64_t wall_s, int64_t boot_s,
                  char ret[REPORT_SIZE])
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(REPORT_SIZE - 1);
    add_string(&out, "id", f->id, ID_MAX);
    add_string(&out, "v", f->version, VERSION_MAX);
    if (f->shown && *f->region)
        add_string(&out, "r", f->region, REGION_MAX);
    if (f->shown && f->serial <= (uint64_t)INTEGER_MAX)
        add_integer(&out, "s", (int64_t)f->serial);
    if (f->shown)
        add_integer(&out, "n", f->documents);
    if (f->confirmed)
        add_integer(&out, "age", boot_s - f->confirmed_boot_s);
    add_integer(&out, "late", (int64_t)MIN(f->late, (uint64_t)INTEGER_MAX));
    if (f->rate_hz)
        add_integer(&out, "hz", f->rate_hz);
    add_name(&out, "on");
    buffer_addf(&out, "?%d", f->on);
    add_integer(&out, "t", wall_s);
    add_integer(&out, "up", boot_s - f->started_boot_s);
    memcpy(ret, buffer_text(&out), out.len + 1);
}

/* ---- the holder */

struct report *report_new(void)
{
    struct report *r = xcalloc(1, sizeof(*r));
    pthread_mutex_init(&r->lock, NULL);
    return r;
}

void report_free(struct report *r)
{
    pthread_mutex_destroy(&r->lock);
    free(r);
}

void report_tell(struct report *r, const struct report_facts *facts)
{
    pthread_mutex_lock(&r->lock);
    snprintf(r->id, sizeof(r->id), "%s", facts->id);
    snprintf(r->version, sizeof(r->version), "%s", facts->version);
    snprintf(r->region, sizeof(r->region), "%s", facts->shown ? facts->region : "");
    r->facts = *facts;
    r->facts.id = r->id;
    r->facts.version = r->version;
    r->facts.region = r->region;
    r->told = true;
    pthread_mutex_unlock(&r->lock);
}

void report_now(struct report *r, char ret[REPORT_SIZE])
{
    int64_t wall_s = clock_wall_s(), boot_s = clock_boot_s();
    pthread_mutex_lock(&r->lock);
    if (r->told)
        report_write(&r->facts, wall_s, boot_s, ret);
    else
        *ret = '\0';
    pthread_mutex_unlock(&r->lock);
}
