/* How the fetcher's thread ends, also when what it waits for never comes. */
#include "unit/test.h"

#include <dirent.h>
#include <sched.h>
#include <semaphore.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/hash.h"
#include "fetch/cache.h"
#include "fetch/fetcher.h"

#define URL "http://127.0.0.1/feed.json"

static const char full[] =
    "{\"feed\":\"siapambil/1\",\"serial\":2,\"issued\":\"2026-11-23T09:40:00+07:00\","
    "\"locations\":[{\"id\":\"mpp\",\"name\":\"MPP\"}],\"documents\":[{\"id\":\"a\",\"type\":"
    "\"kk\","
    "\"name\":\"BUDI\",\"at\":\"mpp\",\"state\":\"pickup\"}]}";
static const char empty[] =
    "{\"feed\":\"siapambil/1\",\"serial\":1,\"issued\":\"2026-11-23T09:40:00+07:00\","
    "\"locations\":[],\"documents\":[]}";

/* A source that answers when it is let, and stays deaf to being cancelled unless told otherwise. */
struct server {
    const char *body;
    bool hears;
    sem_t asked, answer;
};

static bool server_get(void *ctx, const struct request *request, struct response *ret,
                       struct error *err)
{
    (void)request, (void)err;
    struct server *s = ctx;
    sem_post(&s->asked);
    sem_wait(&s->answer);
    ret->kind = RESPONSE_BODY;
    return buffer_addf(&ret->body, "%s", s->body);
}

static void server_wait(void *ctx, uint64_t ms)
{
    (void)ctx, (void)ms;
}

static void server_cancel(void *ctx)
{
    struct server *s = ctx;
    if (s->hears)
        sem_post(&s->answer);
}

struct fixture {
    char folder[64];
    struct server server;
    struct transport transport;
    struct privacy privacy;
    struct reading reading;
    struct source_options options;
    struct mailbox *mailbox;
    struct fetcher *fetcher;
};

/* A fetcher that has one list, kept and delivered. */
static struct snapshot *open_fetcher(struct fixture *f)
{
    struct delivery d;
    snprintf(f->folder, sizeof(f->folder), "/tmp/siapambil-thread-XXXXXX");
    assert_non_null(mkdtemp(f->folder));
    sem_init(&f->server.asked, 0, 0);
    sem_init(&f->server.answer, 0, 0);
    f->transport =
        (struct transport){ server_get, server_wait, server_cancel, server_cancel, &f->server };
    f->mailbox = mailbox_new();
    f->reading = (struct reading){ .privacy = &f->privacy };
    f->options = (struct source_options){ .name = "",
                                          .urls = { URL },
                                          .url_count = 1,
                                          .transport = &f->transport,
                                          .reading = &f->reading };
    f->fetcher = fetcher_new(&(struct fetcher_options){ .sources = &f->options,
                                                        .source_count = 1,
                                                        .privacy = &f->privacy,
                                                        .settings = "",
                                                        .cache_dir = f->folder,
                                                        .poll_s = 60 },
                             f->mailbox, &d);
    f->server.body = full;
    sem_post(&f->server.answer);
    fetcher_step(f->fetcher, clock_wall_s(), clock_boot_s(), 0);
    sem_wait(&f->server.asked);
    assert_true(mailbox_take(f->mailbox, &d));
    assert_non_null(d.snapshot);
    return d.snapshot;
}

/* What the folder keeps, and that nobody has changed it. */
static void check_kept_and_remove(const struct fixture *f)
{
    struct cache_entry entry;
    CLEANUP(cache_close) struct cache *c = cache_open(f->folder, URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &f->privacy, ORDER_NAME, &entry);
    assert_non_null(list);
    assert_int_equal(list->serial, 2);
    /* And that the next fetcher may keep its list there. */
    cache_store(c, list, &entry);
    assert_true(cache_confirm(c, entry.checked_s));
    static const char *const names[] = { "list.json", "id.key" };
    for (size_t i = 0; i < COUNT(names); i++) {
        CLEANUP_FREE char *path = xasprintf("%s/%s", f->folder, names[i]);
        unlink(path);
    }
    assert_int_equal(rmdir(f->folder), 0);
}

static void start(struct fixture *f)
{
    struct error err;
    assert_true(fetcher_start(f->fetcher, &err));
    sem_wait(&f->server.asked);
}

/* The threads of this program, other than this one. */
static int other_threads(void)
{
    int count = -1;
    DIR *tasks = opendir("/proc/self/task");
    for (struct dirent *d; (d = readdir(tasks));)
        count += d->d_name[0] != '.';
    closedir(tasks);
    return count;
}

static void a_pull_that_hears_of_the_end_costs_no_wait(void **state)
{
    (void)state;
    struct fixture f = { .server.hears = true };
    struct snapshot *list = open_fetcher(&f);
    f.server.body = empty;
    start(&f);
    assert_true(fetcher_free(f.fetcher));
    snapshot_free(list);
    struct delivery d;
    assert_false(mailbox_take(f.mailbox, &d)); /* what came after the end is not looked at */
    mailbox_free(f.mailbox);
    check_kept_and_remove(&f);
}

static void a_pull_that_does_not_end_is_left_to_itself(void **state)
{
    (void)state;
    struct fixture f = { .server.hears = false };
    struct snapshot *list = open_fetcher(&f);
    static struct fetcher *left; /* nobody frees it, and no leak is to be reported for that */
    left = f.fetcher;
    int before = other_threads();
    f.server.body = empty;
    start(&f);
    fetcher_note(left, "how far the screens are"); /* of which the folder knows nothing any more */
    uint64_t begun = clock_monotonic_ns();
    assert_false(fetcher_free(left));
    uint64_t ms = (clock_monotonic_ns() - begun) / 1000000;
    assert_in_range(ms, 500, 5000);
    /* The pull ends after all: its answer is not compared with a list that may be gone, and goes
     * nowhere. */
    snapshot_free(list);
    sem_post(&f.server.answer);
    while (other_threads() > before)
        sched_yield();
    struct delivery d;
    assert_false(mailbox_take(f.mailbox, &d));
    mailbox_free(f.mailbox);
    check_kept_and_remove(&f);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_pull_that_hears_of_the_end_costs_no_wait),
        cmocka_unit_test(a_pull_that_does_not_end_is_left_to_itself),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
