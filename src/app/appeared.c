#include "app/appeared.h"

#include "base/hash.h"
#include "base/log.h"

/* The same to repeats.h are the same words, whatever numbers stand in them; here these are what
 * matters. */
static void spell_numbers(char *text)
{
    for (; *text; text++) {
        if (*text >= '0' && *text <= '9')
            *text = (char)(*text - '0' + 'A');
    }
}

/* As repeats_failed(). `told`: the log hears it whatever this returns. */
static unsigned note(struct appeared *a, const char *display, const char *description, bool told,
                     int64_t boot_s)
{
    CLEANUP_FREE char *words = xasprintf("%s: %s", display, description);
    spell_numbers(words);
    uint64_t what = hash_plain(words, strlen(words));
    unsigned times = repeats_failed(&a->told, words, boot_s);
    if (told || times) {
        a->last = what;
        a->last_s = boot_s;
    }
    a->wrong = what != a->last;
    return times;
}

void appeared_tell(struct appeared *a, const char *display, const char *description, int64_t boot_s)
{
    char often[REPEATS_TEXT];
    unsigned times = note(a, display, description, false, boot_s);
    if (times)
        log_info("%s: %s%s", display, description, repeats_count(times, often));
}

void appeared_was_told(struct appeared *a, const char *display, const char *description,
                       int64_t boot_s)
{
    note(a, display, description, true, boot_s);
}

void appeared_look(struct appeared *a, const char *display, const char *description, int64_t boot_s)
{
    if (!a->wrong || boot_s - a->last_s < REPEATS_EVERY_S)
        return;
    note(a, display, description, true, boot_s);
    log_info("%s: %s", display, description);
}
