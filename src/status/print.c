#include "status/print.h"

#include "base/text.h"
#include "status/describe.h"

#define LABEL_WIDTH 28

static void add(const char *text, struct buffer *out)
{
    for (const char *p = text; *p; p++) {
        bool two = (unsigned char)*p == 0xC2 && (unsigned char)p[1] < 0xA0; /* U+0080 to U+009F */
        bool plain = (unsigned char)*p >= ' ' && *p != 0x7F && !two;
        buffer_append(out, plain ? p : " ", 1);
        p += two && p[1];
    }
}

static void add_padded(const char *text, size_t width, struct buffer *out)
{
    size_t length = text_length(text);
    add(text, out);
    for (; length < width; length++)
        add(" ", out);
}

static const char *mark(enum mood mood)
{
    return mood == MOOD_BAD ? "!! " : mood == MOOD_ODD ? "!  " : "   ";
}

static void on_verdict(void *ctx, const char *text, const char *as_of, enum mood mood)
{
    struct buffer *out = ctx;
    (void)mood;
    add(text, out);
    add("  (", out);
    add(as_of, out);
    buffer_append(out, ")\n", 2);
}

static void on_finding(void *ctx, const char *text, enum mood mood)
{
    add(mark(mood), ctx);
    add(text, ctx);
    buffer_append(ctx, "\n", 1);
}

static void on_section(void *ctx, const char *title)
{
    buffer_append(ctx, "\n", 1);
    add(title, ctx);
    buffer_append(ctx, "\n", 1);
}

static void on_picture(void *ctx, int screen, const char *caption)
{
    (void)ctx, (void)screen, (void)caption;
}

static void on_graph(void *ctx, const struct status_screen *s, const char *caption)
{
    (void)ctx, (void)s, (void)caption;
}

static void on_fact(void *ctx, const char *label, const char *value, enum mood mood)
{
    add(mark(mood), ctx);
    add_padded(label, LABEL_WIDTH, ctx);
    add(" ", ctx);
    add(value, ctx);
    buffer_append(ctx, "\n", 1);
}

static void on_table(void *ctx, const char *title, unsigned numbers)
{
    (void)numbers;
    add("   ", ctx);
    add(title, ctx);
    buffer_append(ctx, "\n", 1);
}

static void on_row(void *ctx, const char *const *cells, int count, bool head, enum mood mood)
{
    static const size_t pulls[] = { 19, 16, 7, 10, 12 }, reasons[] = { 52 };
    const size_t *widths = count > 2 ? pulls : reasons;
    struct buffer *out = ctx;
    (void)head;
    add(mark(mood), out);
    for (int i = 0; i < count; i++) {
        if (i + 1 < count)
            add_padded(cells[i], widths[i], out);
        else
            add(cells[i], out);
        add(i + 1 < count ? "  " : "", out);
    }
    while (out->len && out->data[out->len - 1] == ' ')
        out->data[--out->len] = '\0';
    buffer_append(out, "\n", 1);
}

static void on_end_table(void *ctx)
{
    (void)ctx;
}

void status_print(const struct status_whole *s, const struct texts *t, struct buffer *out)
{
    const struct sink sink = {
        .ctx = out,
        .verdict = on_verdict,
        .finding = on_finding,
        .section = on_section,
        .picture = on_picture,
        .graph = on_graph,
        .fact = on_fact,
        .table = on_table,
        .row = on_row,
        .end_table = on_end_table,
    };
    status_describe(s, t, &sink);
}
