/* The colours of the board: two themes, and what an office changes of them. A text of the
 * built-in themes keeps 7:1 against what it stands on (WCAG 2.2, 1.4.6 enhanced), a configured
 * one 4.5:1 (1.4.3): colours that nobody can read are refused before they are shown. */
#pragma once

#include "model/document.h"
#include "view/frame.h"

struct palette {
    colour ground, header, panel, rule;
    colour text, quiet;                         /* on ground and panel */
    colour on_header, quiet_on_header;          /* on header: title and clock; office and date */
    colour accent, on_accent;                   /* place bar, BARU; what stands out in the ticker */
    colour emphasis;                            /* on panel: what stands out, bullets */
    colour warning, warning_dark, warning_rule; /* old data: freshness, ticker */
    colour on_warning;                          /* on warning and warning_dark */
    colour fresh, stale;                        /* the dot beside the time; no text */
    colour badge[DOCUMENT_TYPES], on_badge;
    colour closed, on_closed, quiet_on_closed; /* outside of the hours, in a dark room */
};

extern const struct palette palette_dark, palette_light;

/* Every colour by its name, as configuration calls it: "ground", "badge_ktp_el". */
struct palette_key {
    const char *name;
    size_t offset; /* into struct palette */
};
extern const struct palette_key palette_keys[];
extern const size_t palette_key_count;

/* What text the board draws on what. Whoever draws a new pair adds it here. */
struct palette_pair {
    const char *text, *ground; /* names of keys */
};
extern const struct palette_pair palette_pairs[];
extern const size_t palette_pair_count;

/* A colour that is not changed. */
#define PALETTE_UNCHANGED (-1)

/* `base` with the colours (0xRRGGBB) that are given instead: in the order of palette_keys, or
 * PALETTE_UNCHANGED. */
struct palette palette_make(const struct palette *base, const int *changes);

/* The colour of a key. */
colour palette_get(const struct palette *p, const char *name);

/* Contrast ratio of two colours after WCAG 2.2, from 1 to 21. */
double palette_contrast(colour a, colour b);

/* The first of palette_pairs whose contrast is below `least`; NULL: none. */
const struct palette_pair *palette_find_weak(const struct palette *p, double least);

/* The least that a configured pair must have. */
#define PALETTE_LEAST_CONTRAST 4.5
