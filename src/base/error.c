#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>

/* snprintf cuts between bytes; a log line must stay UTF-8. */
static void cut_at_character(char *text, size_t size)
{
    size_t len = strlen(text);
    if (len + 1 < size)
        return;
    size_t start = len;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start > 0 && (unsigned char)text[start - 1] >= 0xC0)
        start--;
    text[start] = '\0';
}

bool error_set(struct error *err, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    vsnprintf(err->text, sizeof(err->text), fmt, args);
    va_end(args);
    cut_at_character(err->text, sizeof(err->text));
    return false;
}

bool error_context(struct error *err, const char *fmt, ...)
{
    char inner[sizeof(err->text)];
    char outer[sizeof(err->text)];
    memcpy(inner, err->text, sizeof(inner));
    va_list args;
    va_start(args, fmt);
    vsnprintf(outer, sizeof(outer), fmt, args);
    va_end(args);
    return error_set(err, "%s: %s", outer, inner);
}
