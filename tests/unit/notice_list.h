/* Lists with notices, for tests. */
#pragma once

#include "unit/view_support.h"

/* A list of `rows` rows with these notices. */
static inline struct snapshot *list_with(int rows, const struct notice *notices,
                                         const char *const *texts, size_t count)
{
    struct snapshot_builder *b = snapshot_builder_new();
    struct location place = { .id = snapshot_builder_text(b, "a"),
                              .name = snapshot_builder_text(b, "Tempat A") };
    snapshot_builder_location(b, &place);
    for (int i = 0; i < rows; i++) {
        char name[32];
        snprintf(name, sizeof(name), "NAMA %05d", i);
        struct document d = { .id = snapshot_builder_text(b, name),
                              .name = snapshot_builder_text(b, name),
                              .done = DAY_UNKNOWN };
        snapshot_builder_document(b, &d);
    }
    for (size_t i = 0; i < count; i++) {
        struct notice n = notices[i];
        n.text = snapshot_builder_text(b, texts[i]);
        snapshot_builder_notice(b, &n);
    }
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

static inline struct snapshot *list_with_one(const char *text, bool high, int32_t from,
                                             int32_t until)
{
    return list_with(30, &(struct notice){ .from = from, .until = until, .high = high }, &text, 1);
}
