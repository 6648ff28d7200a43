/* The tree of feeds: what is written, what stays as it is, and what nobody may see. */
#include "unit/tree_support.h"

#include <inttypes.h>
#include <zlib.h>

#include "base/clock.h"
#include "unit/tree_check.h"

/* Two places: the whole office and they. */
static void begin(struct world *w)
{
    world_init(w);
    world_set(w, "", "all");
    world_set(w, "mpp", "a");
    world_set(w, "32.73.01", "b");
}

static void assert_report(struct tree_report r, uint32_t written, uint32_t renewed,
                          uint32_t unchanged, uint32_t emptied)
{
    assert_int_equal(r.written, written);
    assert_int_equal(r.renewed, renewed);
    assert_int_equal(r.unchanged, unchanged);
    assert_int_equal(r.emptied, emptied);
}

/* ---- what is written */

static void a_first_publication_writes_everything(void **state)
{
    (void)state;
    static const char *const files[] = {
        "feed.json",          "feed.json.gz",          "index.json",
        "index.json.gz",      "mpp/feed.json",         "mpp/feed.json.gz",
        "32.73.01/feed.json", "32.73.01/feed.json.gz", ".published",
    };
    struct world w;
    begin(&w);
    struct tree_report r = world_publish(&w, T0);
    assert_report(r, 3, 0, 0, 0);
    assert_int_equal(r.feeds, 3);
    assert_int_equal(r.serial, 20261124094000);
    assert_int_equal(w.progress, 3);
    uint64_t bytes = 0;
    for (size_t i = 0; i < COUNT(files); i++) {
        struct stat st = world_stat(&w, files[i]);
        assert_int_equal(st.st_mtim.tv_sec, T0);
        assert_int_equal(st.st_mode & 07777, 0644);
        bytes += *files[i] == '.' ? 0 : (uint64_t)st.st_size;
    }
    assert_int_equal(r.bytes, bytes);
    assert_false(world_has(&w, "feed.json.minisig"));
    struct feed_seen seen = check_feed(&w, "mpp");
    assert_int_equal(seen.serial, 20261124094000);
    assert_int_equal(seen.issued, T0);
    assert_int_equal(seen.expires, T0 + WEEK_S);
    assert_string_equal(seen.notice, "a");
    check_tree(&w, NULL);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 16);
    world_read(&w, "mpp/feed.json", &text);
    assert_non_null(strstr(text.data, "\"issued\":\"2026-11-24T09:40:00+07:00\""));
    world_release(&w);
}

static void everybody_may_read_it_whatever_the_umask(void **state)
{
    (void)state;
    static const char *const folders[] = { "", "mpp", "..", "../.." };
    struct world w;
    begin(&w);
    mode_t before = umask(0077);
    world_publish(&w, T0);
    umask(before);
    for (size_t i = 0; i < COUNT(folders); i++)
        assert_int_equal(world_stat(&w, folders[i]).st_mode & 07777, 0755);
    assert_int_equal(world_stat(&w, "mpp/feed.json.gz").st_mode & 07777, 0644);
    /* A group that may write, by the folder's set-group-id bit, keeps its bit. */
    CLEANUP_FREE char *v1 = world_path(&w, "..");
    assert_int_equal(chmod(v1, 02775), 0);
    world_set(&w, "mpp", "c");
    before = umask(0002);
    world_publish(&w, T0 + 60);
    umask(before);
    assert_int_equal(world_stat(&w, "mpp").st_mode & 07777, 02755);
    world_release(&w);
}

static void the_same_bytes_are_packed_the_same(void **state)
{
    (void)state;
    struct world w, other;
    begin(&w);
    begin(&other);
    world_publish(&w, T0);
    world_publish(&other, T0);
    CLEANUP_BUFFER struct buffer a = BUFFER_INIT(1 << 16), b = BUFFER_INIT(1 << 16);
    world_read(&w, "mpp/feed.json.gz", &a);
    world_read(&other, "mpp/feed.json.gz", &b);
    assert_int_equal(a.len, b.len);
    assert_memory_equal(a.data, b.data, a.len);
    assert_memory_equal(a.data + 4, "\0\0\0\0", 4); /* RFC 1952: no time */
    world_release(&w);
    world_release(&other);
}

static void the_index_says_what_exists(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 16);
    world_read(&w, "index.json", &text);
    static const char *const parts[] = {
        "{\"index\":\"siapambil/1\",\n\"region\":\"32.73\",\n",
        "\"serial\":20261124094000,\n",
        "{\"path\":\"feed.json\",\"serial\":20261124094000,",
        "{\"place\":\"mpp\",\"name\":\"Tempat mpp\",\"path\":\"mpp/feed.json\",",
        "\"expires\":\"2026-12-01T09:40:00+07:00\",\"documents\":7,",
    };
    for (size_t i = 0; i < COUNT(parts); i++) {
        if (!strstr(text.data, parts[i]))
            fail_msg("%s is not in %s", parts[i], text.data);
    }
    world_release(&w);
}

/* ---- what stays as it is */

static void nothing_is_touched_where_nothing_has_changed(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.note = "etag \"1\"\nand a second line";
    world_publish(&w, T0);
    struct footprint before, after;
    footprint_take(&w, &before);
    struct tree_report r = world_publish(&w, T0 + 3 * DAY_S);
    assert_report(r, 0, 0, 3, 0);
    assert_int_equal(r.bytes, 0);
    assert_int_equal(r.serial, 20261124094000);
    footprint_take(&w, &after);
    footprint_assert_equal(&before, &after);
    world_release(&w);
}

static void another_note_touches_no_feed(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0);
    struct stat before = world_stat(&w, "feed.json"), index = world_stat(&w, "index.json");
    w.note = "second";
    assert_report(world_publish(&w, T0 + 60), 0, 0, 3, 0);
    struct stat after = world_stat(&w, "feed.json"), index_after = world_stat(&w, "index.json");
    assert_int_equal(before.st_ino, after.st_ino);
    assert_int_equal(before.st_ctim.tv_nsec, after.st_ctim.tv_nsec);
    assert_int_equal(index.st_ino, index_after.st_ino);
    CLEANUP(tree_close) struct tree *t = NULL;
    struct error err = { "" };
    assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
    assert_string_equal(tree_note(t), "second");
    assert_true(tree_is_fresh(t, T0 + 60));
    world_release(&w);
}

static void only_what_has_changed_is_written(void **state)
{
    (void)state;
    for (int one_by_one = 0; one_by_one < 2; one_by_one++) {
        struct world w;
        begin(&w);
        w.options.one_by_one = one_by_one;
        world_publish(&w, T0);
        struct stat kept = world_stat(&w, "32.73.01/feed.json");
        struct stat kept_gz = world_stat(&w, "32.73.01/feed.json.gz");
        world_set(&w, "", "all, with c");
        world_set(&w, "mpp", "c");
        assert_report(world_publish(&w, T0 + 60), 2, 0, 1, 0);
        struct stat still = world_stat(&w, "32.73.01/feed.json");
        struct stat still_gz = world_stat(&w, "32.73.01/feed.json.gz");
        assert_int_equal(kept.st_ino, still.st_ino);
        assert_int_equal(kept.st_mtim.tv_sec, still.st_mtim.tv_sec);
        assert_int_equal(kept_gz.st_ino, still_gz.st_ino);
        assert_int_equal(still.st_nlink, 1);
        assert_int_equal(check_feed(&w, "mpp").serial, 20261124094100);
        assert_int_equal(check_feed(&w, "").serial, 20261124094100);
        assert_int_equal(check_feed(&w, "32.73.01").serial, 20261124094000);
        assert_string_equal(check_feed(&w, "mpp").notice, "c");
        check_tree(&w, NULL);
        assert_int_equal(count_entries(&w, ".."), 2); /* the region, and its lock */
        world_release(&w);
    }
}

static void a_feed_is_renewed_when_half_of_its_time_is_over(void **state)
{
    (void)state;
    static const struct {
        int64_t after, source;
        uint32_t renewed;
    } cases[] = {
        { WEEK_S / 2, INT64_MAX, 0 },
        { WEEK_S / 2 + 1, INT64_MAX, 3 },
        { 30 * DAY_S, INT64_MAX, 3 },
        /* A source that says when its list ends gains nothing by another serial… */
        { 2 * DAY_S, T0 + 2 * DAY_S, 0 },
        { 30 * DAY_S, T0 + 2 * DAY_S, 0 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world w;
        begin(&w);
        w.expires = cases[i].source;
        world_publish(&w, T0);
        int64_t expires = MIN(T0 + WEEK_S, cases[i].source);
        assert_int_equal(check_feed(&w, "mpp").expires, expires);
        struct tree_report r = world_publish(&w, T0 + cases[i].after);
        assert_report(r, 0, cases[i].renewed, 3 - cases[i].renewed, 0);
        struct feed_seen seen = check_feed(&w, "mpp");
        if (cases[i].renewed) {
            assert_int_equal(seen.expires, T0 + cases[i].after + WEEK_S);
            assert_int_equal(seen.issued, T0 + cases[i].after);
        } else {
            assert_int_equal(seen.expires, expires);
        }
        world_release(&w);
    }
}

static void no_feed_outlives_what_its_source_says(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0);
    w.expires = T0 + DAY_S; /* all of a sudden */
    assert_report(world_publish(&w, T0 + 60), 0, 3, 0, 0);
    assert_int_equal(check_feed(&w, "mpp").expires, T0 + DAY_S);
    assert_report(world_publish(&w, T0 + 120), 0, 0, 3, 0);
    /* Its next list is good for a day from then: followed after half of one. */
    w.expires = T0 + DAY_S + 3600;
    assert_report(world_publish(&w, T0 + 3600), 0, 0, 3, 0);
    w.expires = T0 + DAY_S + 13 * 3600;
    assert_report(world_publish(&w, T0 + 13 * 3600), 0, 3, 0, 0);
    assert_int_equal(check_feed(&w, "mpp").expires, T0 + DAY_S + 13 * 3600);
    world_release(&w);
}

static void what_its_source_limits_is_fresh_until_the_source_says_more(void **state)
{
    (void)state;
    struct world w;
    struct error err = { "" };
    begin(&w);
    w.expires = T0 + DAY_S;
    world_publish(&w, T0);
    CLEANUP(tree_close) struct tree *t = NULL;
    assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
    assert_true(tree_is_fresh(t, T0 + DAY_S - 60));
    /* It says more before half of the feeds' time is over: they are left as they are, until then. */
    struct tree_report r;
    w.expires = T0 + 2 * DAY_S;
    assert_int_equal(world_publish_open(&w, t, T0 + 3600, &r, &err), PUBLISH_DONE);
    assert_int_equal(r.unchanged, 3);
    assert_true(tree_is_fresh(t, T0 + 3600));
    assert_false(tree_is_fresh(t, T0 + DAY_S - 60));
    world_release(&w);
}

static void a_feed_of_a_clock_that_was_ahead_is_made_anew(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0 + 365 * DAY_S);
    struct tree_report r = world_publish(&w, T0);
    assert_report(r, 0, 3, 0, 0);
    assert_int_equal(r.serial, 20271124094001);
    assert_int_equal(check_feed(&w, "mpp").expires, T0 + WEEK_S);
    /* A second or two are no reason. */
    assert_report(world_publish(&w, T0 - 2), 0, 0, 3, 0);
    world_release(&w);
}

static void a_shorter_validity_holds_at_once(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0);
    w.options.valid_for_s = DAY_S;
    assert_report(world_publish(&w, T0 + 60), 0, 3, 0, 0);
    assert_int_equal(check_feed(&w, "mpp").expires, T0 + 60 + DAY_S);
    world_release(&w);
}

static void whether_it_is_fresh(void **state)
{
    (void)state;
    struct world w;
    struct error err = { "" };
    begin(&w);
    w.note = "n";
    struct tree *t = NULL;
    assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
    assert_string_equal(tree_note(t), "");
    assert_false(tree_is_fresh(t, T0));
    struct tree_report r;
    assert_int_equal(world_publish_open(&w, t, T0, &r, &err), PUBLISH_DONE);
    assert_string_equal(tree_note(t), "n");
    assert_true(tree_is_fresh(t, T0));
    assert_true(tree_is_fresh(t, T0 + WEEK_S / 2));
    assert_false(tree_is_fresh(t, T0 + WEEK_S / 2 + 1));
    CLEANUP_FREE char *file = world_path(&w, "mpp/feed.json.gz");
    assert_int_equal(unlink(file), 0);
    assert_false(tree_is_fresh(t, T0));
    assert_int_equal(world_publish_open(&w, t, T0 + 60, &r, &err), PUBLISH_DONE);
    assert_true(tree_is_fresh(t, T0 + 60));
    tree_close(t);
    /* Who publishes, and with what key, stands in every feed. */
    w.options.publisher = "Dinas lain";
    assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
    assert_false(tree_is_fresh(t, T0 + 60));
    tree_close(t);
    assert_report(world_publish(&w, T0 + 120), 3, 0, 0, 0);
    world_release(&w);
}

/* ---- serials */

static void damage(const char *path, char first)
{
    FILE *f = fopen(path, "r+");
    assert_non_null(f);
    fputc(first, f);
    fclose(f);
}

static void a_serial_never_decreases(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    CLEANUP_FREE char *serial_file = xasprintf("%s/serial-32.73", w.state);
    uint64_t last = 0;
    enum { NOTHING, TREE_GONE, STATE_GONE, STATE_DAMAGED, PUBLISHED_DAMAGED, BOTH };
    static const struct {
        int64_t at;
        int damage;
        uint64_t serial;
    } steps[] = {
        { T0, NOTHING, 20261124094000 },
        { T0, NOTHING, 20261124094001 },            /* twice in a second */
        { T0 + 1, NOTHING, 20261124094002 },        /* by then the clock is no further */
        { T0 + 60, NOTHING, 20261124094100 },       /* and then it is */
        { T0 - DAY_S, NOTHING, 20261124094101 },    /* back by a day */
        { T0 - DAY_S, TREE_GONE, 20261124094102 },  /* the tree deleted */
        { T0 - DAY_S, STATE_GONE, 20261124094103 }, /* the state deleted */
        { T0 - DAY_S, TREE_GONE, 20261124094104 },  /* and known again since */
        { T0 - DAY_S, STATE_DAMAGED, 20261124094105 },
        { T0 - DAY_S, PUBLISHED_DAMAGED, 20261124094106 },
        { T0 - DAY_S, BOTH, 20261124094107 }, /* what is left is in the feeds */
    };
    for (size_t i = 0; i < COUNT(steps); i++) {
        CLEANUP_FREE char *published = world_path(&w, ".published");
        switch (steps[i].damage) {
        case TREE_GONE:
            remove_all(w.options.dir);
            break;
        case STATE_GONE:
            remove_all(w.state);
            break;
        case STATE_DAMAGED: /* "20261124…" to "90261124…" */
            damage(serial_file, '9');
            break;
        case BOTH:
            assert_int_equal(truncate(serial_file, 5), 0);
            assert_int_equal(truncate(published, 100), 0);
            break;
        case PUBLISHED_DAMAGED:
            assert_int_equal(truncate(published, 100), 0);
            break;
        default:
            break;
        }
        CLEANUP_FREE char *text = xasprintf("%zu", i);
        world_set(&w, "", text);
        world_set(&w, "mpp", text);
        struct tree_report r = world_publish(&w, steps[i].at);
        assert_int_equal(r.serial, steps[i].serial);
        assert_true(r.serial > last);
        last = r.serial;
        assert_int_equal(check_feed(&w, "mpp").serial, r.serial);
        check_tree(&w, NULL);
    }
    world_release(&w);
}

static void a_state_that_was_deleted_is_kept_again_though_nothing_changes(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0);
    remove_all(w.state);
    world_publish(&w, T0 + 1);
    remove_all(w.options.dir);
    assert_int_equal(world_publish(&w, T0 - 60).serial, 20261124094001);
    world_release(&w);
}

static void a_clock_that_was_never_set_publishes_nothing(void **state)
{
    (void)state;
    struct world w;
    struct error err = { "" };
    struct tree_report r;
    begin(&w);
    assert_int_equal(world_try(&w, CLOCK_PLAUSIBLE_S - 1, &r, &err), PUBLISH_FAILED);
    assert_non_null(strstr(err.text, "the clock of this machine is wrong"));
    assert_false(world_has(&w, ""));
    world_release(&w);
}

/* nginx: "%xT-%xO" of mtime in seconds and length. */
static void two_versions_of_a_file_never_have_one_etag(void **state)
{
    (void)state;
    static const int64_t at[] = { T0, T0, T0 + 1, T0 - DAY_S, T0 - DAY_S, T0 };
    struct world w;
    begin(&w);
    int64_t last = 0;
    for (size_t i = 0; i < COUNT(at); i++) {
        char text[2] = { (char)('a' + i), '\0' };
        if (i == 4)
            remove_all(w.options.dir);
        world_set(&w, "mpp", text);
        world_publish(&w, at[i]);
        static const char *const files[] = { "mpp/feed.json", "mpp/feed.json.gz", "index.json",
                                             "index.json.gz" };
        for (size_t f = 0; f < COUNT(files); f++)
            assert_true(world_stat(&w, files[f]).st_mtim.tv_sec > last);
        last = world_stat(&w, "mpp/feed.json").st_mtim.tv_sec;
    }
    world_release(&w);
}

/* ---- places that go */

static void a_place_that_vanishes_is_emptied_once(void **state)
{
    (void)state;
    for (int one_by_one = 0; one_by_one < 2; one_by_one++) {
        struct world w;
        begin(&w);
        w.options.one_by_one = one_by_one;
        world_publish(&w, T0);
        world_drop(&w, "mpp");
        assert_report(world_publish(&w, T0 + 60), 0, 0, 2, 1);
        struct feed_seen seen = check_feed(&w, "mpp");
        assert_string_equal(seen.notice, "");
        assert_int_equal(seen.serial, 20261124094100);
        assert_int_equal(seen.expires, T0 + 60 + WEEK_S);
        CLEANUP_BUFFER struct buffer index = BUFFER_INIT(1 << 16);
        world_read(&w, "index.json", &index);
        assert_null(strstr(index.data, "mpp"));
        check_tree(&w, NULL);
        /* Once: neither the next run nor one after years renews it, and it stays there. */
        struct stat before = world_stat(&w, "mpp/feed.json");
        assert_report(world_publish(&w, T0 + 120), 0, 0, 2, 0);
        assert_report(world_publish(&w, T0 + 400 * DAY_S), 0, 2, 0, 0);
        struct stat after = world_stat(&w, "mpp/feed.json");
        assert_int_equal(before.st_ino, after.st_ino);
        CLEANUP(tree_close) struct tree *t = NULL;
        struct error err = { "" };
        assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
        assert_true(tree_is_fresh(t, T0 + 400 * DAY_S));
        tree_close(t);
        t = NULL;
        /* When it comes back it is a place like any other. */
        world_set(&w, "mpp", "a");
        assert_report(world_publish(&w, T0 + 400 * DAY_S + 1), 1, 0, 2, 0);
        assert_string_equal(check_feed(&w, "mpp").notice, "a");
        check_tree(&w, NULL);
        world_release(&w);
    }
}

static void a_place_that_vanishes_while_nothing_is_known_is_emptied_too(void **state)
{
    (void)state;
    /* Of a place that was new when a run was killed, one file may be all that there is. */
    static const char *const left[] = { "feed.json", "feed.json.gz", "feed.json.minisig", NULL };
    for (size_t i = 0; i < COUNT(left); i++) {
        struct world w;
        begin(&w);
        world_sign(&w, 1);
        world_publish(&w, T0);
        CLEANUP_FREE char *published = world_path(&w, ".published");
        assert_int_equal(unlink(published), 0);
        for (size_t k = 0; left[i] && left[k]; k++) {
            CLEANUP_FREE char *name = xasprintf("mpp/%s", left[k]), *path = world_path(&w, name);
            if (k != i)
                assert_int_equal(unlink(path), 0);
        }
        world_drop(&w, "mpp");
        assert_report(world_publish(&w, T0 + 60), 2, 0, 0, 1);
        assert_string_equal(check_feed(&w, "mpp").notice, "");
        world_release(&w);
    }
}

/* ---- damage */

static void what_is_damaged_is_written_again(void **state)
{
    (void)state;
    enum { MISSING, SHORT, LONG, FOLDER, LINK };
    static const struct {
        const char *file;
        int damage;
        uint32_t again; /* feeds */
    } cases[] = {
        { "mpp/feed.json", MISSING, 1 },
        { "mpp/feed.json", SHORT, 1 },
        { "mpp/feed.json", LONG, 1 },
        { "mpp/feed.json.gz", MISSING, 1 },
        { "feed.json.gz", SHORT, 1 },
        { "index.json", MISSING, 0 },
        { "index.json.gz", SHORT, 0 },
        { "mpp/feed.json", FOLDER, 1 },
        { "mpp/feed.json", LINK, 1 },
        { "mpp", MISSING, 1 },
        { "mpp", LINK, 1 },
        { ".published", MISSING, 3 },
        { ".published", SHORT, 3 },
        { ".published", LONG, 3 },
        { ".published", LINK, 3 },
        { "mpp/feed.json.minisig", LONG, 1 },
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        struct world w;
        begin(&w);
        world_publish(&w, T0);
        CLEANUP_FREE char *path = world_path(&w, cases[i].file);
        CLEANUP_FREE char *aside = xasprintf("%s/aside", w.dir);
        switch (cases[i].damage) {
        case SHORT:
            assert_int_equal(truncate(path, world_stat(&w, cases[i].file).st_size - 1), 0);
            break;
        case LONG: {
            FILE *f = fopen(path, "a");
            fputs("x", f);
            fclose(f);
            break;
        }
        case LINK: /* to something of the right length, even */
            assert_int_equal(rename(path, aside), 0);
            assert_int_equal(symlink(aside, path), 0);
            break;
        default:
            remove_all(path);
        }
        if (cases[i].damage == FOLDER)
            assert_int_equal(mkdir(path, 0755), 0);
        struct tree_report r = world_publish(&w, T0 + 60);
        if (r.written != cases[i].again)
            fail_msg("%s: %u feeds are written", cases[i].file, r.written);
        check_tree(&w, NULL);
        assert_int_equal(world_publish(&w, T0 + 120).written, 0);
        world_release(&w);
    }
}

static void a_note_that_is_damaged_is_none(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    w.note = "note 1";
    world_publish(&w, T0);
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(1 << 16);
    world_read(&w, ".published", &text);
    for (size_t i = 0; i < text.len; i++) {
        struct error err = { "" };
        CLEANUP(tree_close) struct tree *t = NULL;
        text.data[i] ^= 1;
        world_write(&w, ".published", text.data);
        text.data[i] ^= 1;
        assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
        assert_string_equal(tree_note(t), "");
        assert_false(tree_is_fresh(t, T0));
    }
    world_write(&w, ".published", text.data);
    assert_int_equal(world_publish(&w, T0 + 60).unchanged, 3);
    world_release(&w);
}

static void what_a_run_that_was_killed_has_left_is_tidied(void **state)
{
    (void)state;
    struct world w;
    begin(&w);
    world_publish(&w, T0);
    CLEANUP_FREE char *stage = world_path(&w, "../.32.73.new"),
                      *deep = world_path(&w, "../.32.73.new/mpp");
    CLEANUP_FREE char *link = world_path(&w, "../.32.73.new/mpp/link"),
                      *other = xasprintf("%s/other", w.dir);
    assert_int_equal(mkdir(stage, 0755), 0);
    assert_int_equal(mkdir(deep, 0755), 0);
    assert_int_equal(mkdir(other, 0755), 0);
    assert_int_equal(symlink(other, link), 0);
    struct error err = { "" };
    CLEANUP(tree_close) struct tree *t = NULL;
    assert_int_equal(tree_open(&w.options, &t, &err), PUBLISH_DONE);
    assert_int_equal(access(stage, F_OK), -1);
    assert_int_equal(access(other, F_OK), 0); /* what it points to is another's */
    world_release(&w);
}

int main(void)
{
    hash_init();
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_first_publication_writes_everything),
        cmocka_unit_test(everybody_may_read_it_whatever_the_umask),
        cmocka_unit_test(the_same_bytes_are_packed_the_same),
        cmocka_unit_test(the_index_says_what_exists),
        cmocka_unit_test(nothing_is_touched_where_nothing_has_changed),
        cmocka_unit_test(another_note_touches_no_feed),
        cmocka_unit_test(only_what_has_changed_is_written),
        cmocka_unit_test(a_feed_is_renewed_when_half_of_its_time_is_over),
        cmocka_unit_test(no_feed_outlives_what_its_source_says),
        cmocka_unit_test(what_its_source_limits_is_fresh_until_the_source_says_more),
        cmocka_unit_test(a_feed_of_a_clock_that_was_ahead_is_made_anew),
        cmocka_unit_test(a_shorter_validity_holds_at_once),
        cmocka_unit_test(whether_it_is_fresh),
        cmocka_unit_test(a_serial_never_decreases),
        cmocka_unit_test(a_state_that_was_deleted_is_kept_again_though_nothing_changes),
        cmocka_unit_test(a_clock_that_was_never_set_publishes_nothing),
        cmocka_unit_test(two_versions_of_a_file_never_have_one_etag),
        cmocka_unit_test(a_place_that_vanishes_is_emptied_once),
        cmocka_unit_test(a_place_that_vanishes_while_nothing_is_known_is_emptied_too),
        cmocka_unit_test(what_is_damaged_is_written_again),
        cmocka_unit_test(a_note_that_is_damaged_is_none),
        cmocka_unit_test(what_a_run_that_was_killed_has_left_is_tidied),
    };
    return cmocka_run_group_tests_name("tree", tests, NULL, NULL);
}
