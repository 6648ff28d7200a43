#include "app/assets.h"

#include <libgen.h>
#include <limits.h>
#include <unistd.h>

#include "base/file.h"

#define LANGUAGE_FILE_MAX (256u << 10)

char *assets_path(const char *name)
{
    const char *set = getenv("SIAPAMBIL_ASSETS");
    if (set && *set)
        return xasprintf("%s/%s", set, name);
    char program[PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", program, sizeof(program) - 1);
    program[MAX(len, 0)] = '\0';
    const char *folder = dirname(program);
    static const char *const places[] = { "../share/siapambil", "../assets", "../../assets" };
    for (size_t i = 0; i < COUNT(places); i++) {
        char *path = xasprintf("%s/%s/%s", folder, places[i], name);
        if (access(path, R_OK) == 0)
            return path;
        free(path);
    }
    return xasprintf("%s/%s/%s", folder, places[0], name);
}

struct words *assets_words(const char *language, struct error *err)
{
    CLEANUP_FREE char *name = xasprintf("lang/%s.ini", language);
    CLEANUP_FREE char *path = assets_path(name);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(LANGUAGE_FILE_MAX);
    if (!file_read(path, &text, err))
        return NULL;
    return words_parse(buffer_text(&text), text.len, path, err);
}
