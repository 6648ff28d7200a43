#include "app/appeared.h"

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

static unsigned note(struct repeats *told, const char *display, const char *description,
                     int64_t boot_s)
{
    CLEANUP_FREE char *key = xasprintf("%s: %s", display, description);
    spell_numbers(key);
    return repeats_failed(told, key, boot_s);
}

void appeared_was_told(struct repeats *told, const char *display, const char *description,
                       int64_t boot_s)
{
    note(told, display, description, boot_s);
}

void appeared_tell(struct repeats *told, const char *display, const char *description,
                   int64_t boot_s)
{
    char often[REPEATS_TEXT];
    unsigned times = note(told, display, description, boot_s);
    if (times)
        log_info("%s: %s%s", display, description, repeats_count(times, often));
}
