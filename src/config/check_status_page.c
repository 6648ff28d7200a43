/* Who may see the status page. */
#include <sys/stat.h>

#include "base/ip.h"
#include "config/check.h"

static bool check_token_file(const struct config *c, struct error *err)
{
    struct stat st;
    const char *path = c->status_page.token_file;
    if (!check_file(c, "status_page", "token_file", path, err))
        return false;
    if (!*path || stat(path, &st) < 0 || !(st.st_mode & S_IROTH))
        return true;
    CLEANUP_FREE char *why = xasprintf("= %s: everybody may read it; allowed: its owner and group "
                                       "(chmod o-r)",
                                       path);
    return check_fail_at(c, "status_page", "token_file", why, err);
}

bool check_status_page(const struct config *c, struct error *err)
{
    struct sockaddr_storage address;
    socklen_t len;
    const char *text = c->status_page.address;
    if (!c->status_page.port)
        return true;
    if (!ip_parse(text, c->status_page.port, &address, &len)) {
        CLEANUP_FREE char *why = xasprintf("= %s: not an address; allowed: one such as 127.0.0.1, "
                                           "192.168.1.20 or ::1, not a name",
                                           text);
        return check_fail_at(c, "status_page", "address", why, err);
    }
    if (!ip_is_loopback(&address) && !*c->status_page.token_file) {
        CLEANUP_FREE char *why =
            xasprintf("= %s: other machines can ask there; allowed: 127.0.0.1, "
                      "or a token_file beside it, so that not everybody sees "
                      "the page",
                      text);
        return check_fail_at(c, "status_page", "address", why, err);
    }
    return check_token_file(c, err);
}
