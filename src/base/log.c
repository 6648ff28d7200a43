#include "base/log.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

static atomic_int max_level = LOG_LEVEL_INFO;

void log_set_level(enum log_level level)
{
    atomic_store(&max_level, (int)level);
}

/* `len` without the beginning of a character at the end. */
static size_t whole_characters(const char *text, size_t len)
{
    size_t start = len;
    while (start > 0 && ((unsigned char)text[start - 1] & 0xC0) == 0x80)
        start--;
    if (start == 0 || (unsigned char)text[start - 1] < 0xC0)
        return len;
    unsigned char lead = (unsigned char)text[start - 1];
    size_t want = lead < 0xE0 ? 1 : lead < 0xF0 ? 2 : 3;
    return len - start < want ? start - 1 : len;
}

static void write_line(enum log_level level, const char *fmt, va_list args)
{
    static const struct {
        char priority;
        const char *name;
    } levels[] = {
        [LOG_LEVEL_ERROR] = { '3', "error" },
        [LOG_LEVEL_WARNING] = { '4', "warning" },
        [LOG_LEVEL_INFO] = { '6', "info" },
        [LOG_LEVEL_DEBUG] = { '7', "debug" },
    };
    if ((int)level > atomic_load(&max_level))
        return;
    char line[1024];
    int head = isatty(STDERR_FILENO)
                   ? snprintf(line, sizeof(line), "%.40s: %s: ", program_invocation_short_name,
                              levels[level].name)
                   : snprintf(line, sizeof(line), "<%c>", levels[level].priority);
    int body = vsnprintf(line + head, sizeof(line) - (size_t)head - 1, fmt, args);
    size_t len = body < 0 ? (size_t)head : MIN((size_t)(head + body), sizeof(line) - 2);
    if (body >= 0 && (size_t)(head + body) > len) /* cut, perhaps within a character */
        len = whole_characters(line, len);
    /* One record is one line, and nothing to a terminal, whatever a server put into its answer:
     * control characters become blanks, also those of two bytes, U+0080 to U+009F. */
    for (size_t i = 0; i < len; i++) {
        unsigned char c = (unsigned char)line[i];
        bool two = c == 0xC2 && i + 1 < len && (unsigned char)line[i + 1] < 0xA0;
        if (c < 0x20 || c == 0x7F || two)
            line[i] = ' ';
        if (two)
            line[++i] = ' ';
    }
    line[len] = '\n';
    /* One write a line, so that threads do not mix theirs; nobody can mend a full stderr. */
    ssize_t written = write(STDERR_FILENO, line, len + 1);
    (void)written;
}

#define DEFINE_LOG(name, level)                                                                    \
    void name(const char *fmt, ...)                                                                \
    {                                                                                              \
        va_list args;                                                                              \
        va_start(args, fmt);                                                                       \
        write_line(level, fmt, args);                                                              \
        va_end(args);                                                                              \
    }

DEFINE_LOG(log_error, LOG_LEVEL_ERROR)
DEFINE_LOG(log_warning, LOG_LEVEL_WARNING)
DEFINE_LOG(log_info, LOG_LEVEL_INFO)
DEFINE_LOG(log_debug, LOG_LEVEL_DEBUG)
