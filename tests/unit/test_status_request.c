/* status/request.h: who is answered what. */
#include "unit/status_support.h"

#include "status/request.h"

#define TOKEN  "0123456789abcdef"
#define BASIC  "Basic YW55Ym9keTowMTIzNDU2Nzg5YWJjZGVm" /* anybody:0123456789abcdef */
#define NOBODY "Basic OjAxMjM0NTY3ODlhYmNkZWY="         /* :0123456789abcdef */

static void requests_are_judged(void **state)
{
    (void)state;
    static const struct {
        const char *what;
        struct status_request request;
        const char *token;
        int code;
        enum status_route route;
    } cases[] = {
        { "the page", { "GET", "/", NULL, "127.0.0.1:8629", NULL }, "", 200, ROUTE_PAGE },
        { "JSON", { "GET", "/status.json", NULL, "localhost", NULL }, "", 200, ROUTE_JSON },
        { "metrics", { "GET", "/metrics", NULL, "[::1]:8629", NULL }, "", 200, ROUTE_METRICS },
        { "a picture",
          { "GET", "/screen.png", NULL, "LOCALHOST:1", NULL },
          "",
          200,
          ROUTE_PICTURE },
        { "health", { "HEAD", "/healthz", NULL, "[::1]", NULL }, "", 200, ROUTE_HEALTH },
        { "what is not there", { "GET", "/x", NULL, "127.0.0.1", NULL }, "", 404, ROUTES },
        { "a folder", { "GET", "/metrics/", NULL, "127.0.0.1", NULL }, "", 404, ROUTES },
        { "no path", { "GET", "", NULL, "127.0.0.1", NULL }, "", 404, ROUTES },
        { "a way up", { "GET", "/../etc/passwd", NULL, "127.0.0.1", NULL }, "", 404, ROUTES },
        { "POST", { "POST", "/", NULL, "127.0.0.1", NULL }, "", 405, ROUTE_PAGE },
        { "a method in lower case", { "get", "/", NULL, "127.0.0.1", NULL }, "", 405, ROUTE_PAGE },
        /* A browser that was led here by a name that somebody else gives out. */
        { "a name", { "GET", "/", NULL, "board.example.com", NULL }, "", 403, 0 },
        { "a name that begins as an address",
          { "GET", "/", NULL, "127.0.0.1.example.com:8629", NULL },
          "",
          403,
          0 },
        { "localhost of somebody", { "GET", "/", NULL, "localhost.evil", NULL }, "", 403, 0 },
        { "no host", { "GET", "/", NULL, NULL, NULL }, "", 403, 0 },
        { "an empty host", { "GET", "/", NULL, "", NULL }, "", 403, 0 },
        { "a bracket without end", { "GET", "/", NULL, "[::1", NULL }, "", 403, 0 },
        /* With a token the name does not matter. */
        { "no token", { "GET", "/", NULL, "127.0.0.1", NULL }, TOKEN, 401, 0 },
        { "a bearer", { "GET", "/", NULL, "board.example", "Bearer " TOKEN }, TOKEN, 200, 0 },
        { "a bearer, written otherwise",
          { "GET", "/", NULL, "board.example", "bearer   " TOKEN },
          TOKEN,
          200,
          0 },
        { "a wrong bearer", { "GET", "/", NULL, "b", "Bearer 0123456789abcdeF" }, TOKEN, 401, 0 },
        { "a beginning of it", { "GET", "/", NULL, "b", "Bearer 0123456789abcde" }, TOKEN, 401, 0 },
        { "more than it", { "GET", "/", NULL, "b", "Bearer " TOKEN "0" }, TOKEN, 401, 0 },
        { "nothing", { "GET", "/", NULL, "b", "Bearer " }, TOKEN, 401, 0 },
        { "a browser", { "GET", "/metrics", NULL, "b", BASIC }, TOKEN, 200, ROUTE_METRICS },
        { "a browser of nobody", { "GET", "/", NULL, "b", NOBODY }, TOKEN, 200, 0 },
        { "no base64", { "GET", "/", NULL, "b", "Basic !!!!" }, TOKEN, 401, 0 },
        { "base64 without a colon",
          { "GET", "/", NULL, "b", "Basic MDEyMzQ1Njc4OWFiY2RlZg==" },
          TOKEN,
          401,
          0 },
        { "another scheme", { "GET", "/", NULL, "b", "Digest " TOKEN }, TOKEN, 401, 0 },
        { "the token alone", { "GET", "/", NULL, "b", TOKEN }, TOKEN, 401, 0 },
        { "what is not there, without a token", { "GET", "/x", NULL, "b", NULL }, TOKEN, 401, 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct status_verdict v = status_judge_request(&cases[i].request, cases[i].token);
        if (v.code != cases[i].code || (v.code == 200 && v.route != cases[i].route))
            fail_msg("%s: %d", cases[i].what, v.code);
        assert_int_equal(v.code == 200, !*v.sentence);
        assert_null(strstr(v.sentence, TOKEN));
    }
}

/* What is decoded has its bound, too. */
static void a_password_of_any_length_is_only_wrong(void **state)
{
    (void)state;
    static char text[8192] = "Basic ";
    memset(text + 6, 'Q', sizeof(text) - 7);
    struct status_request request = { "GET", "/", NULL, "b", text };
    assert_int_equal(status_judge_request(&request, TOKEN).code, 401);
}

static void tokens_are_one_line_of_some_length(void **state)
{
    (void)state;
    static const struct {
        const char *text, *error;
    } cases[] = {
        { TOKEN "\n", NULL },
        { TOKEN " \r\n\n", NULL },
        { "", "the token in it has 0 characters; allowed: 16 to 256" },
        { "secret\n", "the token in it has 6 characters; allowed: 16 to 256" },
        { TOKEN "\n" TOKEN, "it holds blanks or other characters" },
        { TOKEN "\xC3\xA9", "it holds blanks or other characters" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct error err = { "" };
        CLEANUP_BUFFER struct buffer text = BUFFER_SECRET(4096);
        buffer_append(&text, cases[i].text, strlen(cases[i].text));
        assert_int_equal(status_check_token(&text, &err), !cases[i].error);
        if (cases[i].error)
            assert_memory_equal(err.text, cases[i].error, strlen(cases[i].error));
        else
            assert_string_equal(buffer_text(&text), TOKEN);
    }
}

static int load(void **state)
{
    (void)state;
    hash_init();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(requests_are_judged),
        cmocka_unit_test(a_password_of_any_length_is_only_wrong),
        cmocka_unit_test(tokens_are_one_line_of_some_length),
    };
    return cmocka_run_group_tests(tests, load, NULL);
}
