/* JSON Pointer (RFC 6901): "/data/0/nama", with ~1 for '/' and ~0 for '~'; "" is the whole.
 *
 * A string on the way that holds JSON is looked into, since some offices' programs put
 * an object into a string. */
#pragma once

#include "base/buffer.h"
#include "base/error.h"
#include "feed/json.h"

struct json_pointer;

struct json_pointer *json_pointer_new(const char *text, struct error *err);
void json_pointer_free(struct json_pointer *p);
DEFINE_CLEANUP(struct json_pointer *, json_pointer_free)
const char *json_pointer_text(const struct json_pointer *p);

/* Its steps, unescaped: "data", "0", "nama". */
size_t json_pointer_count(const struct json_pointer *p);
const char *json_pointer_step(const struct json_pointer *p, size_t index);
/* A step as an index into an array: "0", "12", no leading zeros. */
bool json_pointer_index(const char *step, size_t *ret);

/* Moves `t`, at a value that json_skip has checked, to the start of the value that the
 * pointer names. What was inside a string is decoded into `held`, and `t` is then a text in
 * there. false: it is nowhere. */
bool json_pointer_find(const struct json_pointer *p, struct json_text *t, struct buffer *held);
