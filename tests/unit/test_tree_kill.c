/* A publication that does not come to its end: killed at each of its system calls in turn, or told at
 * each of those that write that there is no room. Whatever stands there is one that readers can be
 * shown, and the next run completes it. */
#include "unit/steps.h"
#include "unit/tree_check.h"

/* Every call where it matters most, some where that would take long: a stride that shares no factor
 * with the number of files a feed has. The sanitizers make each call slow. */
#ifdef __SANITIZE_ADDRESS__
enum { FINE = 7, COARSE = 17 };
#else
enum { FINE = 1, COARSE = 4 };
#endif

/* What is published over and over: one place stays as it is, one vanishes, one is new. */
static void describe(struct world *w, int version)
{
    char text[32];
    snprintf(text, sizeof(text), "%d", version);
    w->count = 0;
    world_set(w, "", text);
    world_set(w, "mpp", text);
    world_set(w, "same", "same");
    world_set(w, version % 2 ? "odd" : "even", text);
}

struct attempt {
    struct world *w;
    int64_t now_s;
};

static int try_to_publish(void *ctx)
{
    struct attempt *a = ctx;
    struct tree_report report;
    struct error err = { "" };
    return (int)world_try(a->w, a->now_s, &report, &err);
}

/* Of which version the tree is: the same by all of its feeds. */
static int version_of(const struct world *w)
{
    check_tree(w, NULL);
    int version = atoi(check_feed(w, "").notice);
    assert_int_equal(atoi(check_feed(w, "mpp").notice), version);
    assert_string_equal(check_feed(w, "same").notice, "same");
    /* What the other version had, if it came so far, is empty. */
    const char *other = version % 2 ? "even" : "odd";
    CLEANUP_FREE char *gz = xasprintf("%s/feed.json.gz", other);
    if (world_has(w, gz))
        assert_string_equal(check_feed(w, other).notice, "");
    assert_int_equal(atoi(check_feed(w, version % 2 ? "odd" : "even").notice), version);
    return version;
}

static void killed_anywhere_it_leaves_one_of_two_publications(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    world_sign(&w, 1);
    describe(&w, 1);
    uint64_t serial = world_publish(&w, T0).serial;
    struct attempt a = { &w, T0 };
    struct steps s = { .run = try_to_publish, .ctx = &a, .at = 1 };
    int version = 1, olds = 0, news = 0;
    /* The clock stands still, so that only what is kept makes serials higher. */
    for (int status = STEPS_KILLED; status == STEPS_KILLED; s.at += FINE) {
        describe(&w, version + 1);
        status = steps_run(&s);
        if (status == STEPS_NOT_ALLOWED) {
            world_release(&w);
            skip();
        }
        int now = version_of(&w);
        assert_true(now == version || now == version + 1);
        (now == version ? &olds : &news)[0]++;
        assert_true(status == STEPS_KILLED || (status == PUBLISH_DONE && now == version + 1));
        uint64_t seen = check_feed(&w, "").serial;
        assert_true(seen == serial || now == version + 1);
        /* The next run has yet another list. */
        version += 2;
        describe(&w, version);
        serial = world_publish(&w, T0).serial;
        assert_true(serial > seen);
        assert_int_equal(version_of(&w), version);
        assert_int_equal(count_entries(&w, ".."), 2);
    }
    assert_true(olds * FINE > 50 && news * FINE > 20);
    world_release(&w);
}

/* Each of the three files is a whole one; how many names have three that do not belong together. */
static int count_mixed(const struct world *w)
{
    static const char *const places[] = { "", "mpp/", "same/", "odd/", "even/" };
    int mixed = 0;
    for (size_t i = 0; i < COUNT(places); i++) {
        CLEANUP_FREE char *plain = xasprintf("%sfeed.json", places[i]);
        CLEANUP_FREE char *gz = xasprintf("%sfeed.json.gz", places[i]);
        CLEANUP_FREE char *minisig = xasprintf("%sfeed.json.minisig", places[i]);
        CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 20), packed = BUFFER_INIT(1 << 20);
        CLEANUP_BUFFER struct buffer unpacked = BUFFER_INIT(1 << 20), sig = BUFFER_INIT(1 << 16);
        if (!world_has(w, gz))
            continue; /* a place that is new */
        world_read(w, gz, &packed);
        unpack(&packed, &unpacked);
        if (!world_has(w, plain) || !world_has(w, minisig)) {
            mixed++;
            continue;
        }
        world_read(w, plain, &text);
        world_read(w, minisig, &sig);
        struct signature_key key;
        struct error err = { "" };
        size_t by;
        signature_secret_public(w->options.key, &key);
        enum signature_verdict verdict =
            signature_check(&key, 1, text.data, text.len, sig.data, sig.len, &by, &err);
        assert_true(verdict == SIGNATURE_GOOD || verdict == SIGNATURE_MISMATCH);
        mixed += verdict != SIGNATURE_GOOD || strcmp(text.data, unpacked.data) != 0;
    }
    return mixed;
}

static void killed_one_by_one_it_leaves_at_most_one_feed_mixed(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    world_sign(&w, 1);
    w.options.one_by_one = true;
    describe(&w, 1);
    uint64_t serial = world_publish(&w, T0).serial;
    struct attempt a = { &w, T0 };
    struct steps s = { .run = try_to_publish, .ctx = &a, .at = 1 };
    int version = 1, mixed_ever = 0;
    for (int status = STEPS_KILLED; status == STEPS_KILLED; s.at += COARSE) {
        describe(&w, version + 1);
        status = steps_run(&s);
        if (status == STEPS_NOT_ALLOWED) {
            world_release(&w);
            skip();
        }
        int mixed = count_mixed(&w);
        assert_true(mixed <= 1);
        mixed_ever += mixed;
        assert_true(status == STEPS_KILLED || (status == PUBLISH_DONE && !mixed));
        version += 2;
        describe(&w, version);
        uint64_t next = world_publish(&w, T0).serial;
        assert_true(next > serial);
        serial = next;
        assert_int_equal(version_of(&w), version);
        assert_int_equal(count_entries(&w, ".."), 2);
    }
    assert_true(mixed_ever * COARSE > 2); /* what this test is for */
    world_release(&w);
}

static void a_first_publication_that_is_killed_shows_nothing_or_all(void **state)
{
    (void)state;
    struct world w;
    world_init(&w);
    world_sign(&w, 1);
    describe(&w, 1);
    struct attempt a = { &w, T0 };
    struct steps s = { .run = try_to_publish, .ctx = &a, .at = 1 };
    for (int status = STEPS_KILLED; status == STEPS_KILLED; s.at += COARSE) {
        remove_all(w.options.dir);
        remove_all(w.state);
        status = steps_run(&s);
        if (status == STEPS_NOT_ALLOWED) {
            world_release(&w);
            skip();
        }
        if (world_has(&w, ""))
            assert_int_equal(version_of(&w), 1);
        world_publish(&w, T0);
        assert_int_equal(version_of(&w), 1);
    }
    world_release(&w);
}

/* ---- no room */

static bool writes(long call)
{
    if (call == SYS_renameat)
        return true;
    switch (call) {
    case SYS_openat: /* all of them: what only reads is never refused for want of room, but may be */
    case SYS_write:
    case SYS_linkat:
    case SYS_mkdirat:
#ifdef SYS_mkdir
    case SYS_mkdir:
#endif
    case SYS_renameat2:
    case SYS_fsync:
    case SYS_syncfs:
    case SYS_fchmod:
    case SYS_utimensat:
    case SYS_unlinkat:
    case SYS_close:
        return true;
    default:
        return false;
    }
}

static bool is_exchange(long call)
{
    return call == SYS_renameat2;
}

static bool is_link(long call)
{
    return call == SYS_linkat;
}

static void refused_anywhere_it_leaves_the_tree_as_it_was(void **state)
{
    (void)state;
    static const struct {
        int fault, status;
    } faults[] = {
        { ENOSPC, PUBLISH_FULL },
        { EIO, PUBLISH_OUTPUT },
    };
    if (!STEPS_CAN_FAULT)
        skip();
    for (size_t i = 0; i < COUNT(faults); i++) {
        struct world w;
        world_init(&w);
        world_sign(&w, 1);
        describe(&w, 1);
        world_publish(&w, T0);
        struct attempt a = { &w, T0 };
        struct steps s = {
            .run = try_to_publish, .ctx = &a, .at = 1, .fault = faults[i].fault, .counts = writes
        };
        int version = 1, refused = 0;
        do {
            describe(&w, version + 1);
            int status = steps_run(&s);
            if (status == STEPS_NOT_ALLOWED) {
                world_release(&w);
                skip();
            }
            int now = version_of(&w);
            if (status != PUBLISH_DONE && status != faults[i].status)
                fail_msg("call %ld: status %d", s.at, status);
            /* Where it is in place and only the last sync is refused, that is said as well. */
            assert_true(now == version || now == version + 1);
            assert_true(status == faults[i].status || now == version + 1);
            refused += status != PUBLISH_DONE;
            version += 2;
            describe(&w, version);
            world_publish(&w, T0);
            assert_int_equal(version_of(&w), version);
            assert_int_equal(count_entries(&w, ".."), 2);
            s.at += COARSE;
        } while (s.done >= s.at - COARSE);
        assert_true(refused * COARSE > 30);
        world_release(&w);
    }
}

static void where_it_cannot_exchange_or_link_files_are_moved_one_by_one(void **state)
{
    (void)state;
    static const int faults[] = { EINVAL, ENOSYS, EPERM, EOPNOTSUPP, EXDEV, EMLINK };
    if (!STEPS_CAN_FAULT)
        skip();
    for (size_t i = 0; i < COUNT(faults); i++) {
        for (int exchange = 0; exchange < 2; exchange++) {
            struct world w;
            world_init(&w);
            world_sign(&w, 1);
            describe(&w, 1);
            world_publish(&w, T0);
            describe(&w, 2);
            struct stat before = world_stat(&w, ""), same = world_stat(&w, "same/feed.json");
            struct attempt a = { &w, T0 };
            struct steps s = { .run = try_to_publish,
                               .ctx = &a,
                               .at = 1,
                               .fault = faults[i],
                               .counts = exchange ? is_exchange : is_link };
            int status = steps_run(&s);
            if (status == STEPS_NOT_ALLOWED) {
                world_release(&w);
                skip();
            }
            assert_int_equal(s.done, 1);
            assert_int_equal(status, PUBLISH_DONE);
            assert_int_equal(version_of(&w), 2);
            assert_int_equal(world_stat(&w, "").st_ino, before.st_ino);
            assert_int_equal(world_stat(&w, "same/feed.json").st_ino, same.st_ino);
            assert_int_equal(count_entries(&w, ".."), 2);
            assert_int_equal(world_publish(&w, T0).unchanged, 4);
            world_release(&w);
        }
    }
}

/* ---- power that goes */

static char order[64]; /* of the calls that put on disk what was written, and in place */

static bool note_order(long call)
{
    char what = call == SYS_syncfs      ? 's'
                : call == SYS_fsync     ? 'f'
                : call == SYS_renameat2 ? 'x'
                : call == SYS_renameat  ? 'r'
                                        : '\0';
    size_t len = strlen(order);
    if (what && len + 1 < sizeof(order))
        order[len] = what;
    return what != '\0';
}

/* What is in place must be on disk, or a crash of the machine leaves empty files there. */
static void all_is_on_disk_before_it_is_in_place(void **state)
{
    (void)state;
    static const struct {
        bool one_by_one;
        const char *order;
    } cases[] = {
        /* The serial: its file, its folder. The tree: all files, the exchange, the folder. */
        { false, "frfsxf" },
        /* All files; that it is not whole. Three files each: of the office, of mpp and odd, after
         * which their folder; the index and the folder of both. That it is whole. */
        { true, "frfsfrrrrrrfrrrfrrrfrf" },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world w;
        world_init(&w);
        world_sign(&w, 1);
        describe(&w, 1);
        world_publish(&w, T0);
        describe(&w, 3);
        w.options.one_by_one = cases[i].one_by_one;
        struct attempt a = { &w, T0 };
        struct steps s = { .run = try_to_publish, .ctx = &a, .counts = note_order };
        memset(order, 0, sizeof(order));
        int status = steps_run(&s);
        world_release(&w);
        if (status == STEPS_NOT_ALLOWED)
            skip();
        assert_int_equal(status, PUBLISH_DONE);
        assert_string_equal(order, cases[i].order);
    }
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_anywhere_it_leaves_one_of_two_publications),
        cmocka_unit_test(killed_one_by_one_it_leaves_at_most_one_feed_mixed),
        cmocka_unit_test(a_first_publication_that_is_killed_shows_nothing_or_all),
        cmocka_unit_test(refused_anywhere_it_leaves_the_tree_as_it_was),
        cmocka_unit_test(where_it_cannot_exchange_or_link_files_are_moved_one_by_one),
        cmocka_unit_test(all_is_on_disk_before_it_is_in_place),
    };
    return cmocka_run_group_tests_name("tree_kill", tests, NULL, NULL);
}
