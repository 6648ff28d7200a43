/* [privacy] of the configuration -> what may be kept of a row. */
#pragma once

#include "config/config.h"
#include "policy/privacy.h"

/* Without the key. false with a sentence: "board.ini:12: [privacy] general_label = …". */
bool rules_make(const struct config *c, struct privacy *ret, struct error *err);

/* The key of [privacy] for a type: "ktp_el". */
#define RULES_KEY_SIZE 16
const char *rules_key(enum document_type type, char ret[RULES_KEY_SIZE]);

/* What these rules leave of a list that was read by others; the caller owns it. NULL when it is
 * longer than a feed may be. */
struct snapshot *rules_apply(const struct privacy *rules, const struct snapshot *list);
