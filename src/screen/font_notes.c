#include "screen/font_notes.h"

#include <inttypes.h>
#include <libgen.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/log.h"

#define MAGIC     "siapambil-fonts/1 "
#define MAX_NOTES (1u << 20)

/* What of the environment fontconfig(3) goes by: where its settings and the fonts are, and which
 * of several fonts is best for a language. */
static const char *const environment[] = {
    "FONTCONFIG_FILE",
    "FONTCONFIG_PATH",
    "FONTCONFIG_SYSROOT",
    "HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_DATA_DIRS",
    "FC_LANG",
    "LC_ALL",
    "LC_CTYPE",
    "LANG",
};

/* As a hash: paths of other people's folders are nobody's business. */
static void add_environment(struct buffer *out)
{
    CLEANUP_BUFFER struct buffer all = BUFFER_INIT(0);
    char hash[HASH_HEX_SIZE];
    for (size_t i = 0; i < COUNT(environment); i++) {
        const char *value = getenv(environment[i]);
        buffer_addf(&all, "%s%s\n", value ? "=" : "", value ? value : "");
    }
    hash_hex(all.data, all.len, hash);
    buffer_addf(out, "environment %s\n", hash);
}

/* A folder's size says nothing, and some file systems change it at will. */
static void add_state(const char *path, struct buffer *out)
{
    struct stat st;
    if (stat(path, &st) < 0)
        buffer_addf(out, "absent");
    else
        buffer_addf(out, "%jd %jd.%09ld", S_ISREG(st.st_mode) ? (intmax_t)st.st_size : 0,
                    (intmax_t)st.st_mtim.tv_sec, st.st_mtim.tv_nsec);
}

static void add_place(const struct font_place *place, struct buffer *out)
{
    buffer_addf(out, "face %ld ", place->index);
    add_state(place->path, out);
    buffer_addf(out, " %s\n", place->path);
}

static void add_watched(const char *path, size_t len, struct buffer *out)
{
    CLEANUP_FREE char *copy = xasprintf("%.*s", (int)len, path);
    buffer_addf(out, "seen ");
    add_state(copy, out);
    buffer_addf(out, " %s\n", copy);
}

/* ---- reading */

/* What the first line vouches for; NULL: damaged. */
static const char *checked_rest(const struct buffer *file)
{
    char own[HASH_HEX_SIZE];
    const char *text = buffer_text(file);
    size_t head = strlen(MAGIC) + HASH_HEX_SIZE; /* a newline in the NUL's place */
    if (file->len <= head || strlen(text) != file->len ||
        strncmp(text, MAGIC, strlen(MAGIC)) != 0 || text[head - 1] != '\n')
        return NULL;
    hash_hex(text + head, file->len - head, own);
    return strncmp(text + strlen(MAGIC), own, HASH_HEX_SIZE - 1) == 0 ? text + head : NULL;
}

/* Where a line's path begins: the first word with a slash at its start. */
static const char *path_in(const char *line)
{
    const char *slash = strstr(line, " /");
    return slash && slash < strchr(line, '\n') ? slash + 1 : NULL;
}

/* Writes the line as it would be noted today. */
static bool write_again(const char *line, struct buffer *out)
{
    const char *path = path_in(line), *end = strchr(line, '\n');
    struct font_place place = { 0 };
    if (strncmp(line, "environment ", 12) == 0) {
        add_environment(out);
    } else if (path && sscanf(line, "face %ld", &place.index) == 1) {
        CLEANUP_FREE char *copy = place.path = xasprintf("%.*s", (int)(end - path), path);
        add_place(&place, out);
    } else if (path && strncmp(line, "seen ", 5) == 0) {
        add_watched(path, (size_t)(end - path), out);
    } else {
        return false;
    }
    return true;
}

static bool still_holds(const char *text)
{
    CLEANUP_BUFFER struct buffer again = BUFFER_INIT(0);
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        size_t len = (size_t)(strchr(line, '\n') + 1 - line);
        buffer_clear(&again);
        if (!write_again(line, &again) || again.len != len || memcmp(again.data, line, len) != 0)
            return false;
    }
    return true;
}

static int read_places(const char *text, struct font_place ret[FACES])
{
    int count = 0;
    for (const char *line = text; *line; line = strchr(line, '\n') + 1) {
        const char *path = path_in(line);
        long index;
        if (sscanf(line, "face %ld", &index) != 1)
            continue;
        if (count < FACES)
            ret[count] =
                (struct font_place){ xasprintf("%.*s", (int)strcspn(path, "\n"), path), index };
        count++;
    }
    return count;
}

bool font_notes_read(const char *file, struct font_place ret[FACES])
{
    CLEANUP_BUFFER struct buffer noted = BUFFER_INIT(MAX_NOTES);
    struct error err = { "" };
    const char *rest = file_read(file, &noted, &err) ? checked_rest(&noted) : NULL;
    memset(ret, 0, FACES * sizeof(*ret));
    if (!rest || rest[strlen(rest) - 1] != '\n' || !still_holds(rest))
        return false;
    if (read_places(rest, ret) == FACES)
        return true;
    font_places_release(ret);
    return false;
}

/* ---- writing */

/* Only what can be looked at again: whole paths, a line each, to fonts that are there. */
static bool is_notable(const struct font_place places[FACES], const struct buffer *watched)
{
    bool ok = true;
    for (int face = 0; face < FACES; face++)
        ok = ok && *places[face].path == '/' && !strchr(places[face].path, '\n') &&
             access(places[face].path, R_OK) == 0;
    for (const char *path = buffer_text(watched); *path; path = strchr(path, '\n') + 1)
        ok = ok && *path == '/';
    return ok;
}

static void add_all(const struct font_place places[FACES], const struct buffer *watched,
                    struct buffer *out)
{
    add_environment(out);
    for (int face = 0; face < FACES; face++)
        add_place(&places[face], out);
    for (const char *path = buffer_text(watched); *path;) {
        size_t len = strcspn(path, "\n");
        add_watched(path, len, out);
        path += len + 1;
    }
}

void font_notes_write(const char *file, const struct font_place places[FACES],
                      const struct buffer *watched)
{
    CLEANUP_BUFFER struct buffer rest = BUFFER_INIT(0), text = BUFFER_INIT(0);
    CLEANUP_FREE char *copy = xstrdup(file);
    struct error err = { "" };
    char hash[HASH_HEX_SIZE];
    if (!is_notable(places, watched))
        return;
    add_all(places, watched, &rest);
    hash_hex(rest.data, rest.len, hash);
    buffer_addf(&text, MAGIC "%s\n%s", hash, rest.data);
    if (!file_make_folders(dirname(copy), 0700, &err) ||
        !file_replace(file, text.data, text.len, 0600, &err))
        log_debug("where the fonts are is not noted: %s", err.text);
}

void font_places_release(struct font_place places[FACES])
{
    for (int face = 0; face < FACES; face++) {
        free(places[face].path);
        places[face].path = NULL;
    }
}
