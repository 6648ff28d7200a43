/* Walking JSON text (RFC 8259) without building a tree: the steps into big arrays and objects are
 * made here, over text that json_skip() has checked; the values themselves are cJSON's. */
#pragma once

#include "base/buffer.h"

#include <cjson/cJSON.h>

#define JSON_MAX_DEPTH  64
#define JSON_MAX_NUMBER 63          /* characters; cJSON reads no longer ones */
#define JSON_MAX_VALUE  (64u << 10) /* bytes of one value that is made into a tree */
#define JSON_KEY_SIZE   32          /* with the NUL; a longer key is nobody's and reads as "" */

static inline void json_delete(cJSON *value)
{
    cJSON_Delete(value);
}
DEFINE_CLEANUP(cJSON *, json_delete)

/* Once in main, before threads: from then on cJSON's trees leave nothing behind in memory, and out of
 * memory aborts there, too. */
void json_init(void);

/* Valid UTF-8 without NUL, and how far it is read. */
struct json_text {
    const char *data;
    size_t len;
    size_t at;
    const char *why; /* what is wrong at `at`; NULL while nothing is */
};

/* Moves past blanks; the next byte, or NUL at the end. */
char json_peek(struct json_text *t);

/* Moves past one value and checks it on the way. Stricter than cJSON: RFC 8259's grammar, no
 * \u0000, no unpaired surrogate, JSON_MAX_DEPTH, JSON_MAX_NUMBER. One leniency: control characters
 * in strings, which cost the row whose member holds them, not the whole feed. */
bool json_skip(struct json_text *t);

/* The same of a value that json_skip has checked before: faster, since it only looks for its end. */
void json_pass(struct json_text *t);

/* The elements of the array, or the members of the object, at `t`:
 *
 *     for (bool more = json_enter(&t, '['); more; more = json_next(&t, ']'))
 *         … read one value …
 *
 * Both are false at the end, and at an error (then `why` is set). */
bool json_enter(struct json_text *t, char open);
bool json_next(struct json_text *t, char close);
/* Reads a member's key and its colon. */
bool json_key(struct json_text *t, char ret[JSON_KEY_SIZE]);

/* How the list of rows at `t` is written: '[', an array; '{', an object of nothing but objects,
 * at least one, which PHP makes of an array with gaps, and Firebase of any; 0: it is none. Of
 * text that json_skip has checked. */
char json_list(struct json_text t);
/* Its rows, as by json_enter and json_next. */
bool json_list_enter(struct json_text *t, char list);
bool json_list_next(struct json_text *t, char list);

/* Makes a tree of the value at `t`, which json_skip has checked before, and moves past it. NULL
 * when it is longer than JSON_MAX_VALUE. */
cJSON *json_value(struct json_text *t);

/* The string or key at `t`, which json_skip has checked before; moves past it. The text is
 * where it stands, or, decoded, in `held` (what was there before is overwritten). false when
 * `held` reaches its limit. */
struct json_slice {
    const char *data;
    size_t len;
};
bool json_slice(struct json_text *t, struct buffer *held, struct json_slice *ret);
/* Whether a string holds JSON: an object or an array, nothing behind it. Into `ret`. */
bool json_held(struct json_slice string, struct json_text *ret);
/* The colon after a key, of text that json_skip has checked. */
void json_colon(struct json_text *t);

/* Appends `text`, valid UTF-8, as a JSON string with its quotes. */
void json_add_string(const char *text, struct buffer *out);
