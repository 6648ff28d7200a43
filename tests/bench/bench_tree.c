/* How long it takes to publish 100,000 documents in 300 places: the first time, when nothing has
 * changed, and when one place has. Fails past what README promises. */
#include <ftw.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "feed/feed.h"
#include "publish/tree.h"

enum { DOCUMENTS = 100000, PLACES = 300, TURNS = 3 };
#define NOW INT64_C(1795488000)

static const char *const names[] = { "BUDI S••••••",
                                     "SITI A•••••",
                                     "I GUSTI A•• N•••••• P••••••",
                                     "N",
                                     "MA'RUF A•••",
                                     "ANDI M•••••• R•••• P••••••" };

static struct snapshot *make_list(unsigned changed)
{
    CLEANUP(snapshot_builder_free) struct snapshot_builder *b = snapshot_builder_new();
    struct snapshot *head = snapshot_builder_head(b);
    head->expires = INT64_MAX;
    for (unsigned i = 0; i < PLACES; i++) {
        char id[16], name[40];
        snprintf(id, sizeof(id), "32.73.%02u.%03u", i / 10, i);
        snprintf(name, sizeof(name), "Kelurahan Contoh %u", i);
        const struct location l = { .id = snapshot_builder_text(b, id),
                                    .name = snapshot_builder_text(b, name) };
        snapshot_builder_location(b, &l);
    }
    for (unsigned i = 0; i < DOCUMENTS; i++) {
        char id[24], number[24];
        /* As ids are that a NIK stood in: chance, which nothing packs. */
        snprintf(id, sizeof(id), "%016lx", (unsigned long)hash_plain(&i, sizeof(i)));
        snprintf(number, sizeof(number), "%04u", (i == changed ? i + 1 : i) * 7919 % 10000);
        const struct document d = { .id = snapshot_builder_text(b, id),
                                    .name = snapshot_builder_text(b, names[i % COUNT(names)]),
                                    .number = snapshot_builder_text(b, number),
                                    .done = 20700 + (int32_t)(i % 60),
                                    .location = (uint16_t)(i % PLACES),
                                    .type = (uint8_t)(i % 4),
                                    .state = DOCUMENT_PICKUP };
        snapshot_builder_document(b, &d);
    }
    return snapshot_builder_finish(b);
}

static void write_body(void *ctx, size_t index, struct buffer *out)
{
    feed_write_body(ctx, index ? (uint16_t)(index - 1) : FEED_ALL_PLACES, out);
}

static void must_be(bool ok, const char *why)
{
    if (!ok) {
        fprintf(stderr, "bench_tree: %s\n", why);
        exit(1);
    }
}

static double seconds(clockid_t id)
{
    struct timespec t;
    clock_gettime(id, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Publishes, says how long it took, and returns the processor's seconds. */
static double publish(const char *what, const struct tree_options *options, struct snapshot *list,
                      int64_t now_s)
{
    struct tree_feed feeds[PLACES + 1] = { { .place = "", .documents = DOCUMENTS } };
    for (uint32_t i = 0; i < PLACES; i++)
        feeds[i + 1] = (struct tree_feed){ .place = snapshot_text(list, list->locations[i].id),
                                           .documents = DOCUMENTS / PLACES };
    const struct tree_content content = { .feeds = feeds,
                                          .count = PLACES + 1,
                                          .body = write_body,
                                          .ctx = list,
                                          .expires = INT64_MAX,
                                          .note = "" };
    struct tree_report r;
    struct error err = { "" };
    double wall = seconds(CLOCK_MONOTONIC), processor = seconds(CLOCK_PROCESS_CPUTIME_ID);
    CLEANUP(tree_close) struct tree *t = NULL;
    must_be(tree_open(options, &t, &err) == PUBLISH_DONE, err.text);
    must_be(tree_publish(t, &content, now_s, 7 * 3600, &r, &err) == PUBLISH_DONE, err.text);
    processor = seconds(CLOCK_PROCESS_CPUTIME_ID) - processor;
    printf("%-24s %4u feeds written, %5.1f MB, %5.0f ms, of the processor %4.0f ms\n", what,
           r.written + r.renewed, (double)r.bytes / 1e6, (seconds(CLOCK_MONOTONIC) - wall) * 1e3,
           processor * 1e3);
    return processor;
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

int main(int argc, char **argv)
{
    hash_init();
    CLEANUP_FREE char *folder = xasprintf("%s/siapambil-bench-XXXXXX", argc > 1 ? argv[1] : "/tmp");
    must_be(mkdtemp(folder) != NULL, "cannot make a folder");
    CLEANUP_FREE char *state = xasprintf("%s/state", folder);
    const struct tree_options options = { .dir = folder,
                                          .region = "32.73",
                                          .publisher = "Dinas Dukcapil Kota Bandung",
                                          .state_dir = state,
                                          .valid_for_s = 7 * 86400 };
    CLEANUP(snapshot_free) struct snapshot *list = make_list(UINT32_MAX);
    CLEANUP(snapshot_free) struct snapshot *other = make_list(12345);
    double first = publish("first", &options, list, NOW), same = 1e9;
    for (int turn = 0; turn < TURNS; turn++) {
        double took = publish("nothing has changed", &options, list, NOW + 60);
        same = MIN(same, took);
    }
    publish("one document has changed", &options, other, NOW + 120);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    must_be(first < 3 && same < 0.5, "that is too slow");
    return 0;
}
