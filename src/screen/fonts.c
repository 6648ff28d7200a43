#include "screen/fonts.h"

#include <SDL_ttf.h>
#include <errno.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"
#include "base/text.h"

#define FAMILY     "Inter"
#define MAX_FILES  24  /* faces and the fonts that stand in for their missing characters */
#define MAX_OPEN   160 /* file and size */
#define MAX_LEARNT 512 /* characters that some other font draws */

static const int weights[FACES] = {
    [FACE_REGULAR] = FC_WEIGHT_REGULAR,
    [FACE_SEMIBOLD] = FC_WEIGHT_SEMIBOLD,
    [FACE_BOLD] = FC_WEIGHT_BOLD,
};

struct font_file {
    char *path;
    long index; /* of the face within a collection */
    /* The file's bytes, mapped: glyphs are read as they are first drawn, and that must neither wait for
     * a disk again and again nor hold a descriptor for each size. NULL: not mapped yet. */
    void *data;
    size_t size;
};

struct open_font {
    int file, size;
    TTF_Font *font; /* NULL: could not be opened */
};

struct learnt {
    uint32_t character;
    enum face face;
    int file;
};

struct fonts {
    struct metrics metrics;
    FcConfig *config;
    struct font_file files[MAX_FILES]; /* the first FACES of them are the faces */
    int file_count;
    struct open_font open[MAX_OPEN];
    int open_count;
    struct learnt learnt[MAX_LEARNT]; /* a ring */
    int learnt_count;
    bool warned_missing;
};

/* The file that fontconfig finds best for the face and, if given, the character. */
static FcPattern *match(struct fonts *f, enum face face, uint32_t character)
{
    FcPattern *pattern =
        FcPatternBuild(NULL, FC_FAMILY, FcTypeString, FAMILY, FC_WEIGHT, FcTypeInteger,
                       weights[face], FC_SCALABLE, FcTypeBool, FcTrue, NULL);
    if (character) {
        FcCharSet *set = FcCharSetCreate();
        FcCharSetAddChar(set, character);
        FcPatternAddCharSet(pattern, FC_CHARSET, set);
        FcCharSetDestroy(set);
    }
    FcConfigSubstitute(f->config, pattern, FcMatchPattern);
    FcDefaultSubstitute(pattern);
    FcResult result;
    FcPattern *found = FcFontMatch(f->config, pattern, &result);
    FcPatternDestroy(pattern);
    return found;
}

/* The number of the matched file in f->files, which it joins if it is new; -1: none. */
static int add_file(struct fonts *f, const FcPattern *found, bool always)
{
    FcChar8 *path;
    int index = 0;
    if (!found || FcPatternGetString(found, FC_FILE, 0, &path) != FcResultMatch)
        return -1;
    FcPatternGetInteger(found, FC_INDEX, 0, &index);
    for (int i = 0; !always && i < f->file_count; i++) {
        if (f->files[i].index == index && strcmp(f->files[i].path, (const char *)path) == 0)
            return i;
    }
    if (f->file_count == MAX_FILES)
        return -1;
    f->files[f->file_count] =
        (struct font_file){ .path = xstrdup((const char *)path), .index = index };
    return f->file_count++;
}

static bool map_file(struct font_file *file)
{
    if (file->data)
        return true;
    struct stat st;
    int fd = open(file->path, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fstat(fd, &st) == 0 && S_ISREG(st.st_mode) && st.st_size > 0;
    void *data = ok ? mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE | MAP_POPULATE, fd, 0)
                    : MAP_FAILED;
    if (fd >= 0)
        close(fd);
    if (data == MAP_FAILED)
        return false;
    file->data = data;
    file->size = (size_t)st.st_size;
    return true;
}

static TTF_Font *open_font(struct font_file *file, int size)
{
    if (!map_file(file)) {
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
    f->open[f->open_count++] = (struct open_font){ file, size, font };
    return font;
}

static bool joins_run(uint32_t c)
{
    /* Joiners, variation selectors and combining marks go with the character before them. */
    return c == 0x200C || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) ||
           (c >= 0x0300 && c <= 0x036F);
}

/* The file that draws a character. */
static int file_for(struct fonts *f, enum face face, int size, uint32_t c)
{
    TTF_Font *own = font_of(f, (int)face, size);
    if (c < 0x80 || (own && TTF_GlyphIsProvided32(own, c)))
        return (int)face;
    int known = MIN(f->learnt_count, MAX_LEARNT);
    for (int i = 0; i < known; i++) {
        if (f->learnt[i].character == c && f->learnt[i].face == face)
            return f->learnt[i].file;
    }
    FcPattern *found = match(f, face, c);
    int file = add_file(f, found, false);
    if (found)
        FcPatternDestroy(found);
    TTF_Font *other = file < 0 ? NULL : font_of(f, file, size);
    if (!other || !TTF_GlyphIsProvided32(other, c)) {
        if (!f->warned_missing)
            log_warning("no font has the character U+%04X: install one that does (Debian: "
                        "fonts-noto-core)",
                        c);
        f->warned_missing = true;
        file = (int)face;
    }
    f->learnt[f->learnt_count++ % MAX_LEARNT] = (struct learnt){ c, face, file };
    return file;
}

/* The length of the head of `text` that one file draws. */
static size_t run_length(struct fonts *f, enum face face, int size, const char *text, size_t len,
                         int *ret_file)
{
    const char *p = text;
    *ret_file = -1;
    while ((size_t)(p - text) < len) {
        const char *next = p;
        uint32_t c = text_next(&next);
        if (!c)
            break;
        int file = joins_run(c) && *ret_file >= 0 ? *ret_file : file_for(f, face, size, c);
        if (*ret_file >= 0 && file != *ret_file)
            break;
        *ret_file = file;
        p = next;
    }
    return (size_t)(p - text);
}

/* SDL2_ttf wants terminated strings; most runs are short. */
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

static int width_of(void *ctx, enum face face, int size, const char *text, size_t len)
{
    struct fonts *f = ctx;
    int width = 0;
    while (len) {
        int file, w = 0;
        size_t run = run_length(f, face, size, text, len, &file);
        TTF_Font *font = run ? font_of(f, file, size) : NULL;
        struct terminated t;
        if (font && TTF_SizeUTF8(font, terminate(&t, text, run), &w, NULL) == 0)
            width += w;
        if (font)
            release_terminated(&t);
        if (!run)
            break;
        text += run;
        len -= run;
    }
    return width;
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

struct fonts *fonts_open(struct error *err)
{
    if (TTF_Init() < 0) {
        error_set(err, "SDL2_ttf cannot start: %s", TTF_GetError());
        return NULL;
    }
    struct fonts *f = xcalloc(1, sizeof(*f));
    f->config = FcInitLoadConfigAndFonts();
    for (int face = 0; face < FACES; face++) {
        FcPattern *found = f->config ? match(f, (enum face)face, 0) : NULL;
        FcChar8 *family;
        if (add_file(f, found, true) != face) {
            error_set(err, "no font found: install one (Debian: fonts-inter)");
            if (found)
                FcPatternDestroy(found);
            fonts_close(f);
            return NULL;
        }
        if (face == 0 && FcPatternGetString(found, FC_FAMILY, 0, &family) == FcResultMatch &&
            strcmp((const char *)family, FAMILY) != 0)
            log_warning("the font %s is not installed, %s stands in (Debian: fonts-inter)", FAMILY,
                        (const char *)family);
        FcPatternDestroy(found);
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
        if (f->files[i].data)
            munmap(f->files[i].data, f->files[i].size);
    }
    if (f->config)
        FcConfigDestroy(f->config);
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
    size_t len = strlen(text);
    while (len) {
        int file;
        size_t run = run_length(f, face, size, text, len, &file);
        if (!run)
            break;
        TTF_Font *font = font_of(f, file, size);
        struct terminated t = { .text = t.small };
        /* NULL for text without width; nothing to draw then. */
        SDL_Surface *drawn =
            font ? TTF_RenderUTF8_Blended(font, terminate(&t, text, run), ink) : NULL;
        if (drawn) {
            SDL_Rect at = { x, baseline - TTF_FontAscent(font), 0, 0 };
            SDL_BlitSurface(drawn, NULL, onto, &at);
            SDL_FreeSurface(drawn);
        }
        int w = 0;
        if (font)
            TTF_SizeUTF8(font, t.text, &w, NULL);
        x += w;
        release_terminated(&t);
        text += run;
        len -= run;
    }
}
