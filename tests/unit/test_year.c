/* A board that is left alone for a year: days on which the list changes many times, the servers
 * fail in every way, keys and feeds are renewed, settings are read again, the display goes and comes
 * back, the power fails, and the clock jumps; nights on which the office is closed. After the first
 * day the process and its folder hold no more than on it, however many follow.
 *
 *     test_year [DAYS [SEED]]      `make year` for 365 of them, with the figures
 *
 * The year passes 2038-01-19, when 32 bits of seconds since 1970 are over, and the 49.7 days after
 * which 32 bits of milliseconds since the machine's start are. */
#include "unit/process_memory.h"
#include "unit/year_program.h"

#include <limits.h>
#include <sys/mman.h>

#include "base/memory.h"
#include "unit/hall.h"

enum { DAY = 86400, USUAL_DAYS = PROCESS_MEMORY_COUNTED ? 15 : 2 };

/* 2038-01-17, at midnight in Jakarta. */
#define BEGINNING INT64_C(2147274000)
/* Two days before 2^32 milliseconds. */
#define RUNNING_S (INT64_C(4294967) - 2 * DAY)

/* ---- settings */

struct settings_of_year {
    int language, zone, theme, motion, order, names, rotate, closed, scale;
    bool announcement, wrong;
};

static const struct settings_of_year standard = { .closed = 0 };

/* The caller frees it. */
static char *settings_text(const struct program *p, const struct settings_of_year *s)
{
    static const char *const
        languages[] = { "id", "en" },
        *const themes[] = { "dark", "light" }, *const zones[] = { "WIB", "WITA", "WIT" },
        *const motions[] = { "scroll", "step", "page" }, *const orders[] = { "name", "newest" },
        *const closed[] = { "list", "dim", "black" }, *const names[] = { "partial", "initials" };
    const struct office_of_year *o = p->office;
    struct buffer b = BUFFER_INIT(0);
    buffer_addf(&b,
                "[screen]\noffice = Dinas Dukcapil Kota Bandung\nname = Layar MPP\n"
                "language = %s\ntime_zone = %s\nrotate = %d\nscale = %d\n",
                languages[s->language], zones[s->zone], s->rotate, s->scale ? s->scale : 100);
    buffer_addf(&b,
                "[theme]\nbase = %s\n[privacy]\nnames = %s\n[list]\nmotion = %s\norder = %s\n"
                "min_dwell = 4s\nmax_cycle = 2min\nwithdraw_after = 2h\n",
                themes[s->theme], names[s->names], motions[s->motion], orders[s->order]);
    buffer_addf(&b, "[hours]\nopen = mon-thu 08:00-15:00, fri 08:00-11:00, sat 08:00-12:00\n");
    buffer_addf(&b, "closed = %s\n[notices]\ntext = Pengambilan dokumen *GRATIS*\n",
                closed[s->closed]);
    if (s->announcement)
        buffer_addf(&b, "announcement = Jaringan pusat sedang terganggu\n");
    buffer_addf(&b, "[source]\npoll = %s\n", s->wrong ? "now and then" : "60s");
    buffer_addf(&b, "[source kota]\nurl = %s\npublic_keys = %s%s%s\n", SIGNED_URL, o->keys[0].text,
                memcmp(o->keys[0].id, o->keys[1].id, 8) ? ", " : "",
                memcmp(o->keys[0].id, o->keys[1].id, 8) ? o->keys[1].text : "");
    buffer_addf(&b, "[source kecamatan]\nurl = %s\nmirrors = %s\n", UNSIGNED_URL, MIRROR_URL);
    buffer_addf(&b, "[cache]\ndir = %s/state\n", p->folder);
    return b.data;
}

static bool read_again(struct program *p, struct settings_of_year s)
{
    CLEANUP_FREE char *text = settings_text(p, &s);
    return program_reload(p, text);
}

/* Whether the display and the power fail on that day, and fonts are opened anew in the evening. */
static bool is_anew(int day)
{
    return day % 7 == 0;
}

/* ---- what is held at the end of a day */

struct held {
    long heap, blocks, rss_kb, descriptors, threads, files, bytes, fonts, images, log_lines;
};

static int log_file = -1, stderr_before; /* in memory, where stderr goes meanwhile */

static int catch_log(void **state)
{
    (void)state;
    if (!PROCESS_MEMORY_COUNTED) /* what a sanitizer says must be seen */
        return 0;
    stderr_before = dup(STDERR_FILENO);
    log_file = memfd_create("log", MFD_CLOEXEC);
    dup2(log_file, STDERR_FILENO);
    return 0;
}

/* What the log said last comes out, where it ended in a failure. */
static int release_log(void **state)
{
    (void)state;
    char text[4096];
    if (log_file < 0)
        return 0;
    dup2(stderr_before, STDERR_FILENO);
    off_t end = lseek(log_file, 0, SEEK_END);
    ssize_t n = pread(log_file, text, sizeof(text), MAX(end - (off_t)sizeof(text), 0));
    if (n > 0)
        fprintf(stderr, "%.*s\n", (int)n, text);
    close(log_file);
    return 0;
}

/* Of what was logged since the last time. */
static long count_log_lines(void)
{
    char text[4096];
    long lines = 0;
    off_t at = 0;
    for (ssize_t n; (n = pread(log_file, text, sizeof(text), at)) > 0; at += n) {
        for (ssize_t i = 0; i < n; i++)
            lines += text[i] == '\n';
    }
    if (log_file >= 0 && ftruncate(log_file, 0) == 0)
        lseek(log_file, 0, SEEK_SET);
    return lines;
}

static struct held measure(const struct program *p)
{
    CLEANUP_FREE char *folder = program_path(p, "state");
    const struct screen_holdings screen = screen_holdings(p->screen);
    struct held h = { .fonts = screen.fonts, .images = screen.images };
    h.files = measure_folder(folder, &h.bytes);
    h.descriptors = measure_descriptors();
    h.threads = measure_threads();
    h.rss_kb = measure_status_kb("RssAnon");
    h.heap = process_memory.held;
    h.blocks = process_memory.blocks;
    h.log_lines = count_log_lines();
    return h;
}

static void print_held(int day, const struct held *h, const struct program *p)
{
    printf("%4d %9ld %7ld %9ld %5ld %4ld %6ld %7ld %6ld %7ld %7ld %8ld %9ld %10ld\n", day,
           h->heap / 1024, h->blocks, h->rss_kb, h->descriptors, h->threads, h->files, h->bytes,
           h->fonts, h->images, h->log_lines, p->taken, p->office->requests, p->frames);
    fflush(stdout);
}

/* Of a list that is the same every evening. Which fonts are open is chance: of sizes that were drawn often
 * by day, of other scripts. So on some evenings they are opened anew, and what is held must be the
 * same, but for a font or two more; on the others it may be more, but not ever more. */
static void assert_flat(int day, const struct held *now)
{
    enum { MORE_HEAP = 96 << 10, MORE_BLOCKS = 16, FONT_HEAP = 480 << 10, FONT_BLOCKS = 240 };
    enum { FONTS_HEAP = 12 << 20, FONTS_BLOCKS = 5000, MOST_FONTS = 40, MORE_FONTS = 3 };
    enum { MORE_RSS_KB = 8 << 10, MORE_BYTES = 1 << 10, MORE_IMAGES = 2 };
    static struct held first;
    if (day == 0)
        first = *now;
    bool anew = is_anew(day);
    long fonts = MAX(now->fonts - first.fonts, 0);
    assert_in_range(now->fonts, 1, anew ? first.fonts + MORE_FONTS : MOST_FONTS);
    const struct {
        const char *what;
        long was, is, more;
    } all[] = {
        { "bytes of heap", first.heap, now->heap,
          anew ? MORE_HEAP + fonts * FONT_HEAP : FONTS_HEAP },
        { "blocks of heap", first.blocks, now->blocks,
          anew ? MORE_BLOCKS + fonts * FONT_BLOCKS : FONTS_BLOCKS },
        { "kB of memory", first.rss_kb, now->rss_kb,
          PROCESS_MEMORY_COUNTED ? MORE_RSS_KB : LONG_MAX / 2 },
        { "descriptors", first.descriptors, now->descriptors, 0 },
        { "threads", first.threads, now->threads, 0 },
        { "files", first.files, now->files, 0 },
        { "bytes of files", first.bytes, now->bytes, MORE_BYTES },
        { "images", first.images, now->images, MORE_IMAGES },
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        if (all[i].is > all[i].was + all[i].more)
            fail_msg("day %d: %ld %s, of which there were %ld at first", day + 1, all[i].is,
                     all[i].what, all[i].was);
    }
}

/* ---- everybody is shown */

static int note_whole(const struct frame *f, bool seen[PEOPLE])
{
    int more = 0;
    const struct band *list = f->scene == SCENE_LIST ? band_of(f, BAND_LIST) : NULL;
    for (int i = list ? list->first : 0; list && i < list->first + list->count; i++) {
        const struct sprite *s = &f->sprites[i];
        int row = row_of(s->picture);
        bool whole = s->y >= list->box.y && s->y + s->picture->h <= list->box.y + list->box.h;
        if (row < 0 || row >= PEOPLE || !whole || seen[row])
            continue;
        seen[row] = true;
        more++;
    }
    return more;
}

/* Once rows of a list before have gone, which may have been slower, each row that is listed is whole on
 * the screen in a cycle, and a second. */
static void watch_a_cycle(struct program *p)
{
    static bool seen[PEOPLE];
    const struct plan *plan = board_plan(p->board);
    int cycle = plan->cycle_s * screen_rate(p->screen), count = 0;
    show_some_frames(p, cycle, 20);
    memset(seen, 0, sizeof(seen));
    for (int i = 0; i < cycle + screen_rate(p->screen) && count < (int)plan->rows; i++) {
        count += note_whole(next_frame(p), seen);
    }
    show_frames(p, 1);
    if (count < (int)plan->rows)
        fail_msg("of %u rows %d were shown in a cycle of %d s", plan->rows, count, plan->cycle_s);
}

/* ---- a day */

enum deed {
    RIGHT_CLOCK,
    WRONG_CLOCK,
    NEW_SETTINGS,
    WRONG_SETTINGS,
    STANDARD_SETTINGS,
    ARRIVALS,
    BACKLOG,
    PICKUPS,
    RENEWAL, /* of the feeds: the same rows, a later expiry */
    PLACES_CHANGE,
    NOTICES_CHANGE,
    CYCLE,
    DISPLAY_LOST,
    POWER_CUT,
    NOBODY,
    OUTAGE,
    FAIR_WEATHER,
    NEW_KEY,
    STORMS,
    LIST_OF_EVENING,
    LOOK, /* at the end of the day */
};

static const struct {
    int minute;
    enum deed deed;
} plan_of_day[] = {
    { 5, STORMS },
    { 180, WRONG_CLOCK },
    { 205, RIGHT_CLOCK },
    { 300, RENEWAL },
    { 410, NEW_SETTINGS },
    { 420, WRONG_SETTINGS },
    { 480, ARRIVALS },
    { 500, ARRIVALS },
    { 510, ARRIVALS },
    { 530, PICKUPS },
    { 540, ARRIVALS },
    { 560, NOTICES_CHANGE },
    { 570, ARRIVALS },
    { 590, PLACES_CHANGE },
    { 600, ARRIVALS },
    { 620, PICKUPS },
    { 630, BACKLOG },
    { 650, ARRIVALS },
    { 660, NEW_SETTINGS },
    { 680, ARRIVALS },
    { 700, PICKUPS },
    { 710, PICKUPS },
    { 720, PLACES_CHANGE },
    { 730, ARRIVALS },
    { 750, STANDARD_SETTINGS },
    { 760, ARRIVALS },
    { 780, CYCLE },
    { 800, DISPLAY_LOST },
    { 820, ARRIVALS },
    { 840, NOTICES_CHANGE },
    { 850, PICKUPS },
    { 860, ARRIVALS },
    { 880, NEW_SETTINGS },
    { 900, ARRIVALS },
    { 930, POWER_CUT },
    { 950, PICKUPS },
    { 970, NOBODY },
    { 1000, ARRIVALS },
    { 1020, NEW_SETTINGS },
    { 1080, OUTAGE },
    { 1260, FAIR_WEATHER },
    { 1290, NEW_KEY },
    { 1320, STANDARD_SETTINGS },
    { 1330, LIST_OF_EVENING },
    { 1430, LOOK },
};

/* A few things happen to whoever sets a clock: a day or a year too many or too few, no clock at all. */
static void set_wrong_clock(struct office_of_year *o, int day)
{
    const int64_t jumps[] = { DAY, -365 * DAY, -true_s(o), 3600, 10 * INT64_C(365) * DAY, -DAY };
    simulated.wall_s += jumps[(size_t)day % COUNT(jumps)];
}

static struct settings_of_year other_settings(struct office_of_year *o)
{
    static const int turns[] = { 0, 0, 90, 270 }, scales[] = { 100, 100, 130, 80 };
    return (struct settings_of_year){
        .language = lot(o, 2),
        .zone = lot(o, 3),
        .theme = lot(o, 2),
        .motion = lot(o, 3),
        .order = lot(o, 2),
        .names = lot(o, 2),
        .closed = lot(o, 3),
        .rotate = turns[lot(o, 4)],
        .scale = scales[lot(o, 4)],
        .announcement = lot(o, 3) == 0,
    };
}

/* The process ends without a word, and another begins: with the last good list on the screen. */
static void cut_power(struct program *p)
{
    CLEANUP_FREE char *text = settings_text(p, &standard);
    uint32_t rows = p->list->document_count;
    program_end(p);
    program_start(p, text);
    assert_non_null(p->list);
    assert_int_equal(p->list->document_count, rows);
    show_frames(p, 30);
}

static void change_places(struct office_of_year *o)
{
    int place = lot(o, PLACES_OF_YEAR);
    o->gone[place] = !o->gone[place];
    publish_all(o);
}

static void change_notices(struct office_of_year *o)
{
    static const char *const texts[] = { NULL, "Layanan tutup Rabu", "Bawa surat kuasa",
                                         "Server pusat terganggu, harap bersabar" };
    o->notice = texts[lot(o, 4)];
    o->important = texts[lot(o, 4)];
    publish_all(o);
}

static void change_key_of_day(struct program *p, int day)
{
    change_key(p->office, (uint8_t)(2 + day % 100));
    assert_true(read_again(p, standard)); /* both keys, or nothing would be taken */
}

/* Until what is kept of texts and glyphs is what this list needs. */
static void spend_evening(struct program *p)
{
    assert_int_equal(p->list->document_count, EVENING + EVENING_OTHERS);
    for (int cycles = 0; cycles < 2; cycles++)
        watch_a_cycle(p);
    show_frames(p, 100);
}

static void happen(struct program *p, enum deed deed, int day)
{
    struct office_of_year *o = p->office;
    switch (deed) {
    case STORMS:
        o->storms = 4;
        break;
    case WRONG_CLOCK:
        set_wrong_clock(o, day);
        break;
    case RIGHT_CLOCK:
        simulated.wall_s = o->started_s;
        break;
    case NEW_SETTINGS:
        assert_true(read_again(p, other_settings(o)));
        break;
    case WRONG_SETTINGS:
        assert_false(read_again(p, (struct settings_of_year){ .wrong = true }));
        break;
    case STANDARD_SETTINGS:
        assert_true(read_again(p, standard));
        break;
    case ARRIVALS:
        finish_documents(o, 1 + lot(o, 40));
        publish_all(o);
        break;
    case BACKLOG:
        finish_documents(o, 2 * PEOPLE);
        publish_all(o);
        break;
    case PICKUPS:
        hand_out_documents(o, 1 + lot(o, 60));
        publish_all(o);
        break;
    case RENEWAL:
        publish_all(o);
        break;
    case PLACES_CHANGE:
        change_places(o);
        break;
    case NOTICES_CHANGE:
        change_notices(o);
        break;
    case CYCLE:
        watch_a_cycle(p);
        break;
    case DISPLAY_LOST:
        if (is_anew(day))
            lose_screen(p);
        break;
    case POWER_CUT:
        if (is_anew(day))
            cut_power(p);
        break;
    case NOBODY:
        hand_out_documents(o, 100);
        publish_all(o);
        break;
    case OUTAGE:
        set_weather(o, day % 2 ? ERROR_500 : TIMES_OUT);
        break;
    case FAIR_WEATHER:
        clear_weather(o);
        break;
    case NEW_KEY:
        change_key_of_day(p, day);
        break;
    case LIST_OF_EVENING:
        set_evening(o);
        break;
    case LOOK:
        if (is_anew(day))
            lose_screen(p);
        spend_evening(p);
        break;
    }
}

static void pull_until(struct program *p, uint64_t until_ns)
{
    while (simulated.run_ns + p->pause_ms * 1000000 < until_ns) {
        simulated.run_ns += p->pause_ms * 1000000;
        bool others = program_pull(p);
        if (others || p->office->requests % 10 == 0)
            show_frames(p, others ? 12 : 1);
    }
    if (simulated.run_ns < until_ns) {
        p->pause_ms -= (until_ns - simulated.run_ns) / 1000000;
        simulated.run_ns = until_ns;
    }
}

static void live_through(struct program *p, int day)
{
    uint64_t midnight_ns = ((uint64_t)RUNNING_S + (uint64_t)day * DAY) * SECOND_NS;
    for (size_t i = 0; i < COUNT(plan_of_day); i++) {
        pull_until(p, midnight_ns + (uint64_t)plan_of_day[i].minute * 60 * SECOND_NS);
        happen(p, plan_of_day[i].deed, day);
    }
}

/* ---- the year */

static int days = USUAL_DAYS;
static unsigned seed = 1;
static bool prints;

/* In memory where there is such a folder: a year has as many lists to be kept as a disk takes an hour for. */
static void make_folder(struct program *p)
{
    const char *parent = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp";
    snprintf(p->folder, sizeof(p->folder), "%s/siapambil-year-XXXXXX", parent);
    assert_non_null(mkdtemp(p->folder));
}

static void remove_folder(const struct program *p)
{
    static const char *const names[] = { "state/list.json", "state/list.json.bad", "state/id.key",
                                         "state/serials",   "state/position",      "state/fonts",
                                         "settings.ini" };
    for (size_t i = 0; i < COUNT(names); i++) {
        CLEANUP_FREE char *path = program_path(p, names[i]);
        unlink(path);
    }
    CLEANUP_FREE char *state = program_path(p, "state");
    assert_int_equal(rmdir(state), 0); /* nothing else lies there */
    assert_int_equal(rmdir(p->folder), 0);
}

static void nothing_grows_after_the_first_day(void **state)
{
    (void)state;
    static struct office_of_year office;
    static struct program p;
    simulated.run_ns = (uint64_t)RUNNING_S * SECOND_NS;
    simulated.wall_s = BEGINNING - RUNNING_S;
    office_of_year_init(&office, simulated.wall_s, seed);
    p = (struct program){ .office = &office };
    make_folder(&p);
    CLEANUP_FREE char *text = settings_text(&p, &standard);
    program_start(&p, text);
    uint64_t began_ns = real_ns();
    if (prints)
        printf(" day  heap kB  blocks   own kB files  thr cached   bytes  fonts  images     log    "
               "lists  requests     frames\n");
    for (int day = 0; day < days; day++) {
        live_through(&p, day);
        struct held now = measure(&p);
        if (prints && (day < 8 || day % 7 == 0 || day == days - 1))
            print_held(day + 1, &now, &p);
        assert_flat(day, &now);
    }
    printf("%d days in %.1f s: %ld lists shown, %ld requests, %ld frames drawn\n", days,
           (double)(real_ns() - began_ns) / 1e9, p.taken, office.requests, p.frames);
    if (days > 1) /* each of them, or this would say little */
        assert_int_equal(office.weathers, (1u << WEATHERS) - 1);
    program_end(&p);
    office_of_year_release(&office);
    remove_folder(&p);
    count_log_lines();
}

int main(int argc, char **argv)
{
    memory_give_back();
    hash_init();
    json_init();
    prints = argc > 1;
    days = argc > 1 ? (int)strtol(argv[1], NULL, 10) : days;
    seed = argc > 2 ? (unsigned)strtol(argv[2], NULL, 10) : seed;
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(nothing_grows_after_the_first_day, catch_log, release_log),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
