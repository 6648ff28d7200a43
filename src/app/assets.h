/* Where the program's own files are: the logo, the languages. */
#pragma once

#include "base/error.h"
#include "view/words.h"

/* The path of an asset; the caller frees it. Looked for in $SIAPAMBIL_ASSETS, else beside the
 * program as installed (../share/siapambil), else as built (assets, beside the build folder). */
char *assets_path(const char *name);

/* The words of a language, "id" or "en". */
struct words *assets_words(const char *language, struct error *err);
