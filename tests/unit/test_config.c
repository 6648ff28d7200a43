/* The configuration: what is read and printed. */
#include "unit/test.h"

#include "base/file.h"
#include "config/config.h"
#include "config/options.h"

static bool read_text(struct config *c, const char *text, struct error *err)
{
    return config_read_text(c, text, strlen(text), "b.ini", err);
}

static void every_default_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        struct config *c = config_new();
        struct error err;
        if (!option_set(c, &options[i], options[i].def, &err))
            fail_msg("%s.%s: %s", options[i].section, options[i].key, err.text);
        config_free(c);
    }
}

static void settings_are_read(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    struct error err;
    assert_true(read_text(c,
                          "\xEF\xBB\xBF[screen]\n"
                          "office = Dinas Dukcapil Kota Bandung ; a comment\n"
                          "time_zone = WITA\n"
                          "rotate=270\n"
                          "[list]\n"
                          "max_cycle = 4min\n"
                          "[notices]\n"
                          "text = Satu\n"
                          "    dua; tiga\n"
                          "\ttiga",
                          &err));
    assert_string_equal(c->screen.office, "Dinas Dukcapil Kota Bandung");
    assert_int_equal(c->screen.time_zone, 8 * 3600);
    assert_int_equal(c->screen.rotate, 270);
    assert_int_equal(c->list.max_cycle, 240);
    assert_string_equal(c->notices.text, "Satu dua; tiga tiga");
}

static void what_is_printed_reads_back_equal(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    CLEANUP_BUFFER struct buffer set = BUFFER_INIT(0), first = BUFFER_INIT(0),
                                 again = BUFFER_INIT(0);
    struct error err;
    buffer_addf(&set, "notices.text=[a] = b; #c ");
    for (int i = 0; i < 150; i++)
        buffer_addf(&set, "%s kata%d ", i % 7 ? "é" : "#;", i);
    buffer_addf(&set, "end");
    /* Two blanks, words that begin as comments do, and more than ten lines' length. */
    assert_true(config_set(c, "screen.office=Dinas  Dukcapil; Kota", &err));
    assert_true(config_set(c, "list.withdraw_after=36h", &err));
    if (!config_set(c, set.data, &err))
        fail_msg("%s", err.text);
    config_print(c, &first);
    CLEANUP(config_free) struct config *back = config_new();
    if (!config_read_text(back, first.data, first.len, "printed", &err))
        fail_msg("%s", err.text);
    config_print(back, &again);
    assert_string_equal(first.data, again.data);
    assert_string_equal(back->screen.office, "Dinas  Dukcapil; Kota");
    assert_string_equal(back->notices.text, c->notices.text);
    assert_true(strlen(back->notices.text) > 1500);
}

static void a_long_value_is_printed_in_several_lines(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new(), *back = config_new();
    CLEANUP_BUFFER struct buffer set = BUFFER_INIT(0), printed = BUFFER_INIT(0);
    struct error err;
    buffer_addf(&set, "notices.text=");
    for (int i = 0; i < 200; i++)
        buffer_addf(&set, "%s%s", i ? " " : "", i % 5 ? "perkataan" : "#nomor");
    assert_true(config_set(c, set.data, &err));
    config_print(c, &printed);
    assert_true(config_read_text(back, printed.data, printed.len, "printed", &err));
    assert_string_equal(back->notices.text, c->notices.text);
}

static void the_sample_is_what_print_config_prints(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    CLEANUP_BUFFER struct buffer printed = BUFFER_INIT(0), sample = BUFFER_INIT(1 << 20);
    struct error err;
    config_print(c, &printed);
    assert_true(file_read("config/siapambil.ini", &sample, &err));
    if (strcmp(printed.data, sample.data) != 0)
        fail_msg("renew it: build/siapambil --print-config >config/siapambil.ini");
}

static void help_names_every_option(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer help = BUFFER_INIT(0);
    config_help(&help);
    for (size_t i = 0; i < option_count; i++) {
        CLEANUP_FREE char *name =
            xasprintf("  %s%s.%s=", options[i].section,
                      part_is_named_only(options[i].section) ? ".ID" : "", options[i].key);
        assert_non_null(strstr(help.data, name));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_is_allowed),
        cmocka_unit_test(settings_are_read),
        cmocka_unit_test(what_is_printed_reads_back_equal),
        cmocka_unit_test(a_long_value_is_printed_in_several_lines),
        cmocka_unit_test(the_sample_is_what_print_config_prints),
        cmocka_unit_test(help_names_every_option),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
