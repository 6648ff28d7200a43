/* Any bytes are a sheet, or are refused with a sentence; what is read keeps its promises. */
#include "reading_check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* The first byte chooses what a configuration would say. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const named[MAP_MEMBERS] = {
        [MAP_ID] = "Id",          [MAP_NAME] = "Nama",     [MAP_NUMBER] = "Nomor | \"\"",
        [MAP_TYPE] = "Layanan",   [MAP_STATUS] = "Status", [MAP_DONE] = "Selesai",
        [MAP_AREA] = "Kecamatan",
    };
    static const char *const placed[MAP_MEMBERS] = {
        [MAP_NAME] = "#1 + #2",
        [MAP_NUMBER] = "#3",
        [MAP_TYPE] = "#4",
        [MAP_STATUS] = "#5 | \"SELESAI\"",
    };
    static const char separators[] = { '\0', '\0', ',', ';' };
    if (!size)
        return 0;
    /* Made once: their tables take longer than a row. */
    static struct office offices[2];
    struct office *o = &offices[data[0] & 1];
    if (!o->types)
        office_open(o, SOURCE_CSV, data[0] & 1 ? placed : named, NULL);
    o->reading.separator = separators[data[0] >> 1 & 3];
    o->reading.header_row = data[0] & 8 ? 2 : 0;
    o->reading.encoding = data[0] & 16 ? ENCODING_WINDOWS_1252 : ENCODING_AUTO;
    o->reading.number_length = data[0] & 32 ? 64 : 6;
    check_reading(o, data + 1, size - 1);
    return 0;
}
