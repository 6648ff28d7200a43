#include "screen/font_finder.h"

#include <fontconfig/fontconfig.h>
#include <libgen.h>
#include <stdio.h>

#include "base/log.h"

static const int weights[FACES] = {
    [FACE_REGULAR] = FC_WEIGHT_REGULAR,
    [FACE_SEMIBOLD] = FC_WEIGHT_SEMIBOLD,
    [FACE_BOLD] = FC_WEIGHT_BOLD,
};

struct font_finder {
    char *notes;
    bool read_only;
    FcConfig *config; /* NULL: nothing was asked yet */
};

struct font_finder *font_finder_new(const char *notes, bool read_only)
{
    struct font_finder *f = xcalloc(1, sizeof(*f));
    f->notes = xstrdup(notes);
    f->read_only = read_only;
    return f;
}

void font_finder_free(struct font_finder *f)
{
    if (f->config)
        FcConfigDestroy(f->config);
    free(f->notes);
    free(f);
}

static void need(bool ok)
{
    if (!ok)
        out_of_memory(sizeof(void *)); /* fontconfig's own, of some size */
}

/* What is asked of fontconfig for the face and, if given, the character; NULL: it does not start. */
static FcPattern *question(struct font_finder *f, enum face face, uint32_t character)
{
    if (!f->config)
        f->config = FcInitLoadConfigAndFonts();
    if (!f->config)
        return NULL;
    FcPattern *pattern =
        FcPatternBuild(NULL, FC_FAMILY, FcTypeString, FONT_FAMILY, FC_WEIGHT, FcTypeInteger,
                       weights[face], FC_SCALABLE, FcTypeBool, FcTrue, NULL);
    need(pattern);
    if (character) {
        FcCharSet *set = FcCharSetCreate();
        need(set && FcCharSetAddChar(set, character) &&
             FcPatternAddCharSet(pattern, FC_CHARSET, set));
        FcCharSetDestroy(set);
    }
    need(FcConfigSubstitute(f->config, pattern, FcMatchPattern));
    FcDefaultSubstitute(pattern);
    return pattern;
}

/* What it finds best; NULL: nothing. */
static FcPattern *match(struct font_finder *f, enum face face, uint32_t character)
{
    FcPattern *pattern = question(f, face, character);
    if (!pattern)
        return NULL;
    FcResult result;
    FcPattern *found = FcFontMatch(f->config, pattern, &result);
    FcPatternDestroy(pattern);
    return found;
}

static struct font_place place_of(const FcPattern *found)
{
    FcChar8 *path;
    int index = 0;
    if (!found || FcPatternGetString(found, FC_FILE, 0, &path) != FcResultMatch)
        return (struct font_place){ 0 };
    FcPatternGetInteger(found, FC_INDEX, 0, &index);
    return (struct font_place){ xstrdup((const char *)path), index };
}

/* The family that stands in; NULL: it is the one that was asked for. */
static const char *stand_in(const FcPattern *found)
{
    FcChar8 *family;
    if (FcPatternGetString(found, FC_FAMILY, 0, &family) != FcResultMatch)
        return "another";
    return strcmp((const char *)family, FONT_FAMILY) != 0 ? (const char *)family : NULL;
}

/* ---- what the answers depend on */

static void add_list(FcStrList *list, bool with_folder, struct buffer *out)
{
    FcChar8 *path;
    while (list && (path = FcStrListNext(list))) {
        CLEANUP_FREE char *copy = xstrdup((const char *)path);
        buffer_addf(out, "%s\n", copy);
        /* Settings that are looked for and not there are not listed: their folder's time tells when
         * they come. */
        if (with_folder)
            buffer_addf(out, "%s\n", dirname(copy));
    }
    if (list)
        FcStrListDone(list);
}

static void add_in(const char *variable, const char *path, struct buffer *out)
{
    const char *folder = getenv(variable);
    if (folder && *folder == '/')
        buffer_addf(out, "%s/%s\n", folder, path);
}

/* Whether the first line of `lines` stands in `text`, too. */
static bool has_line(const char *text, const char *lines)
{
    size_t len = strcspn(lines, "\n") + 1;
    while (*text && strncmp(text, lines, len) != 0)
        text = strchr(text, '\n') + 1;
    return *text;
}

static void add_watched(const struct font_finder *f, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer all = BUFFER_INIT(0);
    add_list(FcConfigGetConfigFiles(f->config), true, &all);
    add_list(FcConfigGetFontDirs(f->config), false, &all);
    add_list(FcConfigGetConfigDirs(f->config), false, &all);
    /* The user's, which are seldom there. */
    add_in("HOME", ".fonts.conf", &all);
    add_in("HOME", ".fonts.conf.d", &all);
    add_in("HOME", ".config/fontconfig/fonts.conf", &all);
    add_in("HOME", ".config/fontconfig/conf.d", &all);
    add_in("XDG_CONFIG_HOME", "fontconfig/fonts.conf", &all);
    add_in("XDG_CONFIG_HOME", "fontconfig/conf.d", &all);
    for (const char *path = buffer_text(&all); *path; path = strchr(path, '\n') + 1) {
        if (!has_line(buffer_text(out), path))
            buffer_append(out, path, strcspn(path, "\n") + 1);
    }
}

/* ---- the faces */

static bool find_faces(struct font_finder *f, struct font_place ret[FACES])
{
    bool real = true;
    for (int face = 0; face < FACES; face++) {
        FcPattern *found = match(f, (enum face)face, 0);
        ret[face] = place_of(found);
        const char *other = ret[face].path ? stand_in(found) : NULL;
        if (face == 0 && other)
            log_warning("the font %s is not installed, %s stands in (Debian: fonts-inter)",
                        FONT_FAMILY, other);
        real = real && !other;
        if (found)
            FcPatternDestroy(found);
        if (!ret[face].path) {
            font_places_release(ret);
            return false;
        }
    }
    if (!real || !*f->notes || f->read_only)
        return true;
    CLEANUP_BUFFER struct buffer watched = BUFFER_INIT(0);
    add_watched(f, &watched);
    font_notes_write(f->notes, ret, &watched);
    return true;
}

bool font_finder_faces(struct font_finder *f, struct font_place ret[FACES])
{
    memset(ret, 0, FACES * sizeof(*ret));
    return (*f->notes && font_notes_read(f->notes, ret)) || find_faces(f, ret);
}

void font_finder_nth(struct font_finder *f, enum face face, int nth, struct font_place *ret)
{
    FcPattern *pattern = question(f, face, 0);
    FcResult result;
    FcFontSet *all = pattern ? FcFontSort(f->config, pattern, FcFalse, NULL, &result) : NULL;
    *ret = (struct font_place){ 0 };
    if (all && nth < all->nfont)
        *ret = place_of(all->fonts[nth]);
    if (all)
        FcFontSetDestroy(all);
    if (pattern)
        FcPatternDestroy(pattern);
}

void font_finder_other(struct font_finder *f, enum face face, uint32_t character,
                       struct font_place *ret)
{
    FcPattern *found = match(f, face, character);
    *ret = place_of(found);
    if (found)
        FcPatternDestroy(found);
}
