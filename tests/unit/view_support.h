/* Boards for tests: fixed-width text, lists made from one line a row, time that is passed in. */
#pragma once

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
/* cmocka wants the three above first. */
#include <cmocka.h>

#include "base/file.h"
#include "base/hash.h"
#include "base/text.h"
#include "model/snapshot.h"
#include "view/board.h"

/* 2026-11-23T09:41:00+07:00, a Monday. */
#define MONDAY_0941 INT64_C(1795401660)
#define WIB         (7 * 3600)

/* Every character is 6/10 of the size wide, but for the digit 1, which is narrow as in most
 * fonts: so lengths that follow from a time do not stay the same by chance. */
static int fixed_width(void *ctx, enum face face, int size, const char *text, size_t len)
{
    (void)ctx, (void)face;
    int tenths = 0;
    for (size_t i = 0; i < len; i++)
        tenths += text[i] == '1' ? 4 : ((unsigned char)text[i] & 0xC0) != 0x80 ? 6 : 0;
    return tenths * size / 10;
}

static int fixed_ascent(void *ctx, enum face face, int size)
{
    (void)ctx, (void)face;
    return size * 97 / 100;
}

static int fixed_descent(void *ctx, enum face face, int size)
{
    (void)ctx, (void)face;
    return size * 24 / 100;
}

static int fixed_cap_height(void *ctx, enum face face, int size)
{
    (void)ctx, (void)face;
    return size * 73 / 100;
}

static const struct metrics fixed_metrics = { fixed_width, fixed_ascent, fixed_descent,
                                              fixed_cap_height, NULL };

static inline struct words *load_words(const char *language)
{
    char path[64];
    snprintf(path, sizeof(path), "assets/lang/%s.ini", language);
    struct error err;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 20);
    if (!file_read(path, &text, &err))
        fail_msg("%s", err.text);
    struct words *words = words_parse(buffer_text(&text), text.len, path, &err);
    if (!words)
        fail_msg("%s", err.text);
    return words;
}

/* Places "a", "b", "c", with that counter each; a row for each id given: "a:3" is row 3 of place
 * a, and is called "NAMA 00003"; "a:3=95" is the same row, called "NAMA 00095". */
static inline struct snapshot *make_list_at(const char *counter, const char *const *ids, int count)
{
    struct snapshot_builder *b = snapshot_builder_new();
    for (char place = 'a'; place <= 'c'; place++) {
        char id[] = { place, '\0' }, name[16];
        snprintf(name, sizeof(name), "Tempat %c", place - 'a' + 'A');
        struct location l = { .id = snapshot_builder_text(b, id),
                              .name = snapshot_builder_text(b, name),
                              .counter = snapshot_builder_text(b, counter) };
        snapshot_builder_location(b, &l);
    }
    for (int i = 0; i < count; i++) {
        char name[32], id[32];
        const char *renamed = strchr(ids[i], '=');
        snprintf(name, sizeof(name), "NAMA %05d",
                 (int)strtol(renamed ? renamed + 1 : ids[i] + 2, NULL, 10));
        snprintf(id, sizeof(id), "%.*s", (int)strcspn(ids[i], "="), ids[i]);
        struct document d = {
            .id = snapshot_builder_text(b, id),
            .name = snapshot_builder_text(b, name),
            .number = snapshot_builder_text(b, "4821"),
            .done = clock_day(MONDAY_0941, WIB),
            .location = (uint16_t)(ids[i][0] - 'a'),
            .type = DOCUMENT_KK,
        };
        snapshot_builder_document(b, &d);
    }
    snapshot_builder_head(b)->expires = INT64_MAX;
    struct snapshot *s = snapshot_builder_finish(b);
    snapshot_builder_free(b);
    return s;
}

static inline struct snapshot *make_list(const char *const *ids, int count)
{
    return make_list_at("", ids, count);
}

/* Rows `from` to `to` of place a. */
static inline struct snapshot *make_rows(int from, int to)
{
    int count = to - from + 1;
    char **ids = xmalloc((size_t)MAX(count, 1) * sizeof(*ids));
    for (int i = 0; i < count; i++)
        ids[i] = xasprintf("a:%d", from + i);
    struct snapshot *s = make_list((const char *const *)ids, count);
    for (int i = 0; i < count; i++)
        free(ids[i]);
    free(ids);
    return s;
}

static inline struct board_options default_options(const struct words *words, int width, int height)
{
    return (struct board_options){
        .width = width,
        .height = height,
        .rate_hz = 60,
        .metrics = &fixed_metrics,
        .palette = &palette_dark,
        .words = words,
        .utc_offset_s = WIB,
        .title = "",
        .office = "Dinas Dukcapil Kota Bandung",
        .name = "Layar MPP Lantai 1",
        .link = "",
        .notice = "",
        .places = "",
        .position = "",
        .motion = MOTION_SCROLL,
        .announcement = "",
        .notice_speed = 6,
        .min_dwell_s = 8,
        .max_cycle_s = 300,
        .new_for_s = 3600,
        .old_after_s = 900,
        .withdraw_after_s = 259200,
        .started_s = MONDAY_0941,
    };
}

static inline struct board_time fresh_time(int64_t now_s)
{
    return (struct board_time){ .now_s = now_s, .clock_trusted = true, .checked_s = now_s };
}

/* The item of this role in the frame's picture number `n` of that band; NULL: none. */
static inline const struct item *find_item(const struct frame *f, enum band_id id, int n,
                                           const char *role)
{
    for (int i = 0; i < f->band_count; i++) {
        const struct band *band = &f->bands[i];
        if (band->id != id || n >= band->count)
            continue;
        const struct picture *p = f->sprites[band->first + n].picture;
        for (int k = 0; k < p->count; k++) {
            if (strcmp(p->items[k].role, role) == 0 && p->items[k].text)
                return &p->items[k];
        }
    }
    return NULL;
}
