#include "screen/fonts.h"

#include <SDL_ttf.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "screen/font_finder.h"
#include "screen/runs.h"

#define MAX_FILES  24  /* faces and the fonts that stand in for their missing characters */
#define MAX_OPEN   160 /* file and size */
#define MAX_LEARNT 512 /* characters that some other font draws */
#define MAX_WARNED 16  /* scripts */
#define MEASURED   512 /* widths that are remembered; a power of two */

#define MISSING (-1) /* in the place of a file: no font has it */

/* Fonts up to this are read, larger ones mapped: a file that is cut while it is mapped ends the
 * program, but a font of 20 MB (Chinese) must not fill the memory of a box with 1 GB. */
#define LARGEST_READ (4u << 20)

struct font_file {
    char *path;
    long index; /* of the face within a collection */
    /* The file's bytes: glyphs are read as they are first drawn, and that must neither wait for
     * a disk again and again, nor hold a descriptor for each size, nor miss a font that is
     * removed. NULL: not read yet. */
    void *data;
    size_t size;
    bool mapped;
};

struct open_font {
    int file, size;
    TTF_Font *font; /* NULL: could not be opened */
    bool drawn;     /* not only measured */
};

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
    struct font_file files[MAX_FILES]; /* the first FACES of them are the faces */
    int file_count;
    struct open_font open[MAX_OPEN];
    int open_count;
    struct learnt learnt[MAX_LEARNT]; /* a ring */
    int learnt_count;
    struct measured measured[MEASURED]; /* each where its key says; the last one stays */
    struct buffer runs, pieces;         /* of the text at hand: struct run, struct piece */
    char warned[MAX_WARNED][5];         /* scripts whose letters no font has */
    int warned_count;
};

/* The number of the file in f->files, which it joins if it is new; -1: none. Takes the path. */
static int add_file(struct fonts *f, struct font_place place, bool always)
{
    CLEANUP_FREE char *path = place.path;
    for (int i = 0; path && !always && i < f->file_count; i++) {
        if (f->files[i].index == place.index && strcmp(f->files[i].path, path) == 0)
            return i;
    }
    if (!path || f->file_count == MAX_FILES)
        return -1;
    f->files[f->file_count] = (struct font_file){ .path = path, .index = place.index };
    path = NULL;
    return f->file_count++;
}

static void *read_all(int fd, size_t size)
{
    char *data = xmalloc(size);
    size_t len = 0;
    ssize_t n;
    while (len < size && (n = read(fd, data + len, size - len)) > 0)
        len += (size_t)n;
    if (len == size)
        return data;
    free(data);
    errno = EIO;
    return NULL;
}

static bool load_file(struct font_file *file)
{
    if (file->data)
        return true;
    struct stat st;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* a pipe is not waited for */
    bool ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
    if (ok && st.st_size <= LARGEST_READ) {
        file->data = read_all(fd, (size_t)st.st_size);
    } else if (ok) {
        file->data = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0);
        file->mapped = file->data != MAP_FAILED;
        file->data = file->mapped ? file->data : NULL;
    }
    if (fd >= 0)
        close(fd);
    if (file->data)
        file->size = (size_t)st.st_size;
    return file->data != NULL;
}

static void unload_file(struct font_file *file)
{
    if (file->data && file->mapped)
        munmap(file->data, file->size);
    else
        free(file->data);
}

static TTF_Font *open_font(struct font_file *file, int size)
{
    if (!load_file(file)) {
        log_warning("font '%s' cannot be read: %s", file->path, strerror(errno));
        return NULL;
    }
    SDL_RWops *bytes = SDL_RWFromConstMem(file->data, (int)file->size);
    TTF_Font *font = bytes ? TTF_OpenFontIndexRW(bytes, 1, size, file->index) : NULL;
    if (font)
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    else
        log_warning("font '%s' cannot be used: %s", file->path, TTF_GetError());
    return font;
}

static TTF_Font *font_of(struct fonts *f, int file, int size)
{
    for (int i = 0; i < f->open_count; i++) {
        if (f->open[i].file == file && f->open[i].size == size)
            return f->open[i].font;
    }
    if (f->open_count == MAX_OPEN) {
        /* Sizes come from a ladder, so this many are a mistake; still, better slow than growing. */
        if (f->open[MAX_OPEN - 1].font)
            TTF_CloseFont(f->open[MAX_OPEN - 1].font);
        f->open_count--;
    }
    TTF_Font *font = open_font(&f->files[file], size);
    f->open[f->open_count++] = (struct open_font){ file, size, font, false };
    return font;
}

static void note_drawn(struct fonts *f, const TTF_Font *font)
{
    for (int i = 0; i < f->open_count; i++)
        f->open[i].drawn |= f->open[i].font == font;
}

void fonts_settle(struct fonts *f)
{
    int kept = 0;
    for (int i = 0; i < f->open_count; i++) {
        struct open_font *o = &f->open[i];
        if (o->font && !o->drawn)
            TTF_CloseFont(o->font);
        else
            f->open[kept++] = *o;
    }
    f->open_count = kept;
}

int fonts_count(const struct fonts *f)
{
    return f->open_count;
}

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

static bool provides(struct fonts *f, int file, int size, uint32_t c)
{
    TTF_Font *font = font_of(f, file, size);
    return font && TTF_GlyphIsProvided32(font, c);
}

/* The file that draws a character, or MISSING. */
static int file_for(struct fonts *f, enum face face, int size, uint32_t c)
{
    if (c < 0x80 || provides(f, (int)face, size, c))
        return (int)face;
    int known = MIN(f->learnt_count, MAX_LEARNT);
    for (int i = 0; i < known; i++) {
        if (f->learnt[i].character == c && f->learnt[i].face == face)
            return f->learnt[i].file;
    }
    struct font_place found;
    font_finder_other(f->finder, face, c, &found);
    int file = add_file(f, found, false);
    if (file < 0 || !provides(f, file, size, c))
        file = runs_is_invisible(c) ? (int)face : MISSING;
    f->learnt[f->learnt_count++ % MAX_LEARNT] = (struct learnt){ c, face, file };
    return file;
}

/* The file that draws a letter and, if there is one, the marks on it: shaped apart they would
 * not join. `before` is the file of the letter before it, or MISSING: a word is not set in two
 * fonts where one will do, nor its blanks in a third. */
static int file_for_cluster(struct fonts *f, enum face face, int size, int before, uint32_t base,
                            const char *marks, const char *end)
{
    bool stays = before != MISSING && before != (int)face && (base == ' ' || base >= 0x80) &&
                 provides(f, before, size, base);
    int file = stays ? before : file_for(f, face, size, base);
    while (marks < end && file != MISSING) {
        uint32_t mark = text_next(&marks);
        if (runs_is_invisible(mark) || provides(f, file, size, mark))
            continue;
        int other = file_for(f, face, size, mark);
        if (other != MISSING && provides(f, other, size, base))
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
static void add_cluster(struct fonts *f, const struct run *run, enum face face, int size,
                        const char *base, const char *marks, const char *end, int *file,
                        size_t first)
{
    const char *p = base;
    uint32_t c = text_next(&p);
    *file = file_for_cluster(f, face, size, *file, c, marks, end);
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
            if (!runs_is_invisible(mark) && !provides(f, *file, size, mark)) {
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

static void add_run(struct fonts *f, enum face face, int size, const char *text,
                    const struct run *run)
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
        add_cluster(f, run, face, size, base, marks, p, &file, first);
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
static const struct piece *split(struct fonts *f, enum face face, int size, const char *text,
                                 size_t len, size_t *ret_count)
{
    buffer_clear(&f->runs);
    buffer_clear(&f->pieces);
    runs_split(text, len, &f->runs);
    const struct run *runs = (const struct run *)(const void *)f->runs.data;
    for (size_t i = 0; i < f->runs.len / sizeof(struct run); i++)
        add_run(f, face, size, text, &runs[i]);
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
static TTF_Font *ready(struct fonts *f, enum face face, int size, const struct piece *piece,
                       struct terminated *t)
{
    int file = piece->file;
    const char *sign = "\xEF\xBF\xBD";
    bool shaped = file != MISSING;
    if (!shaped && (file = file_for(f, face, size, 0xFFFD)) == MISSING) {
        file = (int)face;
        sign = "?";
    }
    TTF_Font *font = font_of(f, file, size);
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
    const struct piece *pieces = split(f, face, size, text, len, &count);
    for (size_t i = 0; i < count; i++) {
        struct terminated t;
        int w = 0;
        TTF_Font *font = ready(f, face, size, &pieces[i], &t);
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

static int ascent_of(void *ctx, enum face face, int size)
{
    TTF_Font *font = font_of(ctx, (int)face, size);
    return font ? TTF_FontAscent(font) : size;
}

static int descent_of(void *ctx, enum face face, int size)
{
    TTF_Font *font = font_of(ctx, (int)face, size);
    return font ? -TTF_FontDescent(font) : size / 4;
}

static int cap_height_of(void *ctx, enum face face, int size)
{
    TTF_Font *font = font_of(ctx, (int)face, size);
    int top;
    if (!font || TTF_GlyphMetrics32(font, 'H', NULL, NULL, NULL, &top, NULL) < 0)
        return size * 7 / 10;
    return top;
}

struct fonts *fonts_open(const char *notes, bool read_only, struct error *err)
{
    if (TTF_Init() < 0) {
        error_set(err, "SDL2_ttf cannot start: %s", TTF_GetError());
        return NULL;
    }
    struct fonts *f = xcalloc(1, sizeof(*f));
    struct font_place places[FACES];
    f->finder = font_finder_new(notes, read_only);
    if (!font_finder_faces(f->finder, places)) {
        error_set(err, "no font found: install one (Debian: fonts-inter)");
        fonts_close(f);
        return NULL;
    }
    for (int face = 0; face < FACES; face++) {
        add_file(f, places[face], true);
        /* Now, since it may be removed at any time. */
        if (!load_file(&f->files[face]))
            log_warning("font '%s' cannot be read: %s", f->files[face].path, strerror(errno));
    }
    f->metrics = (struct metrics){ width_of, ascent_of, descent_of, cap_height_of, f };
    return f;
}

void fonts_close(struct fonts *f)
{
    for (int i = 0; i < f->open_count; i++) {
        if (f->open[i].font)
            TTF_CloseFont(f->open[i].font);
    }
    for (int i = 0; i < f->file_count; i++) {
        free(f->files[i].path);
        unload_file(&f->files[i]);
    }
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
    const struct piece *pieces = split(f, face, size, text, strlen(text), &count);
    for (size_t i = 0; i < count; i++) {
        struct terminated t;
        TTF_Font *font = ready(f, face, size, &pieces[i], &t);
        /* NULL for text without width; nothing to draw then. */
        SDL_Surface *drawn = font ? TTF_RenderUTF8_Blended(font, t.text, ink) : NULL;
        if (drawn) {
            note_drawn(f, font);
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
