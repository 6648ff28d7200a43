#include "setup/settings.h"

#include <unistd.h>

#include "base/hash.h"

struct config *settings_read(const char *file, const char *const *sets, int set_count,
                             struct error *err)
{
    CLEANUP(config_free) struct config *config = config_new();
    if (!file && access(SETTINGS_DEFAULT_FILE, F_OK) == 0)
        file = SETTINGS_DEFAULT_FILE;
    if (file && !config_read_file(config, file, err))
        return NULL;
    for (int i = 0; i < set_count; i++) {
        if (!config_set(config, sets[i], err))
            return NULL;
    }
    struct config *ret = config;
    config = NULL;
    return ret;
}

char *settings_state_folder(const struct config *c, const char *program)
{
    if (*c->cache.dir)
        return xstrdup(c->cache.dir);
    const char *state = getenv("STATE_DIRECTORY"); /* of systemd; the first of a list */
    if (state && *state)
        return xasprintf("%.*s", (int)strcspn(state, ":"), state);
    const char *xdg = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    if (xdg && *xdg)
        return xasprintf("%s/%s", xdg, program);
    if (home && *home)
        return xasprintf("%s/.local/state/%s", home, program);
    return xstrdup("");
}

void settings_fingerprint(const struct config *c, char ret[SETTINGS_FINGERPRINT_SIZE])
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    char hex[HASH_HEX_SIZE];
    buffer_addf(&text, "%s\n", SIAPAMBIL_VERSION);
    config_print_list(c, &text);
    hash_hex(text.data, text.len, hex);
    memcpy(ret, hex, SETTINGS_FINGERPRINT_SIZE - 1);
    ret[SETTINGS_FINGERPRINT_SIZE - 1] = '\0';
}
