#include "app/service.h"

#include "base/file.h"

#define CALENDAR_MAX (256u << 10)

static bool fail_at(const struct config *c, const char *key, struct error *err)
{
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(c, "hours", key, &place);
    return error_context(err, "%s", buffer_text(&place));
}

struct service *service_read(const struct config *c, struct error *err)
{
    CLEANUP(service_free) struct service *s = xcalloc(1, sizeof(*s));
    if (!hours_parse_week(c->hours.open, &s->week, err)) {
        fail_at(c, "open", err);
        return NULL;
    }
    if (*c->hours.calendar) {
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(CALENDAR_MAX);
        if (!file_read(c->hours.calendar, &text, err)) {
            fail_at(c, "calendar", err);
            return NULL;
        }
        s->calendar = calendar_parse(buffer_text(&text), text.len, c->hours.calendar, err);
        if (!s->calendar)
            return NULL;
        buffer_addf(&s->text, "%s", buffer_text(&text));
    }
    buffer_addf(&s->text, "\n%s", c->hours.open);
    struct service *ret = s;
    s = NULL;
    return ret;
}

void service_free(struct service *s)
{
    if (s->calendar)
        calendar_free(s->calendar);
    buffer_release(&s->text);
    free(s);
}

bool service_is_same(const struct service *a, const struct service *b)
{
    return strcmp(buffer_text(&a->text), buffer_text(&b->text)) == 0;
}
