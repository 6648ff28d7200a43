/* fleet/print.h: each output escapes for itself, and does not lean on what ids may hold. */
#include "base/hash.h"
#include "fleet/print.h"
#include "unit/test.h"

#define T INT64_C(1795426800)

/* A roll whose one screen has the id that no log can bring in. */
static struct muster *hostile(struct roll *r)
{
    static const char line[] = "{\"time\":1795426800,\"status\":304,\"screen\":\"id=\\\"x\\\", "
                               "v=\\\"1\\\"\"}";
    static const struct muster_options options = { .now_s = T, .silent_s = 900, .old_s = 900 };
    CLEANUP_BUFFER struct buffer held = BUFFER_INIT(LINE_MAX_BYTES);
    roll_take(r, line, strlen(line), &held);
    assert_int_equal(r->count, 1);
    snprintf(r->screens[0].said.id, sizeof(r->screens[0].said.id), "%s", "a\"b\\c\nd<e>&'f");
    return muster_new(r, &options);
}

static void check(void (*print)(const struct muster *m, struct buffer *out), const char *wanted)
{
    CLEANUP(roll_free) struct roll *r = roll_new(T + 60);
    CLEANUP(muster_free) struct muster *m = hostile(r);
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    print(m, &out);
    if (!strstr(buffer_text(&out), wanted))
        fail_msg("no %s in\n%s", wanted, buffer_text(&out));
}

static void metrics_escape_labels(void **state)
{
    (void)state;
    check(print_metrics,
          "siapambil_screen_seen_recently{screen=\"a\\\"b\\\\c\\nd<e>&'f\",region=\"\","
          "place=\"\"} 1\n");
    check(print_metrics, "place=\"\",version=\"1\"} 1\n");
}

static void the_page_escapes_text(void **state)
{
    (void)state;
    check(print_page, "<th scope=\"row\">a&quot;b\\c\nd&lt;e&gt;&amp;&#39;f</th>");
}

static void json_escapes_strings(void **state)
{
    (void)state;
    check(print_json, "{\"screen\":\"a\\\"b\\\\c\\u000ad<e>&'f\",");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(metrics_escape_labels),
        cmocka_unit_test(the_page_escapes_text),
        cmocka_unit_test(json_escapes_strings),
    };
    hash_init();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
