#include "status/describe_words.h"

#include <inttypes.h>

#include "base/clock.h"

void describe_number(const struct texts *t, uint64_t n, struct buffer *out)
{
    if (n >= 1000) {
        describe_number(t, n / 1000, out);
        buffer_addf(out, "%s%03u", texts_get(t, TEXT_THOUSANDS), (unsigned)(n % 1000));
    } else {
        buffer_addf(out, "%u", (unsigned)n);
    }
}

void describe_decimal(const struct texts *t, int64_t tenths, struct buffer *out)
{
    uint64_t size = (uint64_t)(tenths < 0 ? -tenths : tenths);
    if (tenths < 0)
        buffer_addf(out, "-");
    describe_number(t, size / 10, out);
    buffer_addf(out, "%s%u", texts_get(t, TEXT_DECIMAL), (unsigned)(size % 10));
}

static void add_unit(const struct texts *t, enum text unit, int64_t n, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer number = BUFFER_INIT(0);
    describe_number(t, (uint64_t)n, &number);
    texts_fill(texts_get(t, unit), out, "n", buffer_text(&number), NULL);
}

/* Two units at most: "3 h 20 min". */
void describe_duration(const struct texts *t, int64_t seconds, struct buffer *out)
{
    static const struct {
        int64_t seconds;
        enum text unit;
    } units[] = {
        { 86400, TEXT_DAYS }, { 3600, TEXT_HOURS }, { 60, TEXT_MINUTES }, { 1, TEXT_SECONDS }
    };
    size_t i = 0;
    seconds = MAX(seconds, 0);
    while (i < COUNT(units) - 1 && seconds < units[i].seconds)
        i++;
    add_unit(t, units[i].unit, seconds / units[i].seconds, out);
    int64_t rest = seconds % units[i].seconds;
    if (i == COUNT(units) - 1 || rest < units[i + 1].seconds)
        return;
    buffer_addf(out, " ");
    add_unit(t, units[i + 1].unit, rest / units[i + 1].seconds, out);
}

void describe_bytes(const struct texts *t, int64_t bytes, struct buffer *out)
{
    static const char *const units[] = { "kB", "MB", "GB", "TB" };
    size_t i = 0;
    int64_t tenths = MAX(bytes, 0) / 100;
    while (i < COUNT(units) - 1 && tenths >= 10000) {
        tenths /= 1000;
        i++;
    }
    describe_decimal(t, tenths, out);
    buffer_addf(out, " %s", units[i]);
}

void describe_moment(const struct status_whole *s, int64_t wall_s, struct buffer *out)
{
    struct civil when = clock_civil(wall_s, s->facts.utc_offset_s);
    buffer_addf(out, "%04d-%02d-%02d %02d:%02d:%02d", when.year, when.month, when.day, when.hour,
                when.minute, when.second);
}

static void add_framed(const struct texts *t, enum text frame, int64_t seconds, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer time = BUFFER_INIT(0);
    describe_duration(t, seconds, &time);
    texts_fill(texts_get(t, frame), out, "time", buffer_text(&time), NULL);
}

void describe_ago(const struct texts *t, int64_t seconds, struct buffer *out)
{
    add_framed(t, TEXT_AGO, seconds, out);
}

void describe_ahead(const struct texts *t, int64_t seconds, struct buffer *out)
{
    add_framed(t, TEXT_AHEAD, seconds, out);
}

static void add_amount(const struct texts *t, const struct finding *f, struct buffer *out)
{
    switch (f->problem) {
    case PROBLEM_HANGS:
    case PROBLEM_NO_FRAMES:
    case PROBLEM_WITHDRAWN:
    case PROBLEM_OLD:
    case PROBLEM_EXPIRED:
    case PROBLEM_NO_LIST:
        describe_duration(t, f->amount, out);
        break;
    case PROBLEM_DISK:
    case PROBLEM_MEMORY:
        describe_bytes(t, f->amount, out);
        break;
    case PROBLEM_HOT:
        describe_decimal(t, f->amount / 100, out);
        buffer_addf(out, " °C");
        break;
    default:
        describe_number(t, (uint64_t)MAX(f->amount, 0), out);
    }
}

void describe_finding(const struct status_whole *s, const struct texts *t, const struct finding *f,
                      struct buffer *out)
{
    CLEANUP_BUFFER struct buffer where = BUFFER_INIT(0), amount = BUFFER_INIT(0);
    bool source = f->problem == PROBLEM_SOURCE || f->problem == PROBLEM_LEFT_OUT;
    const char *name = f->of < 0 ? ""
                       : source  ? s->sources.all[f->of].name
                                 : s->facts.screens[f->of].name;
    if (*name)
        buffer_addf(&where, "%s: ", name);
    add_amount(t, f, &amount);
    texts_fill(texts_problem(t, f->problem), out, "where", buffer_text(&where), "amount",
               buffer_text(&amount), NULL);
}
