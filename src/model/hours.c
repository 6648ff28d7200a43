#include "model/hours.h"

#include "base/clock.h"
#include "model/calendar.h"

#define MINUTES_A_DAY 1440
#define WEEKDAYS      7

static const char *const day_names[WEEKDAYS] = { "mon", "tue", "wed", "thu", "fri", "sat", "sun" };

/* Puts a span in its place by time; what it touches or overlaps becomes one with it. */
static void add_span(struct hours *h, struct span span)
{
    int at = 0;
    while (at < h->count && h->spans[at].close < span.open)
        at++;
    int end = at;
    for (; end < h->count && h->spans[end].open <= span.close; end++) {
        span.open = MIN(span.open, h->spans[end].open);
        span.close = MAX(span.close, h->spans[end].close);
    }
    if (end == at && h->count == HOURS_MAX_SPANS)
        return;
    memmove(&h->spans[at + 1], &h->spans[end], (size_t)(h->count - end) * sizeof(*h->spans));
    h->spans[at] = span;
    h->count += 1 - (end - at);
}

struct hours hours_of_day(const struct opening *openings, size_t count,
                          const struct calendar *calendar, int32_t day)
{
    struct hours h = { .known = count > 0, .name = "" };
    int weekday = clock_civil_of_day(day).weekday;
    for (size_t i = 0; i < count; i++) {
        if (openings[i].days >> weekday & 1)
            add_span(&h, (struct span){ openings[i].open, openings[i].close });
    }
    if (calendar)
        calendar_apply(calendar, day, &h);
    return h;
}

bool hours_is_open(const struct hours *hours, int minute)
{
    for (int i = 0; i < hours->count; i++) {
        if (hours->spans[i].open <= minute && minute < hours->spans[i].close)
            return true;
    }
    return false;
}

bool hours_next_opening(const struct opening *openings, size_t count,
                        const struct calendar *calendar, int32_t day, int minute, int32_t *ret_day,
                        int *ret_minute)
{
    for (int32_t ahead = 0; ahead <= HOURS_LOOK_AHEAD_DAYS; ahead++) {
        struct hours h = hours_of_day(openings, count, calendar, day + ahead);
        for (int i = 0; i < h.count; i++) {
            if (ahead == 0 && h.spans[i].open <= minute)
                continue;
            *ret_day = day + ahead;
            *ret_minute = h.spans[i].open;
            return true;
        }
    }
    return false;
}

/* ---- hours as text */

static bool take_day(const char **p, int *ret)
{
    for (int i = 0; i < WEEKDAYS; i++) {
        size_t n = strlen(day_names[i]);
        if (strncmp(*p, day_names[i], n) == 0) {
            *p += n;
            *ret = i;
            return true;
        }
    }
    return false;
}

bool hours_parse_days(const char *text, uint8_t *ret)
{
    unsigned days = 0;
    for (;; text++) {
        int from, to;
        if (!take_day(&text, &from))
            return false;
        to = from;
        if (*text == '-' && (text++, !take_day(&text, &to)))
            return false;
        for (int day = from;; day = (day + 1) % WEEKDAYS) {
            days |= 1u << day;
            if (day == to)
                break;
        }
        if (*text != ',')
            break;
    }
    *ret = (uint8_t)days;
    return !*text;
}

bool hours_parse_time(const char *text, size_t len, uint16_t *ret)
{
    if (len != 5 || text[2] != ':')
        return false;
    int digits[4] = { text[0] - '0', text[1] - '0', text[3] - '0', text[4] - '0' };
    for (size_t i = 0; i < COUNT(digits); i++) {
        if (digits[i] < 0 || digits[i] > 9)
            return false;
    }
    int hour = digits[0] * 10 + digits[1], minute = digits[2] * 10 + digits[3];
    *ret = (uint16_t)(hour * 60 + minute);
    return hour < 24 && minute < 60;
}

/* "08:00-12:00"; "24:00" may end one. */
static bool parse_span(const char *text, size_t len, struct span *ret)
{
    const char *dash = memchr(text, '-', len);
    if (!dash)
        return false;
    size_t rest = len - (size_t)(dash + 1 - text);
    if (rest == 5 && memcmp(dash + 1, "24:00", 5) == 0)
        ret->close = MINUTES_A_DAY;
    else if (!hours_parse_time(dash + 1, rest, &ret->close))
        return false;
    return hours_parse_time(text, (size_t)(dash - text), &ret->open) && ret->open < ret->close;
}

/* Adds a span that comes after those before. */
static bool take_span(const char *text, size_t len, struct hours *h, struct error *err)
{
    struct span span;
    if (!parse_span(text, len, &span))
        return error_set(err,
                         "'%.*s' is no time from when to when; allowed: such as 08:00-12:00, the "
                         "earlier time first",
                         (int)MIN(len, 40), text);
    if (h->count && span.open <= h->spans[h->count - 1].close)
        return error_set(err,
                         "%.*s does not come after the time before it; allowed: times one after "
                         "another, with a pause between them",
                         (int)len, text);
    if (h->count == HOURS_MAX_SPANS)
        return error_set(err, "too many times on one day; allowed: %d", HOURS_MAX_SPANS);
    h->spans[h->count++] = span;
    return true;
}

bool hours_parse_spans(const char *text, struct hours *ret, struct error *err)
{
    struct hours h = { .known = true, .name = "" };
    if (strcmp(text, "closed") != 0) {
        for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
            size_t len = strcspn(text, " ");
            if (!take_span(text, len, &h, err))
                return false;
            text += len;
        }
        if (!h.count)
            return error_set(err, "no times; allowed: such as 08:00-12:00 13:00-15:00, or closed");
    }
    *ret = h;
    return true;
}

/* One group of a week: "mon-thu 08:00-12:00 13:00-15:00". */
static bool take_group(const char *text, size_t len, uint8_t *taken, struct week *week,
                       struct error *err)
{
    CLEANUP_FREE char *group = xasprintf("%.*s", (int)len, text);
    char *p = group + strspn(group, " "), *times = p + strcspn(p, " ");
    uint8_t days;
    if (*times)
        *times++ = '\0';
    if (!hours_parse_days(p, &days))
        return error_set(err,
                         "'%.40s' are no days; allowed: mon, tue, wed, thu, fri, sat, sun and "
                         "ranges such as mon-thu, before their times",
                         p);
    if (*taken & days)
        return error_set(err, "'%s' has a day that was there before; allowed: each day once", p);
    *taken |= days;
    struct hours h;
    if (!hours_parse_spans(times, &h, err))
        return false;
    for (int i = 0; i < h.count; i++) {
        if (week->count == HOURS_MAX_SPANS)
            return error_set(err, "too many times in a week; allowed: %d", HOURS_MAX_SPANS);
        week->openings[week->count++] = (struct opening){ days, h.spans[i].open, h.spans[i].close };
    }
    return true;
}

bool hours_parse_week(const char *text, struct week *ret, struct error *err)
{
    struct week week = { 0 };
    uint8_t taken = 0;
    text += strspn(text, " ");
    while (*text) {
        size_t len = strcspn(text, ",");
        if (!take_group(text, len, &taken, &week, err))
            return false;
        text += len;
        if (*text == ',') {
            text++;
            if (!text[strspn(text, " ")])
                return error_set(err, "a comma at the end; allowed: a comma before more days");
        }
    }
    *ret = week;
    return true;
}
