#include "publish/key.h"

#include <sys/stat.h>

#include "base/file.h"

#define MAX_FILE 4096 /* minisign's is 300 bytes long */

enum publish_status key_load(const char *path, struct signature_secret **ret, struct error *err)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_SECRET(MAX_FILE);
    struct stat st;
    if (!file_read(path, &text, err)) {
        error_context(err, "the key that signs the feeds");
        return PUBLISH_KEY;
    }
    /* As with a token: whoever has it can put a list of their own on every screen. */
    if (stat(path, &st) == 0 && st.st_mode & S_IROTH) {
        error_set(err,
                  "the key that signs the feeds, '%s': everybody may read it; allowed: its owner "
                  "and group (chmod o-r)",
                  path);
        return PUBLISH_KEY;
    }
    struct signature_secret *key = signature_secret_new(buffer_text(&text), text.len, err);
    if (!key) {
        error_context(err, "the key that signs the feeds, '%s'", path);
        return PUBLISH_KEY;
    }
    *ret = key;
    return PUBLISH_DONE;
}
