/* Any bytes as an access log, as the header of a screen, and as the text behind an expected screen:
 * whatever they are, each output keeps its form, and nothing of them gets out of its place in it. */
#include "base/hash.h"
#include "base/text.h"
#include "feed/json.h"
#include "fleet/dictionary.h"
#include "fleet/page_parts.h"
#include "fleet/print.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define CHECK(what)                                                                                \
    do {                                                                                           \
        if (!(what))                                                                               \
            abort();                                                                               \
    } while (0)

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    hash_init();
    return 0;
}

static bool check_member(void *ctx, const struct dictionary_member *m)
{
    (void)ctx;
    CHECK(strlen(m->key) < DICTIONARY_KEY_SIZE);
    if (m->kind == DICTIONARY_STRING) {
        for (const char *p = m->text; *p; p++)
            CHECK(*p >= ' ' && *p <= '~');
    }
    CHECK(m->kind != DICTIONARY_INTEGER ||
          (m->number <= INT64_C(999999999999999) && m->number >= -INT64_C(999999999999999)));
    return true;
}

/* The JSON is one object, whose rows are lines. */
static void check_json(const struct muster *m)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    print_json(m, &out);
    CHECK(text_find_invalid(out.data, out.len) == out.len);
    struct json_text t = { .data = out.data, .len = out.len };
    CHECK(json_skip(&t));
    json_peek(&t);
    CHECK(t.at == out.len);
    size_t lines = 0;
    for (size_t i = 0; i < out.len; i++)
        lines += out.data[i] == '\n';
    CHECK(lines == m->count + 1);
}

static const char *after_label(const char *p)
{
    p += strspn(p, "abcdefghijklmnopqrstuvwxyz");
    CHECK(p[0] == '=' && p[1] == '"');
    for (p += 2; *p != '"'; p++) {
        CHECK(*p && *p != '\n');
        if (*p == '\\')
            CHECK(*++p == '\\' || *p == '"' || *p == 'n');
    }
    return p + 1;
}

/* Each line is a comment, or name{labels} number. */
static void check_metrics(const struct muster *m)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    print_metrics(m, &out);
    CHECK(text_find_invalid(out.data, out.len) == out.len);
    for (const char *p = out.data; *p; p = strchr(p, '\n') + 1) {
        if (strncmp(p, "# HELP siapambil_", 17) == 0 || strncmp(p, "# TYPE siapambil_", 17) == 0)
            continue;
        CHECK(strncmp(p, "siapambil_", 10) == 0);
        p += strspn(p, "abcdefghijklmnopqrstuvwxyz_");
        if (*p == '{') {
            do
                p = after_label(p + 1);
            while (*p == ',');
            CHECK(*p++ == '}');
        }
        CHECK(*p++ == ' ');
        p += strspn(p, "0123456789.e+-");
        CHECK(*p == '\n');
    }
}

/* A tag of a row more than the page's own would be a log's. */
static void check_page(const struct muster *m)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    print_page(m, &out);
    CHECK(text_find_invalid(out.data, out.len) == out.len);
    size_t columns = 18u + m->options.listed, cells = 0, rows = 0, scripts = 0, others = 0;
    for (const char *p = strstr(out.data, "<tbody>") + 7; (p = strchr(p, '<')); p++) {
        cells += strncmp(p, "<td", 3) == 0 || strncmp(p, "<th ", 4) == 0;
        rows += strncmp(p, "<tr class=", 10) == 0;
        scripts += strncmp(p, "<script>", 8) == 0;
        others += p[1] != '/' && p[1] != 't' && p[1] != 's' && p[1] != '\'';
        if (scripts)
            break;
    }
    CHECK(rows == m->count && cells == m->count * columns && scripts == 1 && others == 0);
    CHECK(strstr(out.data, page_script) && strstr(out.data, page_style));
}

static void check_table(const struct muster *m)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    print_table(m, &out);
    CHECK(text_find_invalid(out.data, out.len) == out.len);
    size_t lines = 0;
    for (const char *p = out.data; *p; p++) {
        CHECK((unsigned char)*p >= ' ' || *p == '\n');
        lines += *p == '\n';
    }
    CHECK(lines > m->count);
}

static void take_lines(struct roll *r, const char *data, size_t len)
{
    CLEANUP_BUFFER struct buffer held = BUFFER_INIT(LINE_MAX_BYTES);
    for (const char *end = data + len; data < end;) {
        const char *newline = memchr(data, '\n', (size_t)(end - data));
        size_t n = (size_t)((newline ? newline : end) - data);
        /* Of its own size, so that a step beyond is seen. */
        CLEANUP_FREE char *line = xmalloc(n ? n : 1);
        memcpy(line, data, n);
        roll_take(r, line, n, &held);
        data += n + 1;
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    const char *data = (const char *)bytes;
    CLEANUP_BUFFER struct buffer line = BUFFER_INIT(0), note = BUFFER_INIT(256);
    CLEANUP(roll_free) struct roll *r = roll_new(INT64_C(1795427000));
    /* As a text of the list of expected screens. */
    CLEANUP_FREE char *text = xmalloc(size + 1);
    memcpy(text, data, size);
    text[size] = '\0';
    bool listed = text_find_invalid(text, size) == size && text_clean(text, &note);
    if (listed)
        roll_expect(r, "expected", buffer_text(&note));
    /* As the header. */
    dictionary_parse(data, size, check_member, NULL);
    if (listed) {
        buffer_addf(&line, "{\"time\":1795426861,\"status\":200,\"screen\":");
        json_add_string(text, &line);
        buffer_addf(&line, "}");
        take_lines(r, line.data, line.len);
        CHECK(r->unreadable == 0);
    }
    /* As a log. */
    take_lines(r, data, size);
    CHECK(r->lines == r->unreadable + r->later + r->requests);
    struct muster_options options = {
        .now_s = 1795426900, .silent_s = 900, .old_s = 900, .listed = listed
    };
    CLEANUP(muster_free) struct muster *m = muster_new(r, &options);
    check_json(m);
    check_metrics(m);
    check_page(m);
    check_table(m);
    return 0;
}
