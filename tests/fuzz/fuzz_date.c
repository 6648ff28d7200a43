/* Any text as a day: what is read lies in 2000..2099, and written as ISO it
 * is read as the same day. */
#include "base/clock.h"
#include "feed/date_text.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const int offsets[] = { 25200, 28800, 32400, 0, -43200 };
    if (size < 2)
        return 0;
    enum date_order order = (enum date_order)(data[0] % 3);
    int offset = offsets[data[1] % COUNT(offsets)];
    CLEANUP_FREE char *text = xmalloc(size - 1);
    memcpy(text, data + 2, size - 2);
    text[size - 2] = '\0';
    int32_t day = 12345, again;
    if (!date_text_parse(text, order, offset, &day)) {
        if (day != 12345)
            abort();
        return 0;
    }
    struct civil c = clock_civil_of_day(day);
    char iso[CLOCK_TEXT_MAX];
    clock_format_date(iso, day);
    if (c.year < 2000 || c.year > 2099 || !date_text_parse(iso, order, offset, &again) ||
        again != day)
        abort();
    return 0;
}
