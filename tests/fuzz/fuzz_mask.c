/* Any text masked: it stays text, shows no more letters, and masking again changes nothing. */
#include "base/text.h"
#include "policy/mask.h"

#include <stdio.h>
#include <utf8proc.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool ok, const char *what, const char *name, const char *masked)
{
    if (ok)
        return;
    fprintf(stderr, "broken promise: %s: '%s' -> '%s'\n", what, name, masked);
    abort();
}

static bool is_letter(uint32_t c)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);
    return category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO;
}

/* Its letters are those of the whole, in their order. */
static bool is_part(const char *part, const char *whole)
{
    for (uint32_t c; (c = text_next(&part));) {
        uint32_t other;
        if (!is_letter(c))
            continue;
        do {
            other = text_next(&whole);
        } while (other && other != c);
        if (!other)
            return false;
    }
    return true;
}

static void mask(const char *name, enum privacy_names rule, struct buffer *out)
{
    buffer_clear(out);
    mask_name(name, rule, out);
    must(is_part(buffer_text(out), name), "no letter is added", name, buffer_text(out));
    must(text_find_invalid(buffer_text(out), out->len) == out->len, "it is UTF-8", name,
         buffer_text(out));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_FREE char *text = xmalloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    CLEANUP_BUFFER struct buffer name = BUFFER_INIT(512), once = BUFFER_INIT(0),
                                 again = BUFFER_INIT(0), stricter = BUFFER_INIT(0);
    if (text_find_invalid(text, size) != size || !text_clean(text, &name))
        return 0;
    for (int rule = PRIVACY_FULL; rule < PRIVACY_RULES; rule++) {
        mask(buffer_text(&name), (enum privacy_names)rule, &once);
        mask(buffer_text(&once), (enum privacy_names)rule, &again);
        must(strcmp(buffer_text(&once), buffer_text(&again)) == 0, "masked is masked",
             buffer_text(&once), buffer_text(&again));
        for (int next = rule + 1; next < PRIVACY_RULES; next++)
            mask(buffer_text(&once), (enum privacy_names)next, &stricter);
    }
    return 0;
}
