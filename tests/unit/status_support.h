/* A board that has everything to tell, for tests of src/status. */
#pragma once

#include "unit/test.h"

#include "base/file.h"
#include "base/hash.h"
#include "status/texts.h"

#define NOW INT64_C(1795401660) /* 2026-11-23T09:41:00+07:00 */

static inline struct texts *load_texts(const char *language)
{
    struct error err = { "" };
    CLEANUP_FREE char *path = xasprintf("assets/lang/%s.ini", language);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1u << 20);
    assert_true(file_read(path, &text, &err));
    struct texts *texts = texts_parse(buffer_text(&text), text.len, path, &err);
    if (!texts)
        fail_msg("%s", err.text);
    return texts;
}

#define SAY(field, text) snprintf((field), sizeof(field), "%s", (text))

/* All is well with it. The caller frees it. */
static inline struct status_whole *make_status(void)
{
    struct status_whole *s = xcalloc(1, sizeof(*s));
    struct status_facts *f = &s->facts;
    SAY(f->id, "bdg-mpp-1");
    SAY(f->version, "0.1.0");
    SAY(f->office, "Dinas Dukcapil Kota Bandung");
    f->wall_s = NOW;
    f->boot_s = 90000;
    f->started_boot_s = 90000 - 7300;
    f->utc_offset_s = 7 * 3600;
    f->clock_trusted = true;
    f->list = (struct status_list){ .age = STATUS_FRESH,
                                    .documents = 1842,
                                    .places = 3,
                                    .serial = 20261123094000,
                                    .region = "32.73",
                                    .issued_wall_s = NOW - 60,
                                    .expires_wall_s = NOW + 86400,
                                    .checked_wall_s = NOW - 35,
                                    .age_s = 35 };
    f->screen_count = 2;
    f->screens[0] = (struct status_screen){ .name = "lobby",
                                            .title = "Lobi",
                                            .display = "HDMI-1",
                                            .driver = "cpu (x11), 1920x1080 at 60 Hz",
                                            .scene = STATUS_MOVING,
                                            .width = 1920,
                                            .height = 1080,
                                            .rate_hz = 60,
                                            .refresh_hz = 60,
                                            .frames = 400000,
                                            .late = 2,
                                            .recent = 200000,
                                            .recent_late = 1,
                                            .longest_us = 33400,
                                            .usual_us = 16800,
                                            .points = 3,
                                            .points_us = { 16700, 16900, 33400 },
                                            .plan = { .known = true,
                                                      .rows = 1842,
                                                      .columns = 2,
                                                      .row_px = 104,
                                                      .dwell_ms = 9133,
                                                      .cycle_s = 299,
                                                      .since = INT32_MIN } };
    f->screens[1] = (struct status_screen){ .name = "loket",
                                            .scene = STATUS_STILL,
                                            .width = 1080,
                                            .height = 1920,
                                            .rate_hz = 60,
                                            .refresh_hz = 60,
                                            .plan = { .known = true,
                                                      .still = true,
                                                      .rows = 9,
                                                      .columns = 1,
                                                      .row_px = 120,
                                                      .since = 20777 } };
    s->sources.count = 1;
    struct status_source *source = &s->sources.all[0];
    *source = (struct status_source){ .url = "https://dukcapil.example.go.id/v1/32.73/feed.json",
                                      .rows = 1850,
                                      .shown = 1842,
                                      .reason_count = 1,
                                      .reasons = { { "hidden", 8, true } },
                                      .answered_boot_s = 90000 - 35,
                                      .next_boot_s = 90000 + 25,
                                      .outcomes = { 3, 117, 0, 1 },
                                      .received = 812345,
                                      .pull_count = 2 };
    source->pulls[0] = (struct status_pull){
        .wall_s = NOW - 35, .outcome = STATUS_UNCHANGED, .took_ms = 31, .answer = 304, .received = 0
    };
    source->pulls[1] = (struct status_pull){ .wall_s = NOW - 95,
                                             .outcome = STATUS_FAILED,
                                             .took_ms = 10012,
                                             .sentence = "https://dukcapil.example.go.id/: …" };
    s->machine = (struct status_machine){ .sensor_count = 1,
                                          .sensors = { { "cpu-thermal", 61200 } },
                                          .memory_bytes = 1 << 30,
                                          .memory_free_bytes = 700 << 20,
                                          .disk_bytes = INT64_C(32) << 30,
                                          .disk_free_bytes = INT64_C(20) << 30,
                                          .load_milli = { 420, 390, 350 },
                                          .processors = 4,
                                          .up_s = 90000,
                                          .undervoltage_now = 0,
                                          .undervoltage_seen = 0,
                                          .throttled_now = STATUS_UNKNOWN,
                                          .throttled_seen = STATUS_UNKNOWN,
                                          .own_bytes = 34 << 20,
                                          .own_cpu_ms = 123450,
                                          .own_files = 14,
                                          .own_threads = 3 };
    return s;
}
