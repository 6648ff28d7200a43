/* policy/word_table.h: an office's own words. */
#include "model/document.h"
#include "policy/word_table.h"
#include "unit/test.h"

static void knows_types(void **state)
{
    (void)state;
    CLEANUP(word_table_free) struct word_table *t = type_table_new();
    static const struct {
        const char *word;
        int type;
    } cases[] = {
        { "KTP", DOCUMENT_KTP_EL },           { "e-KTP", DOCUMENT_KTP_EL },
        { "KTP-el", DOCUMENT_KTP_EL },        { "KTP Elektronik", DOCUMENT_KTP_EL },
        { "cetak KTP", DOCUMENT_KTP_EL },     { "Akte Lahir", DOCUMENT_AKTA_LAHIR },
        { "Pindah Keluar", DOCUMENT_SKPWNI },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        int type = word_table_find(t, cases[i].word);
        if (type != cases[i].type)
            fail_msg("'%s' is %d", cases[i].word, type);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(knows_types),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
