/* Any bytes as a calendar: refused with a sentence that names the line, or taken, and then every
 * day has hours in order. As a week, too. */
#include "model/calendar.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(const struct hours *h)
{
    int last = -1;
    for (int i = 0; i < h->count; i++) {
        if (h->spans[i].open <= last || h->spans[i].open >= h->spans[i].close ||
            h->spans[i].close > 1440)
            abort();
        last = h->spans[i].close;
    }
    if (!h->name || (h->count && !h->known))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct opening office[] = { { 0x1F, 480, 720 }, { 0x0F, 780, 900 } };
    struct error err = { "" };
    struct week week;
    CLEANUP_FREE char *text = xmalloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    if (hours_parse_week(text, &week, &err)) {
        for (int32_t day = 20000; day < 20007; day++) {
            struct hours h = hours_of_day(week.openings, (size_t)week.count, NULL, day);
            check(&h);
        }
    } else if (!err.text[0]) {
        abort();
    }
    CLEANUP(calendar_free)
    struct calendar *c = calendar_parse((const char *)data, size, "fuzz.ini", &err);
    if (!c) {
        if (strncmp(err.text, "fuzz.ini:", strlen("fuzz.ini:")) != 0)
            abort();
        return 0;
    }
    for (int32_t day = 20700; day < 21200; day++) { /* most of 2026 and 2027 */
        struct hours h = hours_of_day(office, COUNT(office), c, day);
        check(&h);
    }
    return 0;
}
