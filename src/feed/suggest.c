#include "feed/suggest_parts.h"

#include "base/text.h"

#include <stdarg.h>
#include <stdio.h>

/* ---- which column is what */

/* Chosen columns; -1: none. A name may be of two: "Nama Depan" + "Nama Belakang". */
struct choice {
    int of[MAP_MEMBERS];
    int second_name;
    bool taken[SUGGEST_COLUMNS];
};

static int best_column(const struct suggest_table *t, const struct choice *choice,
                       enum map_member member)
{
    int best = -1, best_score = 0;
    for (uint32_t i = 0; i < t->count; i++) {
        int score = choice->taken[i] ? 0 : suggest_score(&t->columns[i], member);
        if (score > best_score) {
            best_score = score;
            best = (int)i;
        }
    }
    return best;
}

/* The column whose name has a word of each list, and no secret. */
static int find_named(const struct suggest_table *t, const char *first, const char *second)
{
    for (uint32_t i = 0; i < t->count; i++) {
        const struct suggest_column *c = &t->columns[i];
        if (suggest_has(c->tokens, first) && suggest_has(c->tokens, second) &&
            suggest_secret_of(c) == SECRET_NONE)
            return (int)i;
    }
    return -1;
}

static void choose(const struct suggest_table *t, struct choice *ret)
{
    /* What is surest goes first, since each column is taken once. */
    static const enum map_member turns[] = { MAP_STATUS, MAP_TYPE,   MAP_AREA, MAP_VILLAGE,
                                             MAP_NAME,   MAP_NUMBER, MAP_DONE, MAP_ID,
                                             MAP_ROUTE,  MAP_PRIVATE };
    static_assert(COUNT(turns) == MAP_MEMBERS, "each member has its turn");
    *ret = (struct choice){ .second_name = -1 };
    for (size_t i = 0; i < COUNT(turns); i++) {
        int column = ret->of[turns[i]] = best_column(t, ret, turns[i]);
        if (column >= 0)
            ret->taken[column] = true;
    }
    if (ret->of[MAP_NAME] < 0) {
        int first = find_named(t, "nama name", "first depan");
        int last = find_named(t, "nama name", "last belakang");
        ret->of[MAP_NAME] = first >= 0 ? first : last;
        ret->second_name = first >= 0 ? last : -1;
    }
}

/* ---- comments */

/* "; " and the text, broken before column 100. */
PRINTF(2, 3) static void comment(struct buffer *out, const char *fmt, ...)
{
    va_list args;
    char text[1024];
    va_start(args, fmt);
    vsnprintf(text, sizeof(text), fmt, args);
    va_end(args);
    size_t column = 0;
    for (const char *p = text; *p; p += strspn(p, " ")) {
        size_t len = strcspn(p, " ");
        if (column && column + 1 + len > 100) {
            buffer_append(out, "\n", 1);
            column = 0;
        }
        buffer_addf(out, "%s%.*s", column ? " " : "; ", (int)len, p);
        column += len + (column ? 1 : 2);
        p += len;
    }
    buffer_append(out, "\n", 1);
}

static void write_head(const struct suggest_table *t, struct buffer *out)
{
    comment(out, "A first configuration, made from one look at the source: %s%u rows, %u %s.",
            t->cut ? "more than " : "", MIN(t->rows, SUGGEST_ROWS), t->count,
            t->format == SOURCE_CSV ? "columns" : "members");
    comment(out, "Check every line that says CHECK, fill in the places where documents wait, then "
                 "see what becomes of it: siapambil --config FILE --explain");
    comment(out, "Of the rows nothing was copied but words of statuses and types.");
    buffer_addf(out, "\n[screen]\n");
    comment(out, "CHECK: what stands at the top.");
    buffer_addf(out, "office = Dinas Dukcapil\n; time_zone = WITA\n");
}

/* ---- [source] */

static const char *separator_name(char c)
{
    return c == ',' ? "comma" : c == ';' ? "semicolon" : c == '\t' ? "tab" : "bar";
}

static void write_paging(const struct suggest_table *t, struct buffer *out)
{
    bool more = t->total > t->rows;
    if (t->last_page.len) {
        buffer_addf(out, "paging = page\nlast_page = %s\n", t->last_page.data);
    } else if (t->next_link.len) {
        buffer_addf(out, "paging = link\nnext_link = %s\n", t->next_link.data);
    } else if (t->offsets && t->total_rows.len) {
        buffer_addf(out, "paging = offset\ntotal_rows = %s\n", t->total_rows.data);
    } else if (t->pages && t->total_rows.len) {
        buffer_addf(out, "paging = page\ntotal_rows = %s\n", t->total_rows.data);
    } else {
        if (more)
            comment(out,
                    "CHECK: it says that there are %u rows and holds %u. How is the next "
                    "page asked for? See paging in the sample configuration.",
                    t->total, t->rows);
        return;
    }
    bool by_link = !t->last_page.len && t->next_link.len;
    if (!by_link && t->page_parameter.len)
        buffer_addf(out, "page_parameter = %s\n", t->page_parameter.data);
    if (t->first_page_is_0 && (t->last_page.len || (!t->next_link.len && !t->offsets)))
        buffer_addf(out, "first_page = 0\n");
    if (!by_link)
        comment(out, "CHECK: whether the page is asked for so; page_parameter is its name in the "
                     "address (page, or offset, unless it is set).");
}

/* Whether all mapped columns are called by their number: then nothing
 * tells where the rows begin. */
static bool is_all_numbered(const struct suggest_table *t, const struct choice *choice)
{
    for (int i = 0; i < MAP_MEMBERS; i++) {
        if (choice->of[i] >= 0 && *t->columns[choice->of[i]].name != '#')
            return false;
    }
    return true;
}

static void write_sheet(const struct suggest_table *t, const struct choice *choice,
                        struct buffer *out)
{
    if (!t->separator_is_said)
        buffer_addf(out, "separator = %s\n", separator_name(t->separator));
    if (t->encoding == ENCODING_WINDOWS_1252)
        buffer_addf(out, "encoding = windows-1252\n");
    if (!t->header_row)
        comment(out, "CHECK: no header was found; columns are called #1, #2, #3.");
    else if (is_all_numbered(t, choice))
        buffer_addf(out, "header_row = %u\n", t->header_row);
    else if (t->header_row > 1)
        comment(out,
                t->header_rows > 1 ? "The header was found in lines %u and %u."
                                   : "The header was found in line %u.",
                t->header_row, t->header_row + 1);
}

static void write_dates(const struct suggest_column *done, struct buffer *out)
{
    if (!done)
        return;
    if (done->second_over && !done->first_over) {
        buffer_addf(out, "dates = mdy\n");
        comment(out, "CHECK: the month stands first, since a second number is over 12 in %u rows.",
                done->second_over);
    } else if (done->first_over && !done->second_over) {
        buffer_addf(out, "dates = dmy\n");
        comment(out, "The day stands first: a first number is over 12 in %u rows.",
                done->first_over);
    } else if (done->first_over && done->second_over) {
        buffer_addf(out, "dates = dmy\n");
        comment(out,
                "CHECK: dates are written both ways: the first number is over 12 in %u rows, "
                "the second in %u.",
                done->first_over, done->second_over);
    } else if (done->either) {
        comment(out, "CHECK: 03/04/2026 is read as 3 April (dates = dmy); no row proves it.");
    }
}

static bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/* The last `length` characters, as a row shows them. */
static const char *end_of(const char *number, size_t length)
{
    size_t characters = text_length(number);
    for (; characters > length; characters--)
        text_next(&number);
    return number;
}

/* How many of the first numbers have an end that no other has. */
static uint32_t count_ends(const struct suggest_column *number, size_t length)
{
    uint32_t different = 0;
    for (uint32_t i = 0; i < number->word_count; i++) {
        const char *end = end_of(number->words[i].text, length);
        uint32_t j = 0;
        while (j < i && strcmp(end, end_of(number->words[j].text, length)) != 0)
            j++;
        different += j == i;
    }
    return different;
}

/* "470/0012/XI/2026": where the year stands last, four characters tell nobody apart. */
static void write_number_length(const struct suggest_column *number, struct buffer *out)
{
    if (!number || number->word_count < 4 || 2 * count_ends(number, 4) >= number->word_count)
        return;
    size_t length = 5;
    while (length < 12 && 4 * count_ends(number, length) < 3 * number->word_count)
        length++;
    /* Not in the middle of its part: "0012/XI/2026". */
    const char *whole = number->words[0].text;
    for (size_t at = text_length(whole) - MIN(text_length(whole), length); length < 12; length++) {
        if (!at || !is_letter_or_digit(end_of(whole, length)[0]) ||
            !is_letter_or_digit(end_of(whole, length + 1)[0]))
            break;
        at--;
    }
    buffer_addf(out, "number_length = %zu\n", length);
    comment(out, "CHECK: so many characters of a registration number are shown, its last, since "
                 "the last four are the same in most rows.");
}

static void write_source(const struct suggest_table *t, const struct choice *choice,
                         const char *url, struct buffer *out)
{
    int done = choice->of[MAP_DONE], number = choice->of[MAP_NUMBER];
    buffer_addf(out, "\n[source]\nurl = %s\nformat = %s\n", url,
                t->format == SOURCE_CSV ? "csv" : "json");
    if (t->rows_pointer.len && suggest_pointer_may_be_told(t->rows_pointer.data))
        buffer_addf(out, "rows = %s\n", t->rows_pointer.data);
    else if (t->rows_pointer.len)
        comment(out, "CHECK: where the rows are may not be told here, since somebody's name may be "
                     "in it. Look at the source, and say it here: rows =");
    if (t->format == SOURCE_CSV)
        write_sheet(t, choice, out);
    else
        write_paging(t, out);
    write_dates(done >= 0 ? &t->columns[done] : NULL, out);
    write_number_length(number >= 0 ? &t->columns[number] : NULL, out);
}

/* ---- [map] */

/* What stands for a member that no column was found for. */
static void write_missing(enum map_member member, struct buffer *out)
{
    switch (member) {
    case MAP_NAME:
        comment(out, "CHECK: no column of names was found. name =");
        break;
    case MAP_NUMBER:
        comment(out, "CHECK: no column of registration numbers was found. number =");
        break;
    case MAP_TYPE:
        buffer_addf(out, "type = \"other\"\n");
        comment(out, "CHECK: no column of types was found. Is all of it of one type, say which, "
                     "such as \"ktp-el\".");
        break;
    case MAP_STATUS:
        comment(out, "CHECK: no column of statuses was found. Name it here: status =");
        comment(out, "Only when the list holds nothing but documents that wait to be fetched, say "
                     "so, which shows every row: status = \"pickup\"");
        break;
    case MAP_DONE:
        comment(out, "CHECK: no column of the days on which documents were finished was found. "
                     "done =");
        break;
    default:
        break;
    }
}

static void write_map(const struct suggest_table *t, const struct choice *choice,
                      struct buffer *out)
{
    buffer_addf(out, "\n[map]\n");
    for (int i = 0; i < MAP_MEMBERS; i++) {
        int column = choice->of[i];
        if (column < 0) {
            write_missing((enum map_member)i, out);
            continue;
        }
        const struct suggest_column *c = &t->columns[column];
        buffer_addf(out, "%s = %s", map_member_names[i], c->name);
        if (i == MAP_NAME && choice->second_name >= 0)
            buffer_addf(out, " + %s", t->columns[choice->second_name].name);
        buffer_addf(out, "\n");
        uint32_t rows = MIN(t->rows, SUGGEST_ROWS);
        if (c->filled < rows && i != MAP_DONE && i != MAP_PRIVATE)
            comment(out, "CHECK: empty in %u of %u rows.", rows - c->filled, rows);
    }
}

static const char *const secret_texts[SECRETS] = {
    [SECRET_NUMBER] = "numbers such as NIK and KK",
    [SECRET_PHONE] = "phone numbers and mail",
    [SECRET_ADDRESS] = "addresses",
    [SECRET_BIRTH] = "births",
    [SECRET_FAMILY] = "other people",
    [SECRET_OTHER] = "what is nobody's business",
};

/* "; left out, numbers such as NIK and KK: nik, no_kk (and 1 more)" */
static void write_secrets(const struct suggest_table *t, struct buffer *out)
{
    bool any = false;
    for (int secret = SECRET_NONE + 1; secret < SECRETS; secret++) {
        CLEANUP_BUFFER struct buffer names = BUFFER_INIT(700);
        unsigned untold = 0;
        for (uint32_t i = 0; i < t->count; i++) {
            const struct suggest_column *c = &t->columns[i];
            if ((int)suggest_secret_of(c) != secret)
                continue;
            if (!c->may_be_told || !buffer_addf(&names, "%s%s", names.len ? ", " : "", c->name))
                untold++;
        }
        if (!names.len && !untold)
            continue;
        if (!any)
            comment(out, "These stay out: what no line above names is dropped while reading.");
        any = true;
        if (untold)
            buffer_addf(&names, "%s%u %s", names.len ? " and " : "", untold,
                        names.len ? "more" : "without a name that may be told");
        comment(out, " %s: %s", secret_texts[secret], buffer_text(&names));
    }
}

/* ---- the tables */

/* Whether the word can stand as a key of a table. */
static bool is_plain_word(const char *word)
{
    return !strchr(";#[", *word) && !strstr(word, " ;") && !strstr(word, "://") &&
           suggest_is_clean(word);
}

/* Which words of the column are told; `*ret_untold` is the rows of the others. */
static uint32_t tell_words(const struct suggest_column *c, bool told[TOLD_MOST_DISTINCT])
{
    uint32_t untold = 0;
    for (uint32_t i = 0; i < c->word_count; i++) {
        const struct suggest_word *w = &c->words[i];
        told[i] = !c->many && is_plain_word(w->text) &&
                  intake_word_may_be_told(w->text, w->rows, c->word_count);
        untold += told[i] ? 0 : w->rows;
    }
    return untold;
}

static void write_untold(uint32_t rows, const char *what, struct buffer *out)
{
    if (rows)
        comment(out,
                "CHECK: %u rows have other words, which may not be told here since they could be "
                "about people. Look at the source%s.",
                rows, what);
}

static void write_statuses(const struct suggest_table *t, const struct choice *choice,
                           struct buffer *out)
{
    bool told[TOLD_MOST_DISTINCT];
    int column = choice->of[MAP_STATUS];
    if (column < 0)
        return;
    const struct suggest_column *c = &t->columns[column];
    uint32_t untold = tell_words(c, told);
    buffer_addf(out, "\n[status]\n");
    comment(out,
            "CHECK each: pickup, it waits at its place; download, its owner prints it; hidden, "
            "it is not ready or has been fetched. A word that is not here hides its row.");
    for (uint32_t i = 0; i < c->word_count; i++) {
        bool sure;
        enum status status = suggest_status(c->words[i].text, &sure);
        if (told[i])
            buffer_addf(out, "%s = %s%s\n", c->words[i].text, status_names[status],
                        sure ? "" : "  ; not known: what does it mean?");
    }
    write_untold(untold, " and write them here", out);
}

static void write_types(const struct suggest_table *t, const struct choice *choice,
                        struct buffer *out)
{
    bool told[TOLD_MOST_DISTINCT];
    CLEANUP_BUFFER struct buffer lines = BUFFER_INIT(0);
    int column = choice->of[MAP_TYPE];
    if (column < 0)
        return;
    const struct suggest_column *c = &t->columns[column];
    uint32_t untold = 0;
    tell_words(c, told);
    for (uint32_t i = 0; i < c->word_count; i++) {
        const struct suggest_word *w = &c->words[i];
        if (word_table_find(t->types, w->text) >= 0)
            continue;
        untold += told[i] ? 0 : w->rows;
        if (told[i])
            buffer_addf(&lines, "%s = other\n", w->text);
    }
    buffer_addf(out, "\n[type]\n");
    comment(out, "The usual words are understood by themselves%s",
            untold && !lines.len ? "."
            : lines.len ? "; CHECK these: ktp-el, kk, kia, akta-lahir, akta-mati, akta-kawin, "
                          "akta-cerai, akta-anak, skpwni, sktt, skdwni, suket, biodata or other."
                        : ", and all of this column are.");
    buffer_append(out, buffer_text(&lines), lines.len);
    write_untold(untold, " and write here which type they are", out);
}

static void write_codes(const struct suggest_table *t, const struct choice *choice,
                        struct buffer *out)
{
    static const enum map_member members[] = { MAP_AREA, MAP_VILLAGE };
    bool codes = false, bps = false;
    for (size_t i = 0; i < COUNT(members); i++) {
        int column = choice->of[members[i]];
        codes |= column >= 0 && t->columns[column].codes;
    }
    for (uint32_t i = 0; i < t->count; i++) {
        const struct suggest_column *c = &t->columns[i];
        bps |= 2 * c->bps_codes > c->filled &&
               suggest_has(c->tokens, "kecamatan kec kelurahan kel desa wilayah district village");
    }
    if (codes)
        comment(out, "There are codes of kecamatan or kelurahan: use them in [route], or say in "
                     "[area] what they are called, such as 32.73.02 = Coblong.");
    if (bps)
        comment(
            out,
            "CHECK: a column of areas holds numbers of 7 or 10 digits, most likely codes of the "
            "statistics office (BPS), which name other places: it is not used.");
}

static void write_places(const struct suggest_table *t, const struct choice *choice,
                         struct buffer *out)
{
    buffer_addf(out, "\n[location dinas]\n");
    comment(out, "CHECK: the place where documents wait. Another place is another [location ID].");
    buffer_addf(out, "name = Kantor Dinas Dukcapil\nkind = dinas\n");
    buffer_addf(out, "; counter = Loket 3\n; hours = mon-thu 08:00-15:00, fri 08:00-11:00\n");
    buffer_addf(out, "\n[route]\n");
    comment(out, "What waits where; the first line that fits counts.%s",
            choice->of[MAP_AREA] >= 0 || choice->of[MAP_VILLAGE] >= 0
                ? " Such as: ktp-el, Coblong = kec-coblong"
                : " Such as: ktp-el, * = mpp");
    if (choice->of[MAP_ROUTE] >= 0)
        comment(out,
                "A third part is a word of the column that route names: *, *, Loket 2 = dinas");
    write_codes(t, choice, out);
    buffer_addf(out, "*, * = dinas\n");
    buffer_addf(out, "\n[bring]\n");
    comment(out,
            "CHECK: what residents are to bring, for any type (*) or for one, such as ktp-el.");
    buffer_addf(out, "* = Bukti pengambilan atau nomor registrasi\n");
}

/* ---- all of it */

static bool begins(const struct suggest_source *s, size_t at, const char *mark, size_t len)
{
    return s->len - at >= len && memcmp(s->data + at, mark, len) == 0;
}

/* What is plainly something else. `*ret_at` is where the text begins. */
static bool check_kind(const struct suggest_source *s, size_t *ret_at, struct error *err)
{
    size_t at = begins(s, 0, "\xEF\xBB\xBF", 3) ? 3 : 0;
    while (at < s->len && s->data[at] && strchr(" \t\r\n", s->data[at]))
        at++;
    if (at == s->len)
        return error_set(err, "it is empty");
    if (s->data[at] == '<' || strncmp(s->content_type, "text/html", strlen("text/html")) == 0)
        return error_set(
            err, "it is a web page or XML, neither JSON nor a sheet: the address is another one, "
                 "or wants a token; a Google Sheet must be published (File > Share > "
                 "Publish to the web, as CSV)");
    if (begins(s, at, "/*O_o*/", 7))
        return error_set(err, "it is a script of Google's around JSON; ask for a sheet: "
                              "tqx=out:csv in the address");
    if (begins(s, 0, "PK\x03\x04", 4) || begins(s, 0, "\xD0\xCF\x11\xE0", 4))
        return error_set(err, "it is an Excel file; save it as CSV UTF-8 (File > Save As)");
    *ret_at = at;
    return true;
}

static bool read_table(struct suggest_table *t, const struct suggest_source *s, struct error *err)
{
    size_t at;
    CLEANUP_BUFFER struct buffer decoded = BUFFER_SECRET(FEED_MAX_BYTES);
    if (!check_kind(s, &at, err))
        return false;
    bool ok = encoding_read(s->data, s->len, ENCODING_AUTO, &decoded, &t->encoding, err);
    const char *text = buffer_text(&decoded);
    text += strspn(text, " \t\r\n");
    size_t len = decoded.len - (size_t)(text - buffer_text(&decoded));
    if (ok && (*text == '{' || *text == '['))
        ok = suggest_json_read(t, text, len, err);
    else if (ok)
        ok = suggest_csv_read(t, buffer_text(&decoded), decoded.len, err);
    return ok;
}

static void write_all(const struct suggest_table *t, const char *url, struct buffer *out)
{
    struct choice choice;
    if (t->format == SOURCE_NATIVE) {
        comment(out, "The source is siapambil's own feed: there is nothing to map.");
        buffer_addf(out, "\n[source]\nurl = %s\nformat = native\n", url);
        return;
    }
    choose(t, &choice);
    write_head(t, out);
    write_source(t, &choice, url, out);
    write_map(t, &choice, out);
    if (choice.of[MAP_AREA] < 0 && choice.of[MAP_VILLAGE] < 0)
        comment(out, "No column of kecamatan or kelurahan was found; [route] goes by the type.");
    write_secrets(t, out);
    write_statuses(t, &choice, out);
    write_types(t, &choice, out);
    write_places(t, &choice, out);
}

bool suggest_write(const struct suggest_source *source, struct buffer *out, struct error *err)
{
    struct suggest_table t;
    suggest_table_init(&t);
    bool ok = read_table(&t, source, err);
    if (ok)
        write_all(&t, source->url, out);
    suggest_table_release(&t);
    return ok;
}
