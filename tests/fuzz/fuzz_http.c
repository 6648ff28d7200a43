/* Any bytes as what a web server answers, through libcurl as src/net sets it: an answer, or a sentence
 * that tells no secret; what is kept of the headers can be sent back, and tells nothing that was not
 * asked for.
 *
 * No network: every socket is one end of a pair whose other end holds the bytes, whatever address it
 * was to lead to, and no name has an address. */
#include <netdb.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"
#include "net/http.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define LIMIT 4096 /* of a body */

static const uint8_t *answer;
static size_t answer_len;
static int connections;

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

/* ---- in the place of the C library's */

int socket(int family, int type, int protocol)
{
    (void)family, (void)protocol;
    int ends[2];
    int size = (int)answer_len * 2 + 4096;
    if (socketpair(AF_UNIX, type | SOCK_STREAM, 0, ends) < 0)
        return -1;
    setsockopt(ends[1], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
    ssize_t sent = send(ends[1], answer, answer_len, MSG_DONTWAIT | MSG_NOSIGNAL);
    (void)sent;
    /* What is asked stays in the buffer: the answer is there before. */
    shutdown(ends[1], SHUT_WR);
    static int left = -1;
    if (left >= 0)
        close(left);
    left = ends[1];
    connections++;
    return ends[0];
}

int connect(int fd, const struct sockaddr *address, socklen_t len)
{
    (void)fd, (void)address, (void)len;
    return 0;
}

int getaddrinfo(const char *name, const char *service, const struct addrinfo *hints,
                struct addrinfo **ret)
{
    (void)name, (void)service, (void)hints, (void)ret;
    return EAI_NONAME;
}

/* ---- one pull */

static struct http *clients[2]; /* the second may go anywhere by http, and has a token */
static char token_file[] = "/tmp/siapambil-fuzz-token-XXXXXX";

static void remove_token(void)
{
    unlink(token_file);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    struct error err;
    http_init();
    int fd = mkstemp(token_file);
    ssize_t written = write(fd, "the-token", 9);
    must(written == 9, "the token is written");
    close(fd);
    atexit(remove_token);
    for (int i = 0; i < 2; i++)
        clients[i] = http_new(&(struct http_options){ .timeout_s = 2,
                                                      .connect_timeout_s = 2,
                                                      .ca_file = "",
                                                      .token_file = i ? token_file : "",
                                                      .allow_public_http = i,
                                                      .user_agent = "siapambil/fuzz" },
                              &err);
    return 0;
}

static void check_header(const char *value, size_t size, const char *what)
{
    must(strlen(value) < size, what);
    must(!strpbrk(value, "\r\n"), "a header is one line");
}

static void check_response(const struct request *request, const struct response *r)
{
    must(r->status == 200 || r->status == 304, "only 200 and 304 are answers");
    must(r->kind == RESPONSE_BODY || r->kind == RESPONSE_NOT_MODIFIED, "an answer is of a kind");
    must((r->kind == RESPONSE_NOT_MODIFIED) == (r->status == 304), "the kind fits the status");
    must(r->kind == RESPONSE_BODY || *request->etag || *request->last_modified,
         "nothing new is an answer to who has something");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    struct http *h = clients[data[0] & 1];
    const struct transport *t = http_transport(h);
    const struct request request = {
        .url = "http://user:the-password@127.0.0.1/feed.json?key=the-key",
        .etag = data[0] & 2 ? "\"tag\"" : "",
        .last_modified = data[0] & 4 ? "Mon, 23 Nov 2026 02:40:00 GMT" : "",
    };
    struct response response = { .body = BUFFER_INIT(LIMIT) };
    struct error err = { "" };
    /* The bytes with the usual first line before them reach the headers sooner. */
    static const char head[] = "HTTP/1.1 200 OK\r\nConnection: close\r\n";
    size_t head_len = data[0] & 8 ? strlen(head) : 0;
    CLEANUP_FREE uint8_t *whole = xmalloc(head_len + size);
    memcpy(whole, head, head_len);
    memcpy(whole + head_len, data + 1, size - 1);
    answer = whole;
    answer_len = head_len + size - 1;
    connections = 0;
    bool ok = t->get(t->ctx, &request, &response, &err);
    must(ok == !err.text[0], "either an answer or a sentence");
    must(connections <= 12, "redirects end");
    must(text_find_invalid(err.text, strlen(err.text)) == strlen(err.text), "a sentence is UTF-8");
    static const char *const secrets[] = { "the-password", "the-key", "the-token" };
    for (size_t i = 0; i < COUNT(secrets); i++)
        must(!strstr(err.text, secrets[i]) ||
                 memmem(answer, answer_len, secrets[i], strlen(secrets[i])),
             "a sentence tells no secret that the server has not told");
    for (const char *p = err.text; *p; p++)
        must((unsigned char)*p >= ' ' && *p != 0x7F, "a sentence holds no control character");
    must(response.body.len <= LIMIT, "a body is bounded");
    must(response.status >= 0 && response.status <= 999, "a status has three digits");
    must(response.retry_after_s >= 0 && response.retry_after_s <= 86400, "patience is bounded");
    check_header(response.etag, sizeof(response.etag), "the ETag fits");
    check_header(response.last_modified, sizeof(response.last_modified), "the time fits");
    check_header(response.content_type, sizeof(response.content_type), "the type fits");
    if (ok)
        check_response(&request, &response);
    buffer_release(&response.body);
    return 0;
}
