#include "unit/test.h"

#include "setup/rules.h"
#include "setup/warnings.h"
#include "base/hash.h"
#include "feed/feed.h"

static struct config *config_of(const char *text)
{
    struct error err = { "" };
    struct config *c = config_new();
    if (!config_read_text(c, text, strlen(text), "b.ini", &err))
        fail_msg("%s", err.text);
    return c;
}

static struct privacy rules_of(const char *text)
{
    CLEANUP(config_free) struct config *c = config_of(text);
    struct privacy rules;
    struct error err = { "" };
    if (!rules_make(c, &rules, &err))
        fail_msg("%s", err.text);
    return rules;
}

static void without_a_word_the_rules_are_the_usual_ones(void **state)
{
    (void)state;
    struct privacy usual, rules = rules_of("");
    privacy_init(&usual);
    assert_memory_equal(rules.names, usual.names, sizeof(usual.names));
    assert_memory_equal(rules.general, usual.general, sizeof(usual.general));
}

static void names_are_for_all_but_stricter_types(void **state)
{
    (void)state;
    struct privacy full = rules_of("[privacy]\nnames = full\n");
    assert_int_equal(full.names[DOCUMENT_KK], PRIVACY_FULL);
    assert_int_equal(full.names[DOCUMENT_KIA], PRIVACY_INITIALS);
    assert_int_equal(full.names[DOCUMENT_AKTA_LAHIR], PRIVACY_INITIALS);
    assert_int_equal(full.names[DOCUMENT_AKTA_CERAI], PRIVACY_NUMBER);
    assert_int_equal(full.names[DOCUMENT_AKTA_SIPIL], PRIVACY_NUMBER);
    struct privacy number = rules_of("[privacy]\nnames = number\n");
    for (int i = 0; i < DOCUMENT_TYPES; i++)
        assert_int_equal(number.names[i], PRIVACY_NUMBER);
}

static void a_type_is_loosened_by_its_own_key_only(void **state)
{
    (void)state;
    struct privacy rules = rules_of("[privacy]\nnames = initials\nkia = full\nkk = partial\n");
    assert_int_equal(rules.names[DOCUMENT_KIA], PRIVACY_FULL);
    assert_int_equal(rules.names[DOCUMENT_KK], PRIVACY_PARTIAL);
    assert_int_equal(rules.names[DOCUMENT_KTP_EL], PRIVACY_INITIALS);
    assert_int_equal(rules.names[DOCUMENT_AKTA_ANAK], PRIVACY_NUMBER);
}

static void the_general_label_is_for_the_types_that_are_named(void **state)
{
    (void)state;
    struct privacy rules = rules_of("[privacy]\ngeneral_label = akta-mati,akta-cerai\n");
    assert_true(rules.general[DOCUMENT_AKTA_MATI] && rules.general[DOCUMENT_AKTA_CERAI]);
    assert_false(rules.general[DOCUMENT_AKTA_ANAK]);
    /* What is kept of akta-mati, by its own rule, passes the stage again. */
    assert_int_equal(rules.names[DOCUMENT_AKTA_SIPIL], PRIVACY_PARTIAL);
    struct privacy none = rules_of("[privacy]\ngeneral_label =\n");
    for (int i = 0; i < DOCUMENT_TYPES; i++)
        assert_false(none.general[i]);
    assert_int_equal(none.names[DOCUMENT_AKTA_SIPIL], PRIVACY_NUMBER);
}

static void a_type_that_is_none_is_named(void **state)
{
    (void)state;
    CLEANUP(config_free)
    struct config *c = config_of("[privacy]\n\ngeneral_label = akta-cerai, akta-pisah\n");
    struct privacy rules;
    struct error err = { "" };
    assert_false(rules_make(c, &rules, &err));
    assert_non_null(strstr(err.text,
                           "b.ini:3: [privacy] general_label = akta-cerai, akta-pisah: "
                           "'akta-pisah' is no type; allowed, parted by commas: ktp-el,"));
}

static void every_type_has_a_key(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    char key[RULES_KEY_SIZE];
    for (int i = 0; i < DOCUMENT_TYPES; i++)
        assert_int_equal(config_names(c, rules_key((enum document_type)i, key)),
                         CONFIG_NAMES_UNSET);
}

static void what_is_looser_than_usual_is_warned_of(void **state)
{
    (void)state;
    static const struct {
        const char *what, *text, *warning; /* NULL: none */
    } cases[] = {
        { "the defaults", "", NULL },
        { "stricter", "[privacy]\nnames = number\nkk = number\nkia = number\n", NULL },
        { "as it is", "[privacy]\nkia = initials\nkk = partial\n", NULL },
        { "an office's own choice", "[privacy]\nnames = number\nkk = partial\n", NULL },
        { "whole names", "[privacy]\nnames = full\n",
          "b.ini:2: [privacy] names = full: names stand whole on the screen; the default is "
          "partial\n" },
        { "whole names of one type", "[privacy]\nkk = full\n",
          "b.ini:2: [privacy] kk = full: looser than the rule for kk, which is partial: names "
          "stand whole on the screen\n" },
        { "a child's", "[privacy]\nkia = partial\n",
          "b.ini:2: [privacy] kia = partial: looser than the rule for kia, which is initials: the "
          "first word of a name stands whole on the screen\n" },
        { "a divorce's", "[privacy]\nakta_cerai = initials\n",
          "b.ini:2: [privacy] akta_cerai = initials: looser than the rule for akta-cerai, which is "
          "number: the first letters of names stand on the screen\n" },
        { "no general label", "[privacy]\ngeneral_label = akta-anak\n",
          "b.ini:2: [privacy] general_label = akta-anak: without akta-cerai, everybody sees what "
          "happened in that family\n" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(config_free) struct config *c = config_of(cases[i].text);
        CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
        warnings_add(c, &out);
        if (strcmp(buffer_text(&out), cases[i].warning ? cases[i].warning : "") != 0)
            fail_msg("%s: %s", cases[i].what, buffer_text(&out));
    }
}

/* SIGHUP: what stands on the screen is read again by the new rules. */
static void a_list_is_read_again_by_stricter_rules(void **state)
{
    (void)state;
    static const uint8_t key[HASH_KEY_SIZE] = { 1 };
    static const char feed[] =
        "{\"feed\":\"siapambil/1\",\"serial\":1,\"issued\":\"2026-11-23T09:40:00+07:00\","
        "\"documents\":["
        "{\"id\":\"a\",\"type\":\"kk\",\"name\":\"BUDI SANTOSO\",\"number\":\"1\",\"state\":"
        "\"download\"},"
        "{\"id\":\"b\",\"type\":\"akta-mati\",\"name\":\"ALI\",\"state\":\"download\"},"
        "{\"id\":\"c\",\"type\":\"other\",\"label\":\"Surat\",\"name\":\"C D\",\"number\":\"2\","
        "\"state\":\"download\"}]}";
    struct privacy before = rules_of("[privacy]\nnames = full\n");
    struct privacy after = rules_of("[privacy]\nakta_mati = number\nother = initials\n");
    before.id_key = key;
    CLEANUP(snapshot_free) struct snapshot *list = NULL;
    struct feed_report report;
    struct error err = { "" };
    assert_true(feed_parse(feed, strlen(feed), &(struct feed_options){ .privacy = &before }, &list,
                           &report, &err));
    assert_int_equal(list->document_count, 3);
    CLEANUP(snapshot_free) struct snapshot *again = rules_apply(&after, list);
    assert_int_equal(again->document_count, 2);
    assert_string_equal(snapshot_text(again, again->documents[0].name), "BUDI S••••••");
    assert_string_equal(snapshot_text(again, again->documents[1].name), "C. D.");
    assert_string_equal(snapshot_text(again, again->documents[1].label), "Surat");
    assert_null(memmem(again->text, again->text_size, "SANTOSO", strlen("SANTOSO")));
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(without_a_word_the_rules_are_the_usual_ones),
        cmocka_unit_test(names_are_for_all_but_stricter_types),
        cmocka_unit_test(a_type_is_loosened_by_its_own_key_only),
        cmocka_unit_test(the_general_label_is_for_the_types_that_are_named),
        cmocka_unit_test(a_type_that_is_none_is_named),
        cmocka_unit_test(every_type_has_a_key),
        cmocka_unit_test(what_is_looser_than_usual_is_warned_of),
        cmocka_unit_test(a_list_is_read_again_by_stricter_rules),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
