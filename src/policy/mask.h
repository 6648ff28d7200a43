/* Names as they may be shown. */
#pragma once

#include "base/buffer.h"
#include "policy/privacy.h"

/* Appends `name` (text_clean has been through it) as `rule` allows; nothing for PRIVACY_NUMBER.
 *
 * partial: "BUDI SANTOSO" -> "BUDI S••••••": a dot a letter, six at most, so that a longer name tells
 * no length. initials: "BUDI SANTOSO" -> "B. S.". Titles (H., Hj., Dr., S.H., M.H.) are not names: they
 * stay where they are and masking goes by the words that are. What arrives masked is left as it is. */
void mask_name(const char *name, enum privacy_names rule, struct buffer *out);
