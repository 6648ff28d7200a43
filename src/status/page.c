#include "status/page.h"

#include <sodium.h>

#include "base/clock.h"
#include "status/describe.h"
#include "status/page_parts.h"

struct page {
    struct buffer *out;
    const struct status_whole *s;
    const char *lost;                   /* what stands there once the board answers no more */
    bool in_list, in_part;              /* an <ul> of findings, a <dl> of facts is open */
    bool in_section, in_shown, in_live; /* live: what the script puts anew */
    unsigned numbers;                   /* columns of the table */
};

static void add(const char *text, struct buffer *out)
{
    buffer_append(out, text, strlen(text));
}

/* Text between tags or in a quoted attribute. */
static void add_escaped(const char *text, struct buffer *out)
{
    static const char special[] = "&<>\"'";
    static const char *const instead[] = { "&amp;", "&lt;", "&gt;", "&quot;", "&#39;" };
    for (; *text; text++) {
        const char *found = strchr(special, *text);
        if (found)
            add(instead[found - special], out);
        else
            buffer_append(out, text, 1);
    }
}

/* A part of an address. */
static void add_percent(const char *text, struct buffer *out)
{
    for (; *text; text++) {
        unsigned char c = (unsigned char)*text;
        bool plain =
            (c >= '0' && c <= '9') || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z') || strchr("-_.", c);
        buffer_addf(out, plain ? "%c" : "%%%02X", c);
    }
}

static const char *class_of(enum mood mood)
{
    static const char *const classes[] = {
        [MOOD_PLAIN] = "",
        [MOOD_GOOD] = "good",
        [MOOD_ODD] = "odd",
        [MOOD_BAD] = "bad",
    };
    return classes[mood];
}

/* ---- what is open */

static void end_list(struct page *p)
{
    if (p->in_list)
        add("</ul>\n", p->out);
    p->in_list = false;
}

static void end_part(struct page *p)
{
    if (p->in_part)
        add("</dl>\n", p->out);
    p->in_part = false;
}

static void end_section(struct page *p)
{
    end_part(p);
    if (p->in_live)
        add("</div>\n", p->out);
    if (p->in_shown)
        add("</div>\n", p->out);
    if (p->in_section)
        add("</section>\n", p->out);
    p->in_section = p->in_shown = p->in_live = false;
}

/* A section's title and picture stay as they are; what follows is put anew. */
static void begin_live(struct page *p)
{
    if (!p->in_live)
        add("<div class=\"live\">\n", p->out);
    p->in_live = true;
}

/* ---- the sink */

static void on_verdict(void *ctx, const char *text, const char *as_of, enum mood mood)
{
    struct page *p = ctx;
    add("<div class=\"live\"><p class=\"made\">", p->out);
    add_escaped(as_of, p->out);
    add("</p>\n<p id=\"lost\">", p->out);
    add_escaped(p->lost, p->out);
    buffer_addf(p->out, "</p>\n<div class=\"verdict %s\" role=\"status\"><b>", class_of(mood));
    add_escaped(text, p->out);
    add("</b>\n", p->out);
}

static void on_finding(void *ctx, const char *text, enum mood mood)
{
    struct page *p = ctx;
    if (!p->in_list)
        add("<ul>\n", p->out);
    p->in_list = true;
    buffer_addf(p->out, "<li class=\"%s\">", class_of(mood));
    add_escaped(text, p->out);
    add("</li>\n", p->out);
}

static void on_section(void *ctx, const char *title)
{
    struct page *p = ctx;
    if (!p->in_section) {
        end_list(p);
        add("</div></div>\n<main>\n", p->out);
    }
    end_section(p);
    add("<section>\n<h2>", p->out);
    add_escaped(title, p->out);
    add("</h2>\n", p->out);
    p->in_section = true;
}

static void on_picture(void *ctx, int screen, const char *caption)
{
    struct page *p = ctx;
    const struct status_screen *s = &p->s->facts.screens[screen];
    CLEANUP_BUFFER struct buffer source = BUFFER_INIT(0);
    add("<div class=\"shown\">\n<figure><img alt=\"", p->out);
    add_escaped(caption, p->out);
    add("screen.png?screen=", &source);
    add_percent(s->name, &source);
    buffer_addf(p->out,
                "\" src=\"%s\" data-source=\"%s\" width=\"%d\" height=\"%d\">"
                "<figcaption>",
                buffer_text(&source), buffer_text(&source), s->width, s->height);
    add_escaped(caption, p->out);
    add("</figcaption></figure>\n", p->out);
    p->in_shown = true;
}

/* Facts that follow each other are one list. */
static void begin_part(struct page *p)
{
    begin_live(p);
    if (p->in_part)
        return;
    add("<dl class=\"facts\">\n", p->out);
    p->in_part = true;
}

static void on_fact(void *ctx, const char *label, const char *value, enum mood mood)
{
    struct page *p = ctx;
    begin_part(p);
    add("<dt>", p->out);
    add_escaped(label, p->out);
    buffer_addf(p->out, "</dt><dd class=\"%s\">", class_of(mood));
    add_escaped(value, p->out);
    add("</dd>\n", p->out);
}

/* Bars as one path, at the scale of three periods at least; the dashed line is one. */
static void on_graph(void *ctx, const struct status_screen *s, const char *caption)
{
    struct page *p = ctx;
    double period_us = s->rate_hz > 0 ? 1e6 / s->rate_hz : 1e6 / 60, top_us = 3 * period_us;
    for (int i = 0; i < s->points; i++)
        top_us = MAX(top_us, (double)s->points_us[i]);
    end_part(p);
    begin_live(p);
    add("<h3>", p->out);
    add_escaped(caption, p->out);
    buffer_addf(p->out,
                "</h3>\n<svg class=\"graph\" viewBox=\"0 0 %d 100\" preserveAspectRatio=\"none\" "
                "role=\"img\" aria-label=\"",
                STATUS_POINTS);
    add_escaped(caption, p->out);
    buffer_addf(p->out,
                "\"><rect width=\"%d\" height=\"100\"/><path class=\"due\" d=\"M0 %.1fH%d\"/>"
                "<path class=\"bars\" d=\"",
                STATUS_POINTS, 100 - 100 * period_us / top_us, STATUS_POINTS);
    for (int i = 0; i < s->points; i++)
        buffer_addf(p->out, "M%.1f 100V%.1f", i + STATUS_POINTS - s->points + 0.5,
                    100 - 100 * (double)s->points_us[i] / top_us);
    add("\"/></svg>\n", p->out);
}

static void on_table(void *ctx, const char *title, unsigned numbers)
{
    struct page *p = ctx;
    end_part(p);
    begin_live(p);
    p->numbers = numbers;
    add("<h3>", p->out);
    add_escaped(title, p->out);
    add("</h3>\n<div class=\"sheet\" tabindex=\"0\"><table>\n", p->out);
}

static void on_row(void *ctx, const char *const *cells, int count, bool head, enum mood mood)
{
    struct page *p = ctx;
    add(head ? "<thead><tr>" : "<tr>", p->out);
    for (int i = 0; i < count; i++) {
        bool number = p->numbers >> i & 1;
        const char *class = number ? "n" : "";
        if (head)
            buffer_addf(p->out, "<th scope=\"col\" class=\"%s\">", class);
        else
            buffer_addf(p->out, "<td class=\"%s %s\">", class, class_of(mood));
        add_escaped(cells[i], p->out);
        add(head ? "</th>" : "</td>", p->out);
    }
    add(head ? "</tr></thead>\n<tbody>\n" : "</tr>\n", p->out);
}

static void on_end_table(void *ctx)
{
    struct page *p = ctx;
    add("</tbody></table></div>\n", p->out);
}

/* ---- the whole */

static void add_head(const struct status_whole *s, const struct texts *t, struct buffer *out)
{
    const char *who = *s->facts.office ? s->facts.office : s->facts.id;
    struct findings f = status_judge(s);
    buffer_addf(out,
                "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
                "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                "<meta name=\"robots\" content=\"noindex\">\n"
                "<noscript><meta http-equiv=\"refresh\" content=\"30\"></noscript>\n"
                "<link rel=\"icon\" href=\"data:,\">\n<title>%s",
                texts_language(t), f.well ? "" : "(!) ");
    add_escaped(who, out);
    add(" · ", out);
    add_escaped(texts_get(t, TEXT_TITLE), out);
    add("</title>\n<style>", out);
    add(status_style, out);
    add("</style>\n</head>\n<body>\n<h1>", out);
    add_escaped(texts_get(t, TEXT_TITLE), out);
    add(" · ", out);
    add_escaped(who, out);
    add("</h1>\n", out);
}

void status_write_page(const struct status_whole *s, const struct texts *t, struct buffer *out)
{
    struct page p = { .out = out, .s = s, .lost = texts_get(t, TEXT_LOST) };
    const struct sink sink = {
        .ctx = &p,
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
    add_head(s, t, out);
    status_describe(s, t, &sink);
    end_section(&p);
    add("</main>\n<footer><a href=\"status.json\">status.json</a><a href=\"metrics\">metrics</a>"
        "<a href=\"healthz\">healthz</a></footer>\n<script>",
        out);
    add(status_script, out);
    add("</script>\n</body>\n</html>\n", out);
}

static void add_hash(const char *content, struct buffer *out)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(sizeof(hash), sodium_base64_VARIANT_ORIGINAL)];
    crypto_hash_sha256(hash, (const unsigned char *)content, strlen(content));
    sodium_bin2base64(text, sizeof(text), hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL);
    buffer_addf(out, "'sha256-%s'", text);
}

void status_page_policy(struct buffer *out)
{
    add("default-src 'none'; img-src 'self' data:; connect-src 'self'; style-src ", out);
    add_hash(status_style, out);
    add("; script-src ", out);
    add_hash(status_script, out);
    add("; base-uri 'none'; form-action 'none'; frame-ancestors 'none'", out);
}
