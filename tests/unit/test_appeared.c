/* What the log is told of displays that come and go. */
#include "unit/heard.h"

#include "app/appeared.h"

#define FULL "cpu (x11), 1920x1080 at 60 Hz"

static const char *told_of(struct appeared *told, const char *display, const char *description,
                           int64_t boot_s)
{
    listen_to_log();
    appeared_tell(told, display, description, boot_s);
    return heard();
}

static void a_display_that_comes_and_goes_is_told_once_in_ten_minutes(void **state)
{
    (void)state;
    struct appeared told = { 0 };
    assert_string_equal(told_of(&told, "HDMI-1", FULL, 1000), "<6>HDMI-1: " FULL "\n");
    for (int i = 1; i < 60; i++)
        assert_string_equal(told_of(&told, "HDMI-1", FULL, 1000 + i * 10), "");
    assert_string_equal(told_of(&told, "HDMI-1", FULL, 1600),
                        "<6>HDMI-1: " FULL " (60 times since it was last told)\n");
}

static void another_mode_or_display_is_told_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *display, *description, *line;
    } others[] = {
        { "HDMI-1", "cpu (x11), 1280x720 at 60 Hz", "<6>HDMI-1: cpu (x11), 1280x720 at 60 Hz\n" },
        { "HDMI-1", "cpu (x11), 1920x1080 at 50 Hz", "<6>HDMI-1: cpu (x11), 1920x1080 at 50 Hz\n" },
        { "HDMI-2", FULL, "<6>HDMI-2: " FULL "\n" },
    };
    struct appeared told = { 0 };
    told_of(&told, "HDMI-1", FULL, 1000);
    for (size_t i = 0; i < COUNT(others); i++)
        assert_string_equal(told_of(&told, others[i].display, others[i].description, 1001),
                            others[i].line);
}

static void what_the_log_knows_from_elsewhere_is_not_told_again(void **state)
{
    (void)state;
    struct appeared told = { 0 };
    listen_to_log();
    appeared_was_told(&told, "HDMI-1", FULL, 1000);
    assert_string_equal(heard(), "");
    assert_string_equal(told_of(&told, "HDMI-1", FULL, 1001), "");
    assert_string_equal(told_of(&told, "HDMI-1", "cpu (x11), 1280x720 at 60 Hz", 1002),
                        "<6>HDMI-1: cpu (x11), 1280x720 at 60 Hz\n");
}

static const char *heard_at_a_look(struct appeared *told, const char *description, int64_t boot_s)
{
    listen_to_log();
    appeared_look(told, "HDMI-1", description, boot_s);
    return heard();
}

static void a_mode_that_is_there_again_is_the_last_word_after_ten_minutes(void **state)
{
    (void)state;
    static const char other[] = "cpu (x11), 1280x720 at 60 Hz";
    struct appeared told = { 0 };
    told_of(&told, "HDMI-1", FULL, 1000);
    told_of(&told, "HDMI-1", other, 1100);
    assert_string_equal(told_of(&told, "HDMI-1", FULL, 1200), "");
    assert_string_equal(heard_at_a_look(&told, FULL, 1699), "");
    assert_string_equal(heard_at_a_look(&told, FULL, 1700), "<6>HDMI-1: " FULL "\n");
    assert_string_equal(heard_at_a_look(&told, FULL, 2300), "");
}

static void a_last_word_that_is_right_again_by_itself_stays(void **state)
{
    (void)state;
    static const char other[] = "cpu (x11), 1280x720 at 60 Hz";
    struct appeared told = { 0 };
    told_of(&told, "HDMI-1", FULL, 1000);
    told_of(&told, "HDMI-1", other, 1100);
    told_of(&told, "HDMI-1", FULL, 1200);
    told_of(&told, "HDMI-1", other, 1300);
    assert_string_equal(heard_at_a_look(&told, other, 1800), "");
    appeared_was_told(&told, "HDMI-1", FULL, 1900);
    assert_string_equal(heard_at_a_look(&told, FULL, 2600), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_display_that_comes_and_goes_is_told_once_in_ten_minutes),
        cmocka_unit_test(another_mode_or_display_is_told_at_once),
        cmocka_unit_test(what_the_log_knows_from_elsewhere_is_not_told_again),
        cmocka_unit_test(a_mode_that_is_there_again_is_the_last_word_after_ten_minutes),
        cmocka_unit_test(a_last_word_that_is_right_again_by_itself_stays),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
