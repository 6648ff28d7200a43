/* The pages of one pull. */
#include "unit/sources_support.h"

#define API "https://a.go.id/api"
#define PAGE(address, answer)                                                                      \
    {                                                                                              \
        .url = (address), .answers = { answer }                                                    \
    }

static void pages_are_one_list_or_none(void **state)
{
    (void)state;
    struct error err = { "" };
    CLEANUP(json_pointer_free) struct json_pointer *rows = json_pointer_new("/data", &err);
    CLEANUP(json_pointer_free) struct json_pointer *last = json_pointer_new("/meta/last", &err);
    CLEANUP(json_pointer_free) struct json_pointer *total = json_pointer_new("/meta/total", &err);
    CLEANUP(json_pointer_free) struct json_pointer *next = json_pointer_new("/next", &err);
    const struct {
        const char *name;
        struct paging paging;
        struct place places[5];
        const char *asked;    /* as in web.asked */
        const char *sentence; /* NULL: it goes well */
    } cases[] = {
        { "by page, until the last",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .last_page = last },
          { PAGE(API "?page=1", BODY("{\"data\":[1,2],\"meta\":{\"last\":2}}")),
            PAGE(API "?page=2", BODY("{\"data\":[3],\"meta\":{\"last\":\"2\"}}")) },
          "/api?page=1 /api?page=2 ",
          NULL },
        { "by page from 0, until an empty one",
          { .kind = PAGING_PAGE, .parameter = "p", .first = 0 },
          { PAGE(API "?p=0", BODY("{\"data\":[1,2]}")), PAGE(API "?p=1", BODY("{\"data\":[3]}")),
            PAGE(API "?p=2", BODY("{\"data\":[]}")) },
          "/api?p=0 /api?p=1 /api?p=2 ",
          NULL },
        { "by offset, until a page is short",
          { .kind = PAGING_OFFSET, .parameter = "offset" },
          { PAGE(API "?offset=0", BODY("{\"data\":[1,2]}")),
            PAGE(API "?offset=2", BODY("{\"data\":[3]}")) },
          "/api?offset=0 /api?offset=2 ",
          NULL },
        { "by offset, until all rows are there",
          { .kind = PAGING_OFFSET, .parameter = "skip", .total_rows = total },
          { PAGE(API "?skip=0", BODY("{\"data\":[1,2],\"meta\":{\"total\":4}}")),
            PAGE(API "?skip=2", BODY("{\"data\":[3,4],\"meta\":{\"total\":4}}")) },
          "/api?skip=0 /api?skip=2 ",
          NULL },
        { "by link, until there is none",
          { .kind = PAGING_LINK, .next_link = next },
          { PAGE(API, BODY("{\"data\":[1],\"next\":\"?cursor=x%2F1\"}")),
            PAGE(API "?cursor=x%2F1", BODY("{\"data\":[2],\"next\":null}")) },
          "/api /api?cursor=x%2F1 ",
          NULL },
        { "by offset, rows by their ids",
          { .kind = PAGING_OFFSET, .parameter = "offset" },
          { PAGE(API "?offset=0", BODY("{\"data\":{\"x\":{},\"y\":{}}}")),
            PAGE(API "?offset=2", BODY("{\"data\":{\"z\":{}}}")) },
          "/api?offset=0 /api?offset=2 ",
          NULL },
        { "a page that fails",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .last_page = last },
          { PAGE(API "?page=1", BODY("{\"data\":[1,2],\"meta\":{\"last\":2}}")),
            PAGE(API "?page=2", DOWN) },
          "/api?page=1 /api?page=2 ",
          "page 2: https://a.go.id: the server is down" },
        { "a page that is cut",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .last_page = last },
          { PAGE(API "?page=1", BODY("{\"data\":[1,2],\"meta\":{\"last\":2}}")),
            PAGE(API "?page=2", BODY("{\"data\":[3")) },
          "/api?page=1 /api?page=2 ",
          API ": page 2: it is not JSON" },
        { "a server that does not know the parameter",
          { .kind = PAGING_PAGE, .parameter = "halaman", .first = 1 },
          { PAGE(API "?halaman=1", BODY("{\"data\":[1,2]}")),
            PAGE(API "?halaman=2", BODY("{\"data\":[1,2]}")) },
          "/api?halaman=1 /api?halaman=2 ",
          "page 2 is the same as the one before" },
        { "too many pages",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .max_pages = 2 },
          { PAGE(API "?page=1", BODY("{\"data\":[1]}")),
            PAGE(API "?page=2", BODY("{\"data\":[2]}")) },
          "/api?page=1 /api?page=2 ",
          "2 pages are the most allowed" },
        { "a link to another server",
          { .kind = PAGING_LINK, .next_link = next },
          { PAGE(API, BODY("{\"data\":[1],\"next\":\"https://evil.example/\"}")) },
          "/api ",
          "leads to another server" },
        { "a name where a link should be",
          { .kind = PAGING_LINK, .next_link = next },
          { PAGE(API, BODY("{\"data\":[1],\"next\":\"H. BUDI SANTOSO\"}")) },
          "/api ",
          "page 1: it has no address at '/next' ([source] next_link)" },
        { "a number of somebody's in a link",
          { .kind = PAGING_LINK, .next_link = next },
          { PAGE(API, BODY("{\"data\":[1],\"next\":\"/api/3273010101010001\"}")) },
          "/api ",
          "it has no address at '/next'" },
        { "no number of pages where one should be",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .last_page = last },
          { PAGE(API "?page=1", BODY("{\"data\":[1,2]}")) },
          "/api?page=1 ",
          "it has no whole number at '/meta/last' ([source] last_page)" },
        { "no rows where they should be",
          { .kind = PAGING_PAGE, .parameter = "page", .first = 1 },
          { PAGE(API "?page=1", BODY("{\"rows\":[]}")) },
          "/api?page=1 ",
          "it has no '/data'; 'rows' says where the array of rows is, and there are: /rows" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct web web = { .waited_ms = 0 };
        memcpy(web.places, cases[i].places, sizeof(cases[i].places));
        struct transport transport = { web_get, web_wait, play_wake, play_wake, &web };
        struct paging paging = cases[i].paging;
        paging.max_pages = paging.max_pages ? paging.max_pages : 100;
        struct pages pages;
        err.text[0] = '\0';
        bool ok = pages_get(&transport,
                            &(struct request){ .url = API, .etag = "\"1\"", .last_modified = "" },
                            &paging, rows, FEED_MAX_BYTES, &pages, &err);
        if (ok != !cases[i].sentence || strcmp(web.asked.data, cases[i].asked) != 0)
            fail_msg("%s: %s%s", cases[i].name, web.asked.data, err.text);
        if (cases[i].sentence && !strstr(err.text, cases[i].sentence))
            fail_msg("%s: %s", cases[i].name, err.text);
        /* That a first page is as it was says nothing of the others. */
        assert_string_equal(web.places[0].sent_etag, "");
        pages_release(&pages);
        buffer_release(&web.asked);
    }
}

static void all_pages_together_keep_to_the_limit(void **state)
{
    (void)state;
    struct error err = { "" };
    struct web web = { .places = { PAGE(API "?page=1", BODY("[1,2,3,4]")),
                                   PAGE(API "?page=2", BODY("[5,6,7,8]")) } };
    struct transport transport = { web_get, web_wait, play_wake, play_wake, &web };
    struct paging paging = { .kind = PAGING_PAGE, .parameter = "page", .first = 1, .max_pages = 9 };
    struct request request = { .url = API, .etag = "", .last_modified = "" };
    struct pages pages;
    assert_false(pages_get(&transport, &request, &paging, NULL, 12, &pages, &err));
    assert_non_null(strstr(err.text, "its pages are longer"));
    pages_release(&pages);
    buffer_release(&web.asked);
}

int main(void)
{
    hash_init();
    log_set_level(LOG_LEVEL_ERROR);
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pages_are_one_list_or_none),
        cmocka_unit_test(all_pages_together_keep_to_the_limit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
