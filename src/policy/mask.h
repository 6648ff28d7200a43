/* Names as they may be shown. */
#pragma once

#include "base/buffer.h"
#include "policy/privacy.h"

/* Appends `name` (text_clean has been through it) as `rule` allows; nothing for PRIVACY_NUMBER.
 *
 * partial: "BUDI SANTOSO" -> "BUDI S••••••": a dot a letter, six at most, so that a longer name
 * tells no length. initials: "BUDI SANTOSO" -> "B. S.". Titles (H., Hj., Dr., S.H., M.H.) are
 * not names: they stay where they are and masking goes by the words that are. What arrives
 * masked is left as it is, word by word; initials take the length out of it, too. Masking what
 * is masked changes nothing, and a stricter rule shows no more of what a looser one has left.
 *
 * A word ends at whatever is no letter, digit, combining mark, or apostrophe between letters:
 * "M.RIZKY.PRATAMA" has three, "SITI-AMINAH" two. The first word is the first, however short: of
 * "I GUSTI AYU" and "M. RIZKY" the first letters of the others, their lengths, and the number
 * are enough to find oneself by, where a second word would make most of a name. A mononym is
 * whole. So is no word of a script that puts no blanks between words, since it may be all of a
 * name, and no word of four digits, since it is somebody's telephone. What may be a title or a
 * name is taken for a name where a single word follows: "H. S••••••". */
void mask_name(const char *name, enum privacy_names rule, struct buffer *out);
