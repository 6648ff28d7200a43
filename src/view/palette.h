/* The colours of the board. Text keeps 7:1 against what it stands on (WCAG 2.2, 1.4.6 enhanced);
 * the tests measure it. */
#pragma once

#include "model/document.h"
#include "view/frame.h"

struct palette {
    colour ground, header, panel, rule;
    colour text, quiet;                         /* on ground, header, panel and every badge */
    colour accent, on_accent;                   /* place bar, BARU */
    colour warning, warning_dark, warning_rule; /* old data: freshness, ticker */
    colour fresh, stale;                        /* the dot beside the time */
    colour badge[DOCUMENT_TYPES];
};

extern const struct palette palette_dark;

/* Contrast ratio of two colours after WCAG 2.2, from 1 to 21. */
double palette_contrast(colour a, colour b);
