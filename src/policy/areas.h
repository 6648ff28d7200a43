/* Kecamatan and kelurahan, by name or by Kemendagri's code: "32.73.02", "327302", "Coblong" and
 * "KEC. COBLONG" are one place, once the office's configuration has said what the code is called.
 *
 * Codes are Kemendagri's (32.73.02 a kecamatan, 32.73.02.1001 a kelurahan), never the statistics
 * office's of seven digits (3273010), which name other places. */
#pragma once

#include "base/base.h"

struct areas;

struct areas *areas_new(void);
void areas_free(struct areas *a);
DEFINE_CLEANUP(struct areas *, areas_free)

/* Says that the code is called so. false when `code` is none, or has another name already, or
 * when there is no name. Several places may have one name. */
bool areas_add(struct areas *a, const char *code, const char *name);

/* Whether `text` is a code of Kemendagri's, with or without its dots; into `ret` with them. A
 * kota or kabupaten (32.73), a kecamatan, a kelurahan or desa. */
#define AREA_CODE_SIZE 14
bool area_code(const char *text, char ret[AREA_CODE_SIZE]);
/* Whether it looks like a code of the statistics office (BPS), of seven or ten digits that
 * area_code() does not take. For telling people. */
bool area_is_bps_code(const char *text);

/* Whether an area of a source is the one that a rule names, or lies in it (a kelurahan's code in
 * its kecamatan's). Names are compared without case, blanks and what kind of place they are
 * ("Kecamatan", "Kec.", "Kelurahan", "Kel.", "Desa"), but a kecamatan is no kelurahan of the
 * same name when both say what they are. "32.73.02 Coblong" and "Coblong (32.73.02)" go by the
 * code. Any thread, as long as nobody adds. */
bool areas_match(const struct areas *a, const char *rule, const char *area);

/* Whether `area` is nothing but a name that the table has, with or without
 * its kind ("Kec. Coblong"). */
bool areas_have_name(const struct areas *a, const char *area);

/* ---- the same in two steps, for a rule that is compared with many areas */

enum area_kind { AREA_ANY, AREA_KECAMATAN, AREA_VILLAGE };

#define AREA_NAME_SIZE 64
struct area {
    enum area_kind kind;
    char code[AREA_CODE_SIZE]; /* "" when none stands in it */
    char name[AREA_NAME_SIZE]; /* made for comparing; "" when there is none */
    uint64_t hash;             /* of the name */
};
void area_read(const char *text, struct area *ret);
bool areas_cover(const struct areas *a, const struct area *rule, const struct area *area);
