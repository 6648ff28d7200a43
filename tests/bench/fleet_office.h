/* An office's list, published as siapambil-publish does it: by the real tree. */
#pragma once

#include <stdio.h>
#include <time.h>

#include "bench/fleet_bytes.h"
#include "feed/feed.h"
#include "publish/tree.h"

#define OFFICE_REGION "32.73"
#define OFFICE_PLACES 300

struct fleet_office {
    struct tree *tree;
    unsigned everywhere, first; /* revisions: of all feeds, and of that of the first place */
};

static inline void office_must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

/* "kec-007" */
static inline void office_place(uint32_t place, char ret[16])
{
    snprintf(ret, 16, "kec-%03u", place % 1000);
}

/* FEED_ROWS rows a place; of each the first has the revision as its number. */
static inline struct snapshot *office_list(const struct fleet_office *o)
{
    static const char *const names[] = { "BUDI S••••••", "SITI A•••••",  "I G•••• A•• N•••••",
                                         "MADE A•••",    "DEWI L••••••", "AGUS P••••••" };
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    struct snapshot *head = snapshot_builder_head(b);
    head->expires = INT64_MAX;
    head->region = snapshot_builder_text(b, OFFICE_REGION);
    for (uint32_t i = 0; i < OFFICE_PLACES; i++) {
        char id[16], name[32];
        office_place(i, id);
        snprintf(name, sizeof(name), "Kecamatan %u", i);
        snapshot_builder_location(b, &(struct location){ .id = snapshot_builder_text(b, id),
                                                         .name = snapshot_builder_text(b, name),
                                                         .kind = LOCATION_KECAMATAN });
    }
    /* Ids and numbers as unlike each other as real ones: they are what does not pack. */
    uint64_t chance = 1;
    for (uint32_t i = 0; i < OFFICE_PLACES * FEED_ROWS; i++) {
        char id[32], number[32];
        uint32_t place = i % OFFICE_PLACES;
        chance = chance * 6364136223846793005u + 1442695040888963407u;
        snprintf(id, sizeof(id), "%012llx", (unsigned long long)(chance >> 16));
        if (i < OFFICE_PLACES)
            snprintf(number, sizeof(number), "R%u.%u", o->everywhere, place ? 0 : o->first);
        else
            snprintf(number, sizeof(number), "%06u", (unsigned)(chance >> 40) % 1000000);
        snapshot_builder_document(
            b, &(struct document){ .id = snapshot_builder_text(b, id),
                                   .name = snapshot_builder_text(b, names[chance >> 60 & 3]),
                                   .number = snapshot_builder_text(b, number),
                                   .done = 20770 + (int32_t)(chance >> 33 & 31),
                                   .location = (uint16_t)place,
                                   .type = (uint8_t)(chance >> 50 & 3),
                                   .state = DOCUMENT_PICKUP });
    }
    return snapshot_builder_finish(b);
}

static inline void office_body(void *ctx, size_t index, struct buffer *out)
{
    feed_write_body(ctx, index ? (uint16_t)(index - 1) : FEED_ALL_PLACES, out);
}

static inline void office_publish(struct fleet_office *o, struct tree_report *ret)
{
    static struct tree_feed feeds[OFFICE_PLACES + 1];
    CLEANUP(snapshot_free) struct snapshot *list = office_list(o);
    struct error err = { "" };
    feeds[0] = (struct tree_feed){ .place = "", .documents = list->document_count };
    for (uint32_t i = 0; i < list->location_count; i++)
        feeds[i + 1] = (struct tree_feed){ .place = snapshot_text(list, list->locations[i].id),
                                           .documents = FEED_ROWS };
    const struct tree_content content = { .feeds = feeds,
                                          .count = COUNT(feeds),
                                          .body = office_body,
                                          .ctx = list,
                                          .expires = INT64_MAX,
                                          .note = "" };
    enum publish_status status = tree_publish(o->tree, &content, time(NULL), 7 * 3600, ret, &err);
    office_must(status == PUBLISH_DONE, err.text);
}

static inline void office_open(struct fleet_office *o, const char *folder)
{
    struct error err = { "" };
    *o = (struct fleet_office){ 0 };
    CLEANUP_FREE char *dir = xasprintf("%s/site", folder);
    CLEANUP_FREE char *state = xasprintf("%s/state", folder);
    const struct tree_options options = { .dir = dir,
                                          .region = OFFICE_REGION,
                                          .publisher = "Dinas Dukcapil Kota Bandung",
                                          .state_dir = state,
                                          .valid_for_s = 7 * 86400 };
    office_must(tree_open(&options, &o->tree, &err) == PUBLISH_DONE, err.text);
}
