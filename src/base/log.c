#include "base/log.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <unistd.h>

#define LINE_SIZE 1024 /* with its end */

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

static bool is_room(void)
{
    struct pollfd out = { .fd = STDERR_FILENO, .events = POLLOUT };
    return poll(&out, 1, 0) != 0;
}

/* One write a line, so that threads do not mix theirs; nobody can mend a full disk from here. */
static void put(const char *line, size_t len)
{
    ssize_t written = write(STDERR_FILENO, line, len);
    (void)written;
}

/* "<4>" or "siapambil: warning: ". Returns its length. */
static int add_head(enum log_level level, char *line, size_t size)
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
    return isatty(STDERR_FILENO)
               ? snprintf(line, size, "%.40s: %s: ", program_invocation_short_name,
                          levels[level].name)
               : snprintf(line, size, "<%c>", levels[level].priority);
}

/* A pipe, socket or terminal that is full since its reader hangs takes a line less, and is told so
 * later: waiting for it would stop the picture. Where poll() says there is room, it is for a whole
 * line, and the lock keeps others from taking it. */
static void hand_over(const char *line, size_t len)
{
    static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
    static unsigned lost;
    pthread_mutex_lock(&lock);
    bool room = is_room();
    if (room && lost) {
        /* With the line in one write: there may be room for no second one. */
        char both[LINE_SIZE + 128];
        size_t head = (size_t)add_head(LOG_LEVEL_WARNING, both, sizeof(both));
        head += (size_t)snprintf(both + head, sizeof(both) - head,
                                 "lines of the log lost, since nobody read it: %u\n", lost);
        memcpy(both + head, line, len);
        put(both, head + len);
        lost = 0;
    } else if (room) {
        put(line, len);
    }
    lost += !room;
    pthread_mutex_unlock(&lock);
}

static void write_line(enum log_level level, const char *fmt, va_list args)
{
    if ((int)level > atomic_load(&max_level))
        return;
    char line[LINE_SIZE];
    int head = add_head(level, line, sizeof(line));
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
    hand_over(line, len + 1);
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
