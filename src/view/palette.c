#include "view/palette.h"

#include <math.h>

/* One grey for the types that nobody's neighbour need tell apart. */
#define OTHER_BADGES(grey)                                                                         \
    [DOCUMENT_AKTA_MATI] = (grey), [DOCUMENT_AKTA_CERAI] = (grey), [DOCUMENT_AKTA_ANAK] = (grey),  \
    [DOCUMENT_AKTA_SIPIL] = (grey), [DOCUMENT_SKPWNI] = (grey), [DOCUMENT_SKTT] = (grey),          \
    [DOCUMENT_SKDWNI] = (grey), [DOCUMENT_SUKET] = (grey), [DOCUMENT_BIODATA] = (grey),            \
    [DOCUMENT_OTHER] = (grey)

const struct palette palette_dark = {
    .ground = 0x071427,
    .header = 0x0B1F3F,
    .panel = 0x0E2750,
    .rule = 0x15305A,
    .text = 0xFFFFFF,
    .quiet = 0xB9CBE6,
    .on_header = 0xFFFFFF,
    .quiet_on_header = 0xB9CBE6,
    .accent = 0xFFC72C,
    .on_accent = 0x0B1F3F,
    .emphasis = 0xFFC72C,
    .warning = 0x8F1A2B,
    .warning_dark = 0x6E1220,
    .warning_rule = 0xE0455B,
    .on_warning = 0xFFFFFF,
    .fresh = 0x35D08F,
    .stale = 0xFFC72C,
    /* Hues as far apart as 7:1 under white lets them be; the words tell the type, not the hue. */
    .badge = {
        [DOCUMENT_KTP_EL] = 0x1B54A8,
        [DOCUMENT_KK] = 0x0D5F46,
        [DOCUMENT_KIA] = 0x7E4400,
        [DOCUMENT_AKTA_LAHIR] = 0x643B99,
        [DOCUMENT_AKTA_KAWIN] = 0x8F2955,
        OTHER_BADGES(0x3A4A63),
    },
    .on_badge = 0xFFFFFF,
    .closed = 0x05090F,
    .on_closed = 0xA3B0C6,
    .quiet_on_closed = 0x8D9AB0,
};

/* For bright lobbies, where a dark panel is a mirror: the list is ink on paper. The
 * header stays a dark band, so that both themes are the same board, and the amber of the
 * place bar needs no other hue. */
const struct palette palette_light = {
    .ground = 0xFFFFFF,
    .header = 0x123A75,
    .panel = 0xE6EEF8,
    .rule = 0xCBD8EA,
    .text = 0x0A1B33,
    .quiet = 0x3B4B63,
    .on_header = 0xFFFFFF,
    .quiet_on_header = 0xD3E1F5,
    .accent = 0xFFC72C,
    .on_accent = 0x0B1F3F,
    .emphasis = 0x164690,
    .warning = 0x8F1A2B,
    .warning_dark = 0x741322,
    .warning_rule = 0xE0455B,
    .on_warning = 0xFFFFFF,
    .fresh = 0x0B8A56,
    .stale = 0xFFC72C,
    .badge = {
        [DOCUMENT_KTP_EL] = 0x1B54A8,
        [DOCUMENT_KK] = 0x0D5F46,
        [DOCUMENT_KIA] = 0x7E4400,
        [DOCUMENT_AKTA_LAHIR] = 0x643B99,
        [DOCUMENT_AKTA_KAWIN] = 0x8F2955,
        OTHER_BADGES(0x44546C),
    },
    .on_badge = 0xFFFFFF,
    .closed = 0x05090F,
    .on_closed = 0xA3B0C6,
    .quiet_on_closed = 0x8D9AB0,
};

#define KEY(name)                                                                                  \
    {                                                                                              \
#name, offsetof(struct palette, name)                                                      \
    }
#define BADGE(name, type)                                                                          \
    {                                                                                              \
#name, offsetof(struct palette, badge[type])                                               \
    }

const struct palette_key palette_keys[] = {
    KEY(ground),
    KEY(header),
    KEY(panel),
    KEY(rule),
    KEY(text),
    KEY(quiet),
    KEY(on_header),
    KEY(quiet_on_header),
    KEY(accent),
    KEY(on_accent),
    KEY(emphasis),
    KEY(warning),
    KEY(warning_dark),
    KEY(warning_rule),
    KEY(on_warning),
    KEY(fresh),
    KEY(stale),
    KEY(on_badge),
    KEY(closed),
    KEY(on_closed),
    KEY(quiet_on_closed),
    BADGE(badge_ktp_el, DOCUMENT_KTP_EL),
    BADGE(badge_kk, DOCUMENT_KK),
    BADGE(badge_kia, DOCUMENT_KIA),
    BADGE(badge_akta_lahir, DOCUMENT_AKTA_LAHIR),
    BADGE(badge_akta_mati, DOCUMENT_AKTA_MATI),
    BADGE(badge_akta_kawin, DOCUMENT_AKTA_KAWIN),
    BADGE(badge_akta_cerai, DOCUMENT_AKTA_CERAI),
    BADGE(badge_akta_anak, DOCUMENT_AKTA_ANAK),
    BADGE(badge_akta_sipil, DOCUMENT_AKTA_SIPIL),
    BADGE(badge_skpwni, DOCUMENT_SKPWNI),
    BADGE(badge_sktt, DOCUMENT_SKTT),
    BADGE(badge_skdwni, DOCUMENT_SKDWNI),
    BADGE(badge_suket, DOCUMENT_SUKET),
    BADGE(badge_biodata, DOCUMENT_BIODATA),
    BADGE(badge_other, DOCUMENT_OTHER),
};
const size_t palette_key_count = COUNT(palette_keys);

const struct palette_pair palette_pairs[] = {
    { "text", "ground" },             /* names, messages */
    { "text", "panel" },              /* what to bring, the time of fresh data */
    { "quiet", "ground" },            /* details of a row */
    { "quiet", "panel" },             /* summary, caption */
    { "emphasis", "panel" },          /* what stands out there */
    { "on_header", "header" },        /* title, clock, notices */
    { "quiet_on_header", "header" },  /* office, date */
    { "accent", "header" },           /* what stands out in notices */
    { "on_accent", "accent" },        /* place bar, BARU */
    { "on_warning", "warning" },      /* the time of old data */
    { "on_warning", "warning_dark" }, /* notices beside it */
    { "accent", "warning_dark" },     /* what stands out in them */
    { "on_badge", "badge_ktp_el" },
    { "on_badge", "badge_kk" },
    { "on_badge", "badge_kia" },
    { "on_badge", "badge_akta_lahir" },
    { "on_badge", "badge_akta_mati" },
    { "on_badge", "badge_akta_kawin" },
    { "on_badge", "badge_akta_cerai" },
    { "on_badge", "badge_akta_anak" },
    { "on_badge", "badge_akta_sipil" },
    { "on_badge", "badge_skpwni" },
    { "on_badge", "badge_sktt" },
    { "on_badge", "badge_skdwni" },
    { "on_badge", "badge_suket" },
    { "on_badge", "badge_biodata" },
    { "on_badge", "badge_other" },
    { "on_closed", "closed" },       /* when it opens */
    { "quiet_on_closed", "closed" }, /* clock, date, office */
};
const size_t palette_pair_count = COUNT(palette_pairs);

static colour *slot(struct palette *p, const struct palette_key *key)
{
    return (colour *)(void *)((char *)p + key->offset);
}

struct palette palette_make(const struct palette *base, const int *changes)
{
    struct palette p = *base;
    for (size_t i = 0; i < palette_key_count; i++) {
        if (changes[i] != PALETTE_UNCHANGED)
            *slot(&p, &palette_keys[i]) = (colour)changes[i];
    }
    return p;
}

colour palette_get(const struct palette *p, const char *name)
{
    for (size_t i = 0; i < palette_key_count; i++) {
        if (strcmp(palette_keys[i].name, name) == 0)
            return *(const colour *)(const void *)((const char *)p + palette_keys[i].offset);
    }
    assert(!"a colour that there is");
    return 0;
}

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

const struct palette_pair *palette_find_weak(const struct palette *p, double least)
{
    for (size_t i = 0; i < palette_pair_count; i++) {
        const struct palette_pair *pair = &palette_pairs[i];
        if (palette_contrast(palette_get(p, pair->text), palette_get(p, pair->ground)) < least)
            return pair;
    }
    return NULL;
}
