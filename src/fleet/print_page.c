#include <inttypes.h>
#include <sodium.h>

#include "base/clock.h"
#include "fleet/columns.h"
#include "fleet/page_parts.h"
#include "fleet/print.h"

static void add(const char *text, struct buffer *out)
{
    buffer_append(out, text, strlen(text));
}

/* Text between tags or in a quoted attribute. */
static void add_escaped(const char *text, struct buffer *out)
{
    for (; *text; text++) {
        switch (*text) {
        case '&':
            add("&amp;", out);
            break;
        case '<':
            add("&lt;", out);
            break;
        case '>':
            add("&gt;", out);
            break;
        case '"':
            add("&quot;", out);
            break;
        case '\'':
            add("&#39;", out);
            break;
        default:
            buffer_append(out, text, 1);
        }
    }
}

/* What a browser compares a <style> or <script> with: nothing else is run, whatever a log held. */
static void add_hash(const char *content, struct buffer *out)
{
    unsigned char hash[crypto_hash_sha256_BYTES];
    char text[sodium_base64_ENCODED_LEN(sizeof(hash), sodium_base64_VARIANT_ORIGINAL)];
    crypto_hash_sha256(hash, (const unsigned char *)content, strlen(content));
    sodium_bin2base64(text, sizeof(text), hash, sizeof(hash), sodium_base64_VARIANT_ORIGINAL);
    buffer_addf(out, "'sha256-%s'", text);
}

static void add_head(const struct muster *m, struct buffer *out)
{
    add("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src ",
        out);
    add_hash(page_style, out);
    add("; script-src ", out);
    add_hash(page_script, out);
    add("; base-uri 'none'; form-action 'none'\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        "<meta name=\"robots\" content=\"noindex\">\n<title>Screens: ",
        out);
    buffer_addf(out, "%zu, %zu seen lately</title>\n<style>", m->count, m->recent);
    add(page_style, out);
    add("</style>\n</head>\n<body>\n<h1>Screens</h1>\n<p class=\"made\">As of <time datetime=\"",
        out);
    char text[CLOCK_TEXT_MAX];
    add(clock_format_rfc3339(text, m->options.now_s, 0), out);
    add("\">", out);
    column_add_time(m->options.now_s, out);
    add("</time>, from the web server's logs</p>\n", out);
}

/* Missing and silent want somebody now; the rest can wait. */
static const char *need_class(unsigned need)
{
    return need <= MUSTER_SILENT ? "bad" : "odd";
}

static void add_count(const char *class, size_t n, const char *words, struct buffer *out)
{
    buffer_addf(out, "<li class=\"%s\"><b>%zu</b> %s</li>\n", class, n, words);
}

static void add_counts(const struct muster *m, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer summary = BUFFER_INIT(0);
    add("<ul class=\"counts\">\n", out);
    add_count("", m->count, m->count == 1 ? "screen" : "screens", out);
    add_count("", m->fine, "ok", out);
    for (unsigned i = 0; i < MUSTER_NEEDS; i++) {
        if (m->needs[i])
            add_count(need_class(i), m->needs[i], muster_need_words((enum muster_need)i), out);
    }
    add("</ul>\n<details>\n<summary>Versions, requests, lines read</summary>\n<p>", out);
    print_summary(m, &summary);
    summary.data[--summary.len] = '\0'; /* the last end of line */
    for (char *line = summary.data, *end; line; line = end) {
        end = strchr(line, '\n');
        if (end)
            *end++ = '\0';
        add_escaped(line, out);
        add(end ? "</p>\n<p>" : "</p>\n</details>\n", out);
    }
}

static void add_cell(const struct column *column, const struct muster_row *row, struct buffer *cell,
                     struct buffer *out)
{
    bool name = strcmp(column->title, "screen") == 0;
    int64_t value = column->value ? column->value(row) : COLUMN_UNKNOWN;
    buffer_clear(cell);
    column->add(row, cell);
    add(name ? "<th scope=\"row\"" : "<td", out);
    if (column->number || column->wide)
        add(column->number ? " class=\"n\"" : " class=\"w\"", out);
    if (value != COLUMN_UNKNOWN)
        buffer_addf(out, " data-v=\"%" PRId64 "\"", value);
    add(">", out);
    add_escaped(buffer_text(cell), out);
    add(name ? "</th>" : "</td>", out);
}

void print_page(const struct muster *m, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer cell = BUFFER_INIT(0);
    size_t shown = m->options.listed ? column_count : column_count - 1; /* without "where" */
    add_head(m, out);
    add_counts(m, out);
    add("<div id=\"find\" hidden><input id=\"search\" type=\"search\" aria-label=\"Search\" "
        "placeholder=\"Search: words of any column\"> <span id=\"shown\" role=\"status\"></span>"
        "</div>\n<div class=\"sheet\" tabindex=\"0\">\n<table id=\"fleet\">\n<thead>\n<tr>",
        out);
    for (size_t c = 0; c < shown; c++) {
        buffer_addf(out, "<th scope=\"col\"%s%s title=\"", columns[c].number ? " class=\"n\"" : "",
                    columns[c].value ? " data-sort=\"number\"" : "");
        add_escaped(columns[c].help, out);
        add("\">", out);
        add_escaped(columns[c].title, out);
        add("</th>", out);
    }
    add("</tr>\n</thead>\n<tbody>\n", out);
    for (size_t i = 0; i < m->count; i++) {
        const struct muster_row *row = &m->rows[i];
        buffer_addf(out, "<tr class=\"%s\">",
                    row->needs ? need_class((unsigned)__builtin_ctz(row->needs)) : "ok");
        for (size_t c = 0; c < shown; c++)
            add_cell(&columns[c], row, &cell, out);
        add("</tr>\n", out);
    }
    add("</tbody>\n</table>\n</div>\n<script>", out);
    add(page_script, out);
    add("</script>\n</body>\n</html>\n", out);
}
