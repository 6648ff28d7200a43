#include "base/repeats.h"

#include <stdio.h>

#include "base/hash.h"

/* ---- failures */

/* Without numbers, but for a status: "HTTP 502" is another trouble than "HTTP 500". */
static uint64_t hash_words(const char *text)
{
    static const char status[] = "HTTP ";
    CLEANUP_FREE char *words = xmalloc(strlen(text) + 1);
    size_t len = 0;
    for (const char *p = text; *p;) {
        size_t digits = strspn(p, "0123456789"), some = digits ? digits : 1;
        bool is_status = digits == 3 && len >= strlen(status) &&
                         memcmp(words + len - strlen(status), status, strlen(status)) == 0;
        if (!digits || is_status) {
            memcpy(words + len, p, some);
            len += some;
        }
        p += some;
    }
    return hash_plain(words, len);
}

/* The place of these words; of new ones, that of what need not be remembered any more.
 * REPEATS_KINDS where too much was told lately. */
static size_t find(struct repeats *r, uint64_t words, int64_t boot_s)
{
    size_t oldest = 0;
    for (size_t i = 0; i < r->count; i++) {
        if (r->kinds[i].words == words)
            return i;
        if (r->kinds[i].told_s < r->kinds[oldest].told_s)
            oldest = i;
    }
    if (r->count < REPEATS_KINDS)
        oldest = r->count++;
    else if (boot_s - r->kinds[oldest].told_s < REPEATS_EVERY_S)
        return REPEATS_KINDS;
    r->kinds[oldest].words = words;
    r->kinds[oldest].told_s = boot_s - REPEATS_EVERY_S;
    r->kinds[oldest].times = 0;
    return oldest;
}

unsigned repeats_failed(struct repeats *r, const char *text, int64_t boot_s)
{
    size_t i = find(r, hash_words(text), boot_s);
    r->failures++;
    if (i == REPEATS_KINDS)
        return 0;
    unsigned times = ++r->kinds[i].times;
    if (boot_s - r->kinds[i].told_s < REPEATS_EVERY_S)
        return 0;
    r->kinds[i].told_s = boot_s;
    r->kinds[i].times = 0;
    r->told = true;
    return times;
}

unsigned repeats_works(struct repeats *r)
{
    unsigned failures = r->failures;
    if (!r->told)
        return 0;
    r->told = false;
    r->failures = 0;
    return failures;
}

/* ---- states */

unsigned repeats_is(struct repeats_states *r, int state, int64_t boot_s)
{
    assert(state >= 0 && state < REPEATS_STATES);
    if (state != r->is)
        r->all[state].times++;
    r->is = state;
    bool lately = r->all[state].ever && boot_s - r->all[state].told_s < REPEATS_EVERY_S;
    if (state == r->told || lately)
        return 0;
    unsigned times = r->all[state].times;
    r->told = state;
    r->all[state].ever = true;
    r->all[state].told_s = boot_s;
    r->all[state].times = 0;
    return times;
}

const char *repeats_count(unsigned times, char ret[REPEATS_TEXT])
{
    *ret = '\0';
    if (times > 1)
        snprintf(ret, REPEATS_TEXT, " (%u times since it was last told)", times);
    return ret;
}
