/* JSON Pointer (RFC 6901): "/data/0/nama", with ~1 for '/' and ~0 for '~'; "" is the whole.
 *
 * A string on the way that holds JSON is looked into, since some offices' programs put an object into a
 * string. */
#pragma once

#include "base/error.h"
#include "feed/json.h"

struct json_pointer;

struct json_pointer *json_pointer_new(const char *text, struct error *err);
void json_pointer_free(struct json_pointer *p);
DEFINE_CLEANUP(struct json_pointer *, json_pointer_free)
const char *json_pointer_text(const struct json_pointer *p);
