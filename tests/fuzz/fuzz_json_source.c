/* Any bytes are an API's answer, or are refused with a sentence; what is
 * read keeps its promises. */
#include "reading_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const map[MAP_MEMBERS] = {
        [MAP_ID] = "/id",
        [MAP_NAME] = "/pemohon/nama + /b",
        [MAP_NUMBER] = "/nomor | \"\"",
        [MAP_TYPE] = "/layanan/0 | /layanan",
        [MAP_STATUS] = "/status | \"SELESAI\"",
        [MAP_DONE] = "/selesai",
        [MAP_AREA] = "/kec",
        [MAP_PRIVATE] = "/rahasia",
    };
    static const char *const rows[] = { NULL, "/data", "/data/0/x", "" };
    if (!size)
        return 0;
    /* Made once: their tables take longer than a row. */
    static struct office offices[COUNT(rows)];
    struct office *o = &offices[data[0] & 3];
    if (!o->types)
        office_open(o, SOURCE_JSON, map, rows[data[0] & 3]);
    o->reading.number_length = data[0] & 4 ? 64 : 6;
    o->reading.order = data[0] & 8 ? ORDER_NEWEST : ORDER_NAME;
    check_reading(o, data + 1, size - 1);
    return 0;
}
