/* Any bytes as a request to the status server, and as the answer of one that --status asks. Nothing is
 * answered to who does not show the token, or (without one) to who comes by somebody's name; what is
 * read back is written as it was read. */
#include <arpa/inet.h>
#include <stdio.h>
#include <strings.h>

#include "base/hash.h"
#include "base/text.h"
#include "feed/json.h"
#include "status/request.h"
#include "status/shape.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define TOKEN "the-token-of-the-board"

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    hash_init();
    json_init();
    return 0;
}

/* ---- a request: its parts, a line each; an empty one is not there, a '-' is empty */

static char *take_line(char **at)
{
    char *line = *at;
    size_t len = strcspn(line, "\n");
    *at = line + len + (line[len] == '\n');
    line[len] = '\0';
    return !*line ? NULL : strcmp(line, "-") == 0 ? line + 1 : line;
}

static bool is_own(const char *host)
{
    unsigned char address[16];
    char name[64] = "";
    if (!host)
        return false;
    if (*host == '[')
        snprintf(name, sizeof(name), "%.*s", (int)strcspn(host + 1, "]"), host + 1);
    else
        snprintf(name, sizeof(name), "%.*s", (int)strcspn(host, ":"), host);
    name[strcspn(name, "%")] = '\0'; /* of a zone */
    return strcasecmp(name, "localhost") == 0 || inet_pton(AF_INET, name, address) == 1 ||
           inet_pton(AF_INET6, name, address) == 1;
}

static void check_request(char *text)
{
    char *method = take_line(&text), *path = take_line(&text), *screen = take_line(&text),
         *host = take_line(&text), *authorization = take_line(&text);
    const struct status_request r = { .method = method ? method : "GET",
                                      .path = path ? path : "/",
                                      .screen = screen,
                                      .host = host,
                                      .authorization = authorization };
    static const char *const tokens[] = { "", TOKEN };
    for (size_t i = 0; i < COUNT(tokens); i++) {
        struct status_verdict v = status_judge_request(&r, tokens[i]);
        must(v.code == 200 || v.code == 401 || v.code == 403 || v.code == 404 || v.code == 405,
             "a verdict is one of these");
        must((v.code == 200) == !*v.sentence, "who is refused is told why");
        must(!strstr(v.sentence, TOKEN), "a sentence tells no token");
        must(v.code != 200 || (v.route < ROUTES &&
                               (strcmp(r.method, "GET") == 0 || strcmp(r.method, "HEAD") == 0)),
             "only what is there is answered");
        must(v.head == (strcmp(r.method, "HEAD") == 0), "HEAD is without a body");
        bool let_in = v.code != 401 && v.code != 403;
        if (let_in && i)
            must(authorization &&
                     (strstr(authorization, TOKEN) || strncasecmp(authorization, "Basic ", 6) == 0),
                 "only who shows the token is let in");
        if (let_in && !i)
            must(is_own(host), "only who asks by an address is let in");
    }
}

static void check_token(const uint8_t *data, size_t size)
{
    struct error err = { "" };
    CLEANUP_BUFFER struct buffer token = BUFFER_SECRET(0);
    CLEANUP_FREE char *copy = xmalloc(size + 1);
    memcpy(copy, data, size);
    copy[size] = '\0';
    buffer_append(&token, copy, size);
    if (!size)
        return;
    bool ok = status_check_token(&token, &err);
    must(ok == !err.text[0], "either a token or a sentence");
    must(!ok || (token.len >= STATUS_TOKEN_LEAST && token.len <= STATUS_TOKEN_MOST),
         "a token has a length");
    must(!ok || strspn(token.data, " \t\r\n") == 0, "a token is a word");
}

/* ---- an answer */

static void check_answer(const uint8_t *data, size_t size)
{
    static struct status_whole first, again;
    CLEANUP_BUFFER struct buffer written = BUFFER_INIT(0), twice = BUFFER_INIT(0);
    struct error err = { "" };
    CLEANUP_FREE char *copy = xmalloc(size ? size : 1);
    memcpy(copy, data, size);
    memset(&first, 0, sizeof(first));
    memset(&again, 0, sizeof(again));
    if (!status_read_json(copy, size, &first, &err)) {
        must(strncmp(err.text, "it ", 3) == 0, "a sentence says what it is");
        must(text_find_invalid(err.text, strlen(err.text)) == strlen(err.text),
             "a sentence is UTF-8");
        return;
    }
    status_write_json(&first, &written);
    must(text_find_invalid(buffer_text(&written), written.len) == written.len, "it is UTF-8");
    must(status_read_json(written.data, written.len, &again, &err), err.text);
    status_write_json(&again, &twice);
    must(strcmp(written.data, twice.data) == 0, "read again, it is the same");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    if (data[0] % 3 == 0) {
        CLEANUP_FREE char *text = xmalloc(size);
        memcpy(text, data + 1, size - 1);
        text[size - 1] = '\0';
        check_request(text);
    } else if (data[0] % 3 == 1) {
        check_answer(data + 1, size - 1);
    } else {
        check_token(data + 1, size - 1);
    }
    return 0;
}
