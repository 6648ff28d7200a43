#include <inttypes.h>

#include "base/clock.h"
#include "base/text.h"
#include "status/shape.h"

static void add(const char *text, struct buffer *out)
{
    buffer_append(out, text, strlen(text));
}

/* Valid UTF-8 goes on as it is; of anything else every byte that is no ASCII becomes '?'. */
static void add_string(const char *text, bool valid, struct buffer *out)
{
    add("\"", out);
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        if (c == '"' || c == '\\')
            buffer_addf(out, "\\%c", c);
        else if (c < 0x20 || c == 0x7F)
            buffer_addf(out, "\\u%04x", c);
        else if (c >= 0x80 && !valid)
            add("?", out);
        else
            buffer_append(out, text, 1);
    }
    add("\"", out);
}

static void add_key(const char *key, struct buffer *out)
{
    if (out->len && !strchr("{[", out->data[out->len - 1]))
        add(",", out);
    if (*key)
        buffer_addf(out, "\"%s\":", key);
}

#define GET(type, at) (*(const type *)(const void *)(at))

static void add_members(const struct member *shape, const char *from, int utc_offset_s,
                        struct buffer *out);

static void add_elements(const struct member *m, const char *from, int utc_offset_s,
                         struct buffer *out)
{
    int count = GET(int, from + m->count);
    add_key(m->key, out);
    add("[", out);
    for (int i = 0; i < count; i++) {
        const char *at = from + m->offset + (size_t)i * m->size;
        add_key("", out);
        if (m->kind == MEMBER_NUMBERS)
            buffer_addf(out, "%" PRIu32, GET(uint32_t, at));
        else
            add_members(m->shape, at, utc_offset_s, out);
    }
    add("]", out);
}

static void add_member(const struct member *m, const char *from, int utc_offset_s,
                       struct buffer *out)
{
    const char *at = from + m->offset;
    char text[CLOCK_TEXT_MAX];
    if (m->kind == MEMBER_ARRAY || m->kind == MEMBER_NUMBERS) {
        add_elements(m, from, utc_offset_s, out);
        return;
    }
    if (((m->kind == MEMBER_I64 || m->kind == MEMBER_TIME) && GET(int64_t, at) == STATUS_UNKNOWN) ||
        (m->kind == MEMBER_DAY && GET(int32_t, at) == INT32_MIN))
        return;
    add_key(m->key, out);
    switch (m->kind) {
    case MEMBER_TEXT:
        add_string(at, text_find_invalid(at, strlen(at)) == strlen(at), out);
        break;
    case MEMBER_BOOL:
        add(GET(bool, at) ? "true" : "false", out);
        break;
    case MEMBER_INT:
        buffer_addf(out, "%d", GET(int, at));
        break;
    case MEMBER_U32:
        buffer_addf(out, "%" PRIu32, GET(uint32_t, at));
        break;
    case MEMBER_U64:
        buffer_addf(out, "%" PRIu64, GET(uint64_t, at));
        break;
    case MEMBER_I64:
        buffer_addf(out, "%" PRId64, GET(int64_t, at));
        break;
    case MEMBER_TIME:
        buffer_addf(out, "\"%s\"", clock_format_rfc3339(text, GET(int64_t, at), utc_offset_s));
        break;
    case MEMBER_DAY:
        buffer_addf(out, "\"%s\"", clock_format_date(text, GET(int32_t, at)));
        break;
    case MEMBER_CHOICE:
        buffer_addf(out, "\"%s\"", m->names[GET(unsigned, at)]);
        break;
    case MEMBER_OBJECT:
        add_members(m->shape, at, utc_offset_s, out);
        break;
    case MEMBER_ARRAY:
    case MEMBER_NUMBERS:
        break;
    }
}

static void add_members(const struct member *shape, const char *from, int utc_offset_s,
                        struct buffer *out)
{
    add("{", out);
    for (const struct member *m = shape; m->key; m++)
        add_member(m, from, utc_offset_s, out);
    add("}", out);
}

/* "where" is the name of a screen or source as its section has it. */
static void add_problems(const struct status_whole *s, const struct findings *f, struct buffer *out)
{
    add_key("problems", out);
    add("[", out);
    for (int i = 0; i < f->count; i++) {
        const struct finding *found = &f->all[i];
        enum status_problem p = found->problem;
        add_key("", out);
        buffer_addf(out, "{\"level\":\"%s\",\"problem\":\"%s\"", problem_is_bad(p) ? "bad" : "odd",
                    problem_names[p]);
        bool source = p == PROBLEM_SOURCE || p == PROBLEM_LEFT_OUT;
        if (found->of >= 0) {
            add(source ? ",\"source\":" : ",\"screen\":", out);
            const char *name =
                source ? s->sources.all[found->of].name : s->facts.screens[found->of].name;
            add_string(name, text_find_invalid(name, strlen(name)) == strlen(name), out);
        }
        add("}", out);
    }
    add("]", out);
}

void status_write_json(const struct status_whole *s, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer alive = BUFFER_INIT(0);
    struct findings f = status_judge(s);
    bool lives = status_is_alive(s, &alive);
    add("{\"status\":\"siapambil-status/1\"", out);
    buffer_addf(out, ",\"well\":%s,\"alive\":%s,\"alive_sentence\":", f.well ? "true" : "false",
                lives ? "true" : "false");
    add_string(buffer_text(&alive), true, out);
    add_problems(s, &f, out);
    for (const struct member *m = status_shape; m->key; m++)
        add_member(m, (const char *)s, s->facts.utc_offset_s, out);
    add("}\n", out);
}
