#include "screen/fonts.h"

#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "screen/font_files.h"
#include "screen/font_finder.h"
#include "screen/runs.h"

#define MAX_LEARNT 512 /* characters that some other font draws */
#define MAX_WARNED 16  /* scripts */
#define MEASURED   512 /* widths that are remembered; a power of two */

#define MISSING (-1) /* in the place of a file: no font has it */

struct learnt {
    uint32_t character;
    enum face face;
    int file; /* or MISSING */
};

/* To shape a text takes a hundred times as long as to look its width up, and the view asks for most
 * widths twice: whether a text fits, and where it goes. */
struct measured {
    uint64_t key; /* hash of face, size and text; 0: nothing */
    int width;
};

/* What is drawn at once: a run, or as much of it as one font has. */
struct piece {
    const char *text;
    size_t len;
    int file;    /* or MISSING */
    int missing; /* how many letters that stands for */
    char script[5];
    bool rtl;
};

struct fonts {
    struct metrics metrics;
    struct font_finder *finder;
    struct font_files *files;         /* the first FACES of them are the faces */
    struct learnt learnt[MAX_LEARNT]; /* a ring */
    int learnt_count;
    struct measured measured[MEASURED]; /* each where its key says; the last one stays */
    struct buffer runs, pieces;         /* of the text at hand: struct run, struct piece */
    char warned[MAX_WARNED][5];         /* scripts whose letters no font has */
    int warned_count;
    bool hopeless[FACES]; /* neither its file nor any other can be used */
};

/* Scripts that Indonesian texts may hold, for the sentence of a warning. */
static const struct {
    const char *script, *name, *package;
} known_scripts[] = {
    { "Bali", "Balinese", "fonts-noto-core" },
    { "Java", "Javanese", "fonts-noto-core" },
    { "Sund", "Sundanese", "fonts-noto-core" },
    { "Bugi", "Buginese", "fonts-noto-core" },
    { "Batk", "Batak", "fonts-noto-core" },
    { "Rjng", "Rejang", "fonts-noto-core" },
    { "Maka", "Makasar", "fonts-noto-extra" },
    { "Arab", "Arabic", "fonts-noto-core" },
    { "Hani", "Chinese", "fonts-noto-cjk" },
    { "Hang", "Korean", "fonts-noto-cjk" },
    { "Kana", "Japanese", "fonts-noto-cjk" },
    { "Hira", "Japanese", "fonts-noto-cjk" },
    { "Taml", "Tamil", "fonts-noto-core" },
    { "Deva", "Devanagari", "fonts-noto-core" },
    { "Zyyy", "common", "fonts-noto-core, fonts-dejavu-core" },
};

/* Once for a script: a list of a thousand such names is one trouble. */
static void warn_missing(struct fonts *f, uint32_t c)
{
    char script[5];
    runs_script(c, script);
    for (int i = 0; i < f->warned_count; i++) {
        if (strcmp(f->warned[i], script) == 0)
            return;
    }
    if (f->warned_count == MAX_WARNED)
        return;
    memcpy(f->warned[f->warned_count++], script, sizeof(script));
    const char *name = script, *package = "fonts-noto-core, fonts-noto-extra";
    for (size_t i = 0; i < COUNT(known_scripts); i++) {
        if (strcmp(known_scripts[i].script, script) == 0) {
            name = known_scripts[i].name;
            package = known_scripts[i].package;
        }
    }
    log_warning(
        "no font has U+%04X (%s script): a sign stands in the place of such letters; install "
        "a font that has them (Debian: %s)",
        c, name, package);
}

/* A face whose file is damaged, as files on a worn card are, must not leave the screen without letters, now and
 * after each start: the next best font that can be read stands in. Whether there is another one now. */
static bool stand_in(struct fonts *f, int file)
{
    if (file >= FACES || f->hopeless[file] || !font_files_is_useless(f->files, file))
        return false;
    for (int nth = 0;; nth++) {
        struct font_place place;
        font_finder_nth(f->finder, (enum face)file, nth, &place);
        if (!place.path)
            break;
        CLEANUP_FREE char *path = xstrdup(place.path);
        font_files_replace(f->files, file, place);
        if (!font_files_provides(f->files, file, 'A'))
            continue;
        log_warning("font '%s' stands in", path);
        return true;
    }
    f->hopeless[file] = true;
    return false;
}

static bool provides(struct fonts *f, int file, uint32_t c)
{
    return font_files_provides(f->files, file, c) ||
           (stand_in(f, file) && font_files_provides(f->files, file, c));
}

/* The file that draws a character, or MISSING. */
static int file_for(struct fonts *f, enum face face, uint32_t c)
{
    if (c < 0x80 || provides(f, (int)face, c))
        return (int)face;
    int known = MIN(f->learnt_count, MAX_LEARNT);
    for (int i = 0; i < known; i++) {
        if (f->learnt[i].character == c && f->learnt[i].face == face)
            return f->learnt[i].file;
    }
    struct font_place found;
    font_finder_other(f->finder, face, c, &found);
    int file = font_files_add(f->files, found, false);
    if (file < 0 || !provides(f, file, c))
        file = runs_is_invisible(c) ? (int)face : MISSING;
    f->learnt[f->learnt_count % MAX_LEARNT] = (struct learnt){ c, face, file };
    if (++f->learnt_count == 2 * MAX_LEARNT)
        f->learnt_count = MAX_LEARNT; /* full is full, however often it has been filled */
    return file;
}

/* The file that draws a letter and, if there is one, the marks on it: shaped apart they would
 * not join. `before` is the file of the letter before it, or MISSING: a word is not set in two
 * fonts where one will do, nor its blanks in a third. */
static int file_for_cluster(struct fonts *f, enum face face, int before, uint32_t base,
                            const char *marks, const char *end)
{
    bool stays = before != MISSING && before != (int)face && (base == ' ' || base >= 0x80) &&
                 provides(f, before, base);
    int file = stays ? before : file_for(f, face, base);
    while (marks < end && file != MISSING) {
        uint32_t mark = text_next(&marks);
        if (runs_is_invisible(mark) || provides(f, file, mark))
            continue;
        int other = file_for(f, face, mark);
        if (other != MISSING && provides(f, other, base))
            file = other;
    }
    return file;
}

/* Appends to f->pieces; letters of one file go together. */
static void add_piece(struct fonts *f, const struct run *run, const char *text, size_t len,
                      int file, size_t first)
{
    size_t count = f->pieces.len / sizeof(struct piece);
    struct piece *last = count > first ? (struct piece *)(void *)f->pieces.data + count - 1 : NULL;
    if (last && last->file == file && last->text + last->len == text) {
        last->len += len;
        last->missing += file == MISSING;
        return;
    }
    struct piece piece = { text, len, file, file == MISSING, "", run->rtl };
    memcpy(piece.script, run->script, sizeof(piece.script));
    buffer_append(&f->pieces, &piece, sizeof(piece));
}

/* A letter with its marks. A mark that the letter's font has not is left out: alone it would
 * stand on a dotted circle. */
static void add_cluster(struct fonts *f, const struct run *run, enum face face, const char *base,
                        const char *marks, const char *end, int *file, size_t first)
{
    const char *p = base;
    uint32_t c = text_next(&p);
    *file = file_for_cluster(f, face, *file, c, marks, end);
    if (*file == MISSING) {
        warn_missing(f, c);
        add_piece(f, run, base, (size_t)(end - base), MISSING, first);
        return;
    }
    for (const char *kept = base, *next = marks;; kept = next) {
        uint32_t mark = 0;
        while (next < end) {
            const char *at = next;
            mark = text_next(&next);
            if (!runs_is_invisible(mark) && !provides(f, *file, mark)) {
                warn_missing(f, mark);
                if (at > kept)
                    add_piece(f, run, kept, (size_t)(at - kept), *file, first);
                kept = NULL;
                break;
            }
        }
        if (kept) {
            if (next > kept)
                add_piece(f, run, kept, (size_t)(next - kept), *file, first);
            return;
        }
    }
}

static void add_run(struct fonts *f, enum face face, const char *text, const struct run *run)
{
    size_t first = f->pieces.len / sizeof(struct piece);
    const char *p = text + run->start, *end = p + run->len;
    int file = MISSING;
    while (p < end) {
        const char *base = p, *marks, *next;
        if (!text_next(&p))
            break;
        marks = next = p;
        while (next < end && runs_joins(text_next(&next)))
            p = next;
        add_cluster(f, run, face, base, marks, p, &file, first);
    }
    if (!run->rtl)
        return;
    struct piece *pieces = (struct piece *)(void *)f->pieces.data;
    size_t count = f->pieces.len / sizeof(struct piece);
    for (size_t a = first, b = count; a + 1 < b; a++, b--) {
        struct piece swapped = pieces[a];
        pieces[a] = pieces[b - 1];
        pieces[b - 1] = swapped;
    }
}

/* The pieces of a text, from left to right; valid until the next call. */
static const struct piece *split(struct fonts *f, enum face face, const char *text, size_t len,
                                 size_t *ret_count)
{
    buffer_clear(&f->runs);
    buffer_clear(&f->pieces);
    runs_split(text, len, &f->runs);
    const struct run *runs = (const struct run *)(const void *)f->runs.data;
    for (size_t i = 0; i < f->runs.len / sizeof(struct run); i++)
        add_run(f, face, text, &runs[i]);
    *ret_count = f->pieces.len / sizeof(struct piece);
    return (const struct piece *)(const void *)f->pieces.data;
}

/* SDL2_ttf wants terminated strings; most pieces are short. */
struct terminated {
    char small[128];
    char *text;
};

static const char *terminate(struct terminated *t, const char *text, size_t len)
{
    t->text = len < sizeof(t->small) ? t->small : xmalloc(len + 1);
    memcpy(t->text, text, len);
    t->text[len] = '\0';
    return t->text;
}

static void release_terminated(struct terminated *t)
{
    if (t->text != t->small)
        free(t->text);
}

/* The font of a piece, told how to shape it, and the piece's text. NULL:
 * nothing to draw it with. */
static TTF_Font *ready(struct fonts *f, enum face face, int size, bool to_draw,
                       const struct piece *piece, struct terminated *t)
{
    int file = piece->file;
    const char *sign = "\xEF\xBF\xBD";
    bool shaped = file != MISSING;
    if (!shaped && (file = file_for(f, face, 0xFFFD)) == MISSING) {
        file = (int)face;
        sign = "?";
    }
    TTF_Font *font = font_files_at(f->files, file, size, to_draw);
    if (!font && stand_in(f, file))
        font = font_files_at(f->files, file, size, to_draw);
    t->text = t->small;
    if (!font)
        return NULL;
    if (shaped) {
        terminate(t, piece->text, piece->len);
    } else {
        /* A letter that is there must not look as if it were not: a name would be another. */
        CLEANUP_BUFFER struct buffer signs = BUFFER_INIT(0);
        for (int i = 0; i < piece->missing; i++)
            buffer_addf(&signs, "%s", sign);
        terminate(t, buffer_text(&signs), signs.len);
    }
    TTF_SetFontDirection(font, shaped && piece->rtl ? TTF_DIRECTION_RTL : TTF_DIRECTION_LTR);
    TTF_SetFontScriptName(font, shaped ? piece->script : "Latn");
    return font;
}

static int measure(struct fonts *f, enum face face, int size, const char *text, size_t len)
{
    int width = 0;
    size_t count;
    const struct piece *pieces = split(f, face, text, len, &count);
    for (size_t i = 0; i < count; i++) {
        struct terminated t;
        int w = 0;
        TTF_Font *font = ready(f, face, size, false, &pieces[i], &t);
        if (font && TTF_SizeUTF8(font, t.text, &w, NULL) == 0)
            width += w;
        release_terminated(&t);
    }
    return width;
}

static int width_of(void *ctx, enum face face, int size, const char *text, size_t len)
{
    struct fonts *f = ctx;
    uint64_t font = (uint64_t)size * FACES + face + 1;
    uint64_t key = hash_plain(text, len) ^ font * UINT64_C(0x9E3779B97F4A7C15);
    struct measured *m = &f->measured[key % MEASURED];
    if (m->key != key)
        *m = (struct measured){ key, measure(f, face, size, text, len) };
    return m->width;
}

static struct font_heights heights(void *ctx, enum face face, int size)
{
    struct fonts *f = ctx;
    struct font_heights found = font_files_heights(f->files, (int)face, size);
    return stand_in(f, (int)face) ? font_files_heights(f->files, (int)face, size) : found;
}

static int ascent_of(void *ctx, enum face face, int size)
{
    return heights(ctx, face, size).ascent;
}

static int descent_of(void *ctx, enum face face, int size)
{
    return heights(ctx, face, size).descent;
}

static int cap_height_of(void *ctx, enum face face, int size)
{
    return heights(ctx, face, size).cap;
}

struct fonts *fonts_open(const char *notes, bool read_only, struct error *err)
{
    if (TTF_Init() < 0) {
        error_set(err, "SDL2_ttf cannot start: %s", TTF_GetError());
        return NULL;
    }
    struct fonts *f = xcalloc(1, sizeof(*f));
    struct font_place places[FACES];
    f->files = font_files_new();
    f->finder = font_finder_new(notes, read_only);
    if (!font_finder_faces(f->finder, places)) {
        error_set(err, "no font found: install one (Debian: fonts-inter)");
        fonts_close(f);
        return NULL;
    }
    for (int face = 0; face < FACES; face++) {
        font_files_add(f->files, places[face], true);
        font_files_load(f->files, face); /* now, since it may be removed at any time */
    }
    f->metrics = (struct metrics){ width_of, ascent_of, descent_of, cap_height_of, f };
    return f;
}

void fonts_close(struct fonts *f)
{
    font_files_free(f->files);
    buffer_release(&f->runs);
    buffer_release(&f->pieces);
    font_finder_free(f->finder);
    free(f);
    TTF_Quit();
}

const struct metrics *fonts_metrics(struct fonts *f)
{
    return &f->metrics;
}

void fonts_draw(struct fonts *f, enum face face, int size, const char *text, SDL_Color ink,
                SDL_Surface *onto, int x, int baseline)
{
    size_t count;
    const struct piece *pieces = split(f, face, text, strlen(text), &count);
    for (size_t i = 0; i < count; i++) {
        struct terminated t;
        TTF_Font *font = ready(f, face, size, true, &pieces[i], &t);
        /* NULL for text without width; nothing to draw then. */
        SDL_Surface *drawn = font ? TTF_RenderUTF8_Blended(font, t.text, ink) : NULL;
        if (drawn) {
            SDL_Rect at = { x, baseline - TTF_FontAscent(font), 0, 0 };
            SDL_BlitSurface(drawn, NULL, onto, &at);
            SDL_FreeSurface(drawn);
        }
        int w = 0;
        bool last = i + 1 == count; /* which most are; nothing stands behind it */
        if (!last && font && TTF_SizeUTF8(font, t.text, &w, NULL) == 0)
            x += w;
        release_terminated(&t);
    }
}

int fonts_count(const struct fonts *f)
{
    return font_files_open_count(f->files);
}
