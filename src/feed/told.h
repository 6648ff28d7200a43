/* Which words of a source people may be told: in the log, by --explain. Rows slip in exports,
 * and columns are mapped wrongly, so that a name or an address may stand where a status should:
 * those are never told, only counted. */
#pragma once

#include "base/base.h"

#define TOLD_MOST_DISTINCT 32 /* a column with more different words is no vocabulary */
#define TOLD_LONGEST       40 /* characters */

/* `rows_with_it` is in how many rows the word stands, `distinct` how many different ones the
 * column has (those that are asked about will do).
 *
 * At once: what is made of words that offices use for statuses and documents ("SIAP_DICETAK",
 * "Akte Lahir"). Else only what is too common to be one person's or household's: 2 rows for a
 * code ("ST_2", "OK"), 5 where half of it is such words or they are joined by '_'
 * ("budi_santoso" may be a file or an account), 20 and as many as there are different words for
 * anything. Never: more than TOLD_LONGEST characters, four digits, what redact.h finds, and any
 * word of a column with more than TOLD_MOST_DISTINCT. */
bool intake_word_may_be_told(const char *word, uint32_t rows_with_it, uint32_t distinct);
/* The same for columns of kecamatan and kelurahan. Also told are, at once, what calls itself one
 * ("KEC. COBLONG"; not "Kel.", which is a family, too), with two words or fewer behind that; and
 * in 5 rows "Kel. Dago" and a code of Kemendagri's, since a day may look like one. What the
 * configuration itself names, intake tells always. */
bool intake_area_may_be_told(const char *area, uint32_t rows_with_it, uint32_t distinct);

/* Whether a sheet's header may be told, which may be somebody's row where the sheet has none:
 * nearly all of it is words that offices call columns by ("Tgl. Selesai", not "KEC. COBLONG"). */
bool told_column(const char *name);
/* Whether a key of JSON may be told, which may be somebody's name or number: it is such words,
 * or is written as programs write ("createdAt", "KD_LYN"). */
bool told_key(const char *key);
