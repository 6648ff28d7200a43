#include "view/palette.h"

#include <math.h>

const struct palette palette_dark = {
    .ground = 0x071427,
    .header = 0x0B1F3F,
    .panel = 0x0E2750,
    .rule = 0x15305A,
    .text = 0xFFFFFF,
    .quiet = 0xB9CBE6,
    .accent = 0xFFC72C,
    .on_accent = 0x0B1F3F,
    .warning = 0x8F1A2B,
    .warning_dark = 0x6E1220,
    .warning_rule = 0xE0455B,
    .fresh = 0x35D08F,
    .stale = 0xFFC72C,
    /* Hues as far apart as 7:1 under white lets them be; the words tell the type, not the hue. */
    .badge = {
        [DOCUMENT_KTP_EL] = 0x1B54A8,
        [DOCUMENT_KK] = 0x0D5F46,
        [DOCUMENT_KIA] = 0x7E4400,
        [DOCUMENT_AKTA_LAHIR] = 0x643B99,
        [DOCUMENT_AKTA_MATI] = 0x3A4A63,
        [DOCUMENT_AKTA_KAWIN] = 0x8F2955,
        [DOCUMENT_AKTA_CERAI] = 0x3A4A63,
        [DOCUMENT_AKTA_ANAK] = 0x3A4A63,
        [DOCUMENT_SKPWNI] = 0x3A4A63,
        [DOCUMENT_SKTT] = 0x3A4A63,
        [DOCUMENT_SKDWNI] = 0x3A4A63,
        [DOCUMENT_SUKET] = 0x3A4A63,
        [DOCUMENT_BIODATA] = 0x3A4A63,
        [DOCUMENT_OTHER] = 0x3A4A63,
    },
};

static double linear(colour channel)
{
    double c = (double)(channel & 0xFF) / 255.0;
    return c <= 0.04045 ? c / 12.92 : pow((c + 0.055) / 1.055, 2.4);
}

static double luminance(colour c)
{
    return 0.2126 * linear(c >> 16) + 0.7152 * linear(c >> 8) + 0.0722 * linear(c);
}

double palette_contrast(colour a, colour b)
{
    double la = luminance(a), lb = luminance(b);
    return (MAX(la, lb) + 0.05) / (MIN(la, lb) + 0.05);
}
