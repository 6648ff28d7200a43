/* The secret key that signs the feeds, from its file. */
#pragma once

#include "feed/signature.h"
#include "publish/status.h"

/* PUBLISH_DONE, or PUBLISH_KEY with a sentence that names the file: it cannot be read, everybody may
 * read it, or it holds no key that can be used without somebody typing. The caller frees `*ret`. */
enum publish_status key_load(const char *path, struct signature_secret **ret, struct error *err);
