#include "screen/font_files.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/log.h"

#define MAX_FILES 24 /* faces and the fonts that stand in for their missing characters */
#define MAX_SIZES                                                                                  \
    96 /* of all files; sizes come from a ladder, so more than a few dozen are a mistake */

/* Fonts up to this are read, larger ones mapped: a file that is cut while it is mapped ends the
 * program, but a font of 20 MB (Chinese) must not fill the memory of a box with 1 GB. */
#define LARGEST_READ (4u << 20)

/* A size that has OFTEN texts of the last few hundred gets a font of its own, and keeps it as long as it has any:
 * counts are halved every PERIOD texts. A full screen of rows is some 80, an hour of titles as many. */
#define OFTEN  8
#define PERIOD 256

struct file {
    char *path;
    long index; /* of the face within a collection */
    /* The file's bytes: glyphs are read as they are first drawn, and that must neither wait for
     * a disk again and again, nor hold a descriptor for each size, nor miss a font that is
     * removed. NULL: not read yet. */
    void *data;
    size_t size;
    bool mapped;

    TTF_Font *shared; /* by the sizes that have none of their own; NULL: not opened yet */
    int shared_size;
    bool useless; /* which has been told, unless it is */
    bool on_trial;
};

struct sized {
    int file, size;
    int drawn; /* how often, lately */
    TTF_Font *own;
    bool known;
    struct font_heights heights;
};

struct font_files {
    struct file files[MAX_FILES];
    int file_count;
    struct sized sizes[MAX_SIZES];
    int size_count;
    int drawn; /* texts, since the counts were halved */
};

struct font_files *font_files_new(void)
{
    return xcalloc(1, sizeof(struct font_files));
}

/* ---- files */

int font_files_add(struct font_files *f, struct font_place place, bool apart)
{
    CLEANUP_FREE char *path = place.path;
    for (int i = 0; path && !apart && i < f->file_count; i++) {
        if (f->files[i].index == place.index && strcmp(f->files[i].path, path) == 0)
            return i;
    }
    if (!path || f->file_count == MAX_FILES)
        return -1;
    f->files[f->file_count] = (struct file){ .path = path, .index = place.index };
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

static bool load(struct file *file)
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
    file->useless = !file->data;
    if (file->data)
        file->size = (size_t)st.st_size;
    else if (!file->on_trial)
        log_warning("font '%s' cannot be read: %s", file->path, strerror(errno));
    return file->data != NULL;
}

void font_files_load(struct font_files *f, int file)
{
    load(&f->files[file]);
}

bool font_files_is_useless(const struct font_files *f, int file)
{
    return f->files[file].useless;
}

static void release(struct file *file)
{
    if (file->shared)
        TTF_CloseFont(file->shared);
    if (file->data && file->mapped)
        munmap(file->data, file->size);
    else
        free(file->data);
    free(file->path);
}

/* ---- fonts */

static TTF_Font *open_font(struct file *file, int size)
{
    if (file->useless)
        return NULL;
    TTF_Font *font = NULL;
    if (load(file)) {
        SDL_RWops *bytes = SDL_RWFromConstMem(file->data, (int)file->size);
        font = bytes ? TTF_OpenFontIndexRW(bytes, 1, size, file->index) : NULL;
        if (!font && !file->on_trial)
            log_warning("font '%s' cannot be used: %s", file->path, TTF_GetError());
    }
    file->useless = !font;
    if (font)
        TTF_SetFontHinting(font, TTF_HINTING_LIGHT_SUBPIXEL);
    return font;
}

static TTF_Font *shared_font(struct file *file, int size)
{
    if (!file->shared) {
        file->shared = open_font(file, size);
        file->shared_size = size;
    }
    if (file->shared && file->shared_size != size) {
        if (TTF_SetFontSize(file->shared, size) < 0)
            return NULL;
        file->shared_size = size;
    }
    return file->shared;
}

static void close_own(struct sized *s)
{
    if (s->own)
        TTF_CloseFont(s->own);
    s->own = NULL;
}

static struct sized *find_size(struct font_files *f, int file, int size)
{
    int i = 0;
    while (i < f->size_count && (f->sizes[i].file != file || f->sizes[i].size != size))
        i++;
    if (i < f->size_count)
        return &f->sizes[i];
    if (i == MAX_SIZES)
        close_own(&f->sizes[--i]); /* better slow than growing */
    f->size_count = i + 1;
    f->sizes[i] = (struct sized){ .file = file, .size = size };
    return &f->sizes[i];
}

void font_files_replace(struct font_files *f, int file, struct font_place place)
{
    release(&f->files[file]);
    f->files[file] = (struct file){ .path = place.path, .index = place.index, .on_trial = true };
    for (int i = 0; i < f->size_count; i++) {
        if (f->sizes[i].file != file)
            continue;
        close_own(&f->sizes[i]);
        f->sizes[i].known = false;
    }
}

static void halve_counts(struct font_files *f)
{
    for (int i = 0; i < f->size_count; i++) {
        f->sizes[i].drawn /= 2;
        if (!f->sizes[i].drawn)
            close_own(&f->sizes[i]);
    }
    f->drawn = 0;
}

TTF_Font *font_files_at(struct font_files *f, int file, int size, bool to_draw)
{
    if (to_draw && ++f->drawn == PERIOD)
        halve_counts(f);
    struct sized *s = find_size(f, file, size);
    if (to_draw && ++s->drawn >= OFTEN && !s->own)
        s->own = open_font(&f->files[file], size);
    return s->own ? s->own : shared_font(&f->files[file], size);
}

bool font_files_provides(struct font_files *f, int file, uint32_t character)
{
    enum { ANY_SIZE = 32 };
    struct file *of = &f->files[file];
    TTF_Font *font = of->shared ? of->shared : shared_font(of, ANY_SIZE);
    return font && TTF_GlyphIsProvided32(font, character);
}

struct font_heights font_files_heights(struct font_files *f, int file, int size)
{
    struct sized *s = find_size(f, file, size);
    if (s->known)
        return s->heights;
    s->known = true;
    s->heights = (struct font_heights){ size, size / 4, size * 7 / 10 };
    TTF_Font *font = s->own ? s->own : shared_font(&f->files[file], size);
    int top;
    if (!font)
        return s->heights;
    s->heights.ascent = TTF_FontAscent(font);
    s->heights.descent = -TTF_FontDescent(font);
    if (TTF_GlyphMetrics32(font, 'H', NULL, NULL, NULL, &top, NULL) == 0)
        s->heights.cap = top;
    return s->heights;
}

int font_files_open_count(const struct font_files *f)
{
    int count = 0;
    for (int i = 0; i < f->file_count; i++)
        count += f->files[i].shared != NULL;
    for (int i = 0; i < f->size_count; i++)
        count += f->sizes[i].own != NULL;
    return count;
}

void font_files_free(struct font_files *f)
{
    for (int i = 0; i < f->size_count; i++)
        close_own(&f->sizes[i]);
    for (int i = 0; i < f->file_count; i++)
        release(&f->files[i]);
    free(f);
}
