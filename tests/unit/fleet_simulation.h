/* A fleet of screens that pull, second by second, without a network: the real schedule, time and
 * chance made here. What a turn of the fetcher (src/fetch/turn.c) does of it: after an answer the
 * regular pause, after a failure a retry, urgent while nothing is shown. A pull takes no time. */
#pragma once

#include "base/base.h"
#include "fetch/schedule.h"

#define FLEET_POLL_S   60
#define FLEET_WINDOW_S 10 /* of a peak */

#define FLEET_FIRST 2

enum fleet_centre { FLEET_ANSWERS, FLEET_REFUSES, FLEET_IS_BUSY };
#define FLEET_RETRY_AFTER_S 120 /* what a busy centre asks for */

struct fleet_screen {
    uint32_t place;    /* whose feed it pulls */
    uint32_t version;  /* of that feed, as it is shown; 0: nothing is shown; 1: any, by old rules */
    uint32_t plan;     /* events of plans before count no more */
    unsigned failures; /* in a row */
    bool watched;
    uint64_t from_ms; /* since when it could show a change; of those that are watched */
};

struct fleet_event {
    uint64_t at_ms;
    uint32_t screen, plan;
};

enum fleet_answer { FLEET_UNCHANGED, FLEET_CHANGED, FLEET_FAILED, FLEET_ANSWER_KINDS };

/* What happened in a second. */
struct fleet_second {
    uint32_t patient, urgent; /* pulls */
    uint32_t answers[FLEET_ANSWER_KINDS];
};

struct fleet {
    uint32_t count, places;
    struct fleet_screen *screens;
    uint32_t *versions; /* of each place's feed, from FLEET_FIRST on */
    enum fleet_centre centre;
    uint64_t now_ms, seed;
    struct fleet_event *heap; /* the soonest first */
    size_t heap_count, heap_size;
    struct fleet_second *seconds;
    size_t second_count;
    /* Of the screens that are watched: after how long each showed what was new, in ms. */
    uint32_t *delays;
    uint32_t delay_count, watched;
};

static inline uint32_t fleet_chance(struct fleet *f)
{
    /* splitmix64 */
    uint64_t z = f->seed += 0x9E3779B97F4A7C15u;
    z = (z ^ z >> 30) * 0xBF58476D1CE4E5B9u;
    z = (z ^ z >> 27) * 0x94D049BB133111EBu;
    return (uint32_t)((z ^ z >> 31) >> 32);
}

/* Even in [0, below). */
static inline uint32_t fleet_draw(struct fleet *f, uint32_t below)
{
    return (uint32_t)((uint64_t)fleet_chance(f) * below >> 32);
}

/* ---- events */

static inline void fleet_push(struct fleet *f, struct fleet_event e)
{
    if (f->heap_count == f->heap_size) {
        f->heap_size = MAX(2 * f->heap_size, (size_t)1024);
        f->heap = xrealloc(f->heap, f->heap_size * sizeof(*f->heap));
    }
    size_t i = f->heap_count++;
    for (; i && f->heap[(i - 1) / 2].at_ms > e.at_ms; i = (i - 1) / 2)
        f->heap[i] = f->heap[(i - 1) / 2];
    f->heap[i] = e;
}

static inline struct fleet_event fleet_pop(struct fleet *f)
{
    struct fleet_event first = f->heap[0], last = f->heap[--f->heap_count];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < f->heap_count; i = child) {
        child += child + 1 < f->heap_count && f->heap[child + 1].at_ms < f->heap[child].at_ms;
        if (last.at_ms <= f->heap[child].at_ms)
            break;
        f->heap[i] = f->heap[child];
    }
    f->heap[i] = last;
    return first;
}

/* ---- a screen */

static inline void fleet_plan(struct fleet *f, uint32_t screen, uint64_t at_ms)
{
    fleet_push(f, (struct fleet_event){ at_ms, screen, ++f->screens[screen].plan });
}

/* From then on it is waited for what it shows next. */
static inline void fleet_watch(struct fleet *f, uint32_t screen, uint64_t from_ms)
{
    f->watched += !f->screens[screen].watched;
    f->screens[screen].watched = true;
    f->screens[screen].from_ms = from_ms;
}

/* `kept`: with the list that it had. */
static inline void fleet_switch_on(struct fleet *f, uint32_t screen, uint64_t at_ms, bool kept)
{
    struct fleet_screen *s = &f->screens[screen];
    s->failures = 0;
    s->version = kept ? s->version : 0;
    fleet_plan(f, screen, at_ms + schedule_first(kept, FLEET_POLL_S, fleet_chance(f)));
}

static inline void fleet_switch_off(struct fleet *f, uint32_t screen)
{
    f->screens[screen].plan++;
}

/* Its settings have changed under it: everything is asked for again. */
static inline void fleet_reload(struct fleet *f, uint32_t screen)
{
    int within_s = MIN(FLEET_POLL_S, SCHEDULE_CHANGED_S);
    f->screens[screen].version = 1;
    fleet_plan(f, screen, f->now_ms + schedule_first(true, within_s, fleet_chance(f)));
}

/* What came of a pull that was begun at `begun_ms`, as a turn of the fetcher would take it: the next
 * is planned. */
static inline void fleet_take(struct fleet *f, uint32_t screen, uint64_t begun_ms,
                              enum fleet_answer answer, int retry_after_s)
{
    struct fleet_screen *s = &f->screens[screen];
    size_t second = begun_ms / 1000;
    if (second >= f->second_count) {
        size_t count = second + 3600;
        f->seconds = xrealloc(f->seconds, count * sizeof(*f->seconds));
        memset(f->seconds + f->second_count, 0, (count - f->second_count) * sizeof(*f->seconds));
        f->second_count = count;
    }
    struct fleet_second *tally = &f->seconds[second];
    bool urgent = !s->version;
    *(urgent ? &tally->urgent : &tally->patient) += 1;
    tally->answers[answer]++;
    uint64_t pause;
    if (answer == FLEET_FAILED) {
        s->failures++;
        pause = schedule_retry(urgent, FLEET_POLL_S, s->failures, retry_after_s, fleet_chance(f));
    } else {
        s->failures = 0;
        pause = schedule_next(FLEET_POLL_S, fleet_chance(f));
    }
    if (answer == FLEET_CHANGED) {
        s->version = f->versions[s->place];
        if (s->watched)
            f->delays[f->delay_count++] = (uint32_t)(f->now_ms - MIN(f->now_ms, s->from_ms));
        s->watched = false;
    }
    fleet_plan(f, screen, f->now_ms + pause);
}

static inline void fleet_pull(struct fleet *f, uint32_t screen)
{
    const struct fleet_screen *s = &f->screens[screen];
    bool answers = f->centre == FLEET_ANSWERS, same = s->version == f->versions[s->place];
    fleet_take(f, screen, f->now_ms,
               !answers ? FLEET_FAILED
               : same   ? FLEET_UNCHANGED
                        : FLEET_CHANGED,
               f->centre == FLEET_IS_BUSY ? FLEET_RETRY_AFTER_S : 0);
}

static inline void fleet_watch_nobody(struct fleet *f)
{
    for (uint32_t i = 0; i < f->count; i++)
        f->screens[i].watched = false;
    f->watched = f->delay_count = 0;
}

/* ---- the fleet */

/* All are on, and have been for long. */
static inline void fleet_init(struct fleet *f, uint32_t count, uint32_t places, uint64_t seed)
{
    *f = (struct fleet){ .count = count, .places = places, .seed = seed };
    f->screens = xcalloc(count, sizeof(*f->screens));
    f->versions = xcalloc(places, sizeof(*f->versions));
    f->delays = xcalloc(count, sizeof(*f->delays));
    for (uint32_t i = 0; i < places; i++)
        f->versions[i] = FLEET_FIRST;
    for (uint32_t i = 0; i < count; i++) {
        f->screens[i].place = i % places;
        f->screens[i].version = FLEET_FIRST;
        fleet_switch_on(f, i, 0, true);
    }
}

static inline void fleet_release(struct fleet *f)
{
    free(f->screens);
    free(f->versions);
    free(f->delays);
    free(f->heap);
    free(f->seconds);
}

static inline void fleet_run(struct fleet *f, uint64_t seconds)
{
    uint64_t until_ms = f->now_ms + seconds * 1000;
    while (f->heap_count && f->heap[0].at_ms < until_ms) {
        struct fleet_event e = fleet_pop(f);
        if (f->screens[e.screen].plan != e.plan)
            continue;
        f->now_ms = e.at_ms;
        fleet_pull(f, e.screen);
    }
    f->now_ms = until_ms;
}

/* A place's feed changes, or every place's. */
static inline void fleet_publish(struct fleet *f, uint32_t place)
{
    f->versions[place]++;
}

static inline void fleet_publish_all(struct fleet *f)
{
    for (uint32_t i = 0; i < f->places; i++)
        fleet_publish(f, i);
}

/* ---- what came of it */

struct fleet_rates {
    double mean, peak;                /* pulls a second; the most of FLEET_WINDOW_S */
    double patient_peak, urgent_peak; /* likewise, of each kind */
    double patient_ratio;             /* patient_peak to a quiet day's mean: count / FLEET_POLL_S */
    uint64_t answers[FLEET_ANSWER_KINDS];
    double changed_peak;
};

static inline struct fleet_rates fleet_rates(const struct fleet *f, uint64_t from_s,
                                             uint64_t until_s)
{
    struct fleet_rates r = { 0 };
    until_s = MIN(until_s, (uint64_t)f->second_count);
    uint64_t pulls = 0;
    for (uint64_t s = from_s; s < until_s; s++) {
        double patient = 0, urgent = 0, changed = 0;
        for (int i = 0; i < FLEET_ANSWER_KINDS; i++) {
            r.answers[i] += f->seconds[s].answers[i];
            pulls += f->seconds[s].answers[i];
        }
        for (uint64_t i = s; s + FLEET_WINDOW_S <= until_s && i < s + FLEET_WINDOW_S; i++) {
            patient += f->seconds[i].patient;
            urgent += f->seconds[i].urgent;
            changed += f->seconds[i].answers[FLEET_CHANGED];
        }
        r.patient_peak = MAX(r.patient_peak, patient / FLEET_WINDOW_S);
        r.urgent_peak = MAX(r.urgent_peak, urgent / FLEET_WINDOW_S);
        r.changed_peak = MAX(r.changed_peak, changed / FLEET_WINDOW_S);
        r.peak = MAX(r.peak, (patient + urgent) / FLEET_WINDOW_S);
    }
    r.mean = (double)pulls / (double)(until_s - from_s);
    r.patient_ratio = r.patient_peak * FLEET_POLL_S / f->count;
    return r;
}

static inline int fleet_compare(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* After how many seconds so many of the screens that are watched showed the change; a negative
 * number when they have not yet. */
static inline double fleet_delay(struct fleet *f, unsigned percent)
{
    qsort(f->delays, f->delay_count, sizeof(*f->delays), fleet_compare);
    uint32_t nth = (uint32_t)(((uint64_t)f->watched * percent + 99) / 100);
    return nth && nth <= f->delay_count ? f->delays[nth - 1] / 1e3 : -1;
}

/* ---- days that were not quiet */

enum fleet_scenario {
    FLEET_QUIET,
    FLEET_ONE_PLACE,    /* the feed of one place changes */
    FLEET_ALL_PLACES,   /* every feed changes at one moment */
    FLEET_POWER_CUT,    /* a sixth is dark for ten minutes, and boots within two */
    FLEET_DARK,         /* all are */
    FLEET_REFUSED,      /* for an hour the centre refuses connections; then every feed is new */
    FLEET_BUSY,         /* for an hour it answers 503 with Retry-After */
    FLEET_MORNING,      /* all are switched on within half an hour, and every feed is new */
    FLEET_NEW_SETTINGS, /* all reload at one moment */
    FLEET_SCENARIOS,
};

struct fleet_outcome {
    struct fleet_rates rates;
    double half_s, most_s, all_s; /* until 50, 99 and 100 % of those concerned show what is new */
};

#define FLEET_SETTLE_S 120
/* Of the screens that lose their power, one in so many has nothing kept. */
#define FLEET_NOTHING_KEPT 20

/* Those below `count` boot from now on. */
static inline void fleet_boot(struct fleet *f, uint32_t count, uint32_t boot_within_s,
                              uint32_t nothing_kept)
{
    for (uint32_t i = 0; i < count; i++) {
        uint64_t at_ms = f->now_ms + fleet_draw(f, boot_within_s * 1000);
        fleet_watch(f, i, at_ms);
        fleet_switch_on(f, i, at_ms, !nothing_kept || i % nothing_kept);
    }
}

/* Those below `count` lose their power; every feed changes meanwhile. */
static inline void fleet_cut_power(struct fleet *f, uint32_t count, uint32_t dark_s,
                                   uint32_t boot_within_s, uint32_t nothing_kept)
{
    for (uint32_t i = 0; i < count; i++)
        fleet_switch_off(f, i);
    fleet_run(f, dark_s);
    fleet_publish_all(f);
    fleet_boot(f, count, boot_within_s, nothing_kept);
}

/* One screen in a hundred has just been hung up, and has nothing to show yet. */
static inline void fleet_fail(struct fleet *f, enum fleet_centre how, uint32_t for_s)
{
    f->centre = how;
    for (uint32_t i = 0; i < f->count; i += 100)
        fleet_switch_on(f, i, f->now_ms, false);
    fleet_run(f, for_s);
    fleet_publish_all(f);
    f->centre = FLEET_ANSWERS;
    for (uint32_t i = 0; i < f->count; i++)
        fleet_watch(f, i, f->now_ms);
}

static inline void fleet_change(struct fleet *f, uint32_t places)
{
    for (uint32_t i = 0; i < places; i++)
        fleet_publish(f, i);
    for (uint32_t i = 0; i < f->count; i++) {
        if (f->screens[i].place < places)
            fleet_watch(f, i, f->now_ms);
    }
}

/* Plays a scenario from a quiet day on. Rates are of the time from the event on (for a power cut:
 * from the first boot), until all is quiet again. */
static inline struct fleet_outcome fleet_play(enum fleet_scenario scenario, uint32_t count,
                                              uint32_t places, uint64_t seed)
{
    struct fleet f;
    fleet_init(&f, count, places, seed);
    fleet_run(&f, FLEET_SETTLE_S);
    uint64_t from_s = FLEET_SETTLE_S, after_s = 600;
    switch (scenario) {
    case FLEET_ONE_PLACE:
        fleet_change(&f, 1);
        break;
    case FLEET_ALL_PLACES:
        fleet_change(&f, places);
        break;
    case FLEET_POWER_CUT:
    case FLEET_DARK:
        fleet_cut_power(&f, scenario == FLEET_DARK ? count : count / 6, 600, 120,
                        FLEET_NOTHING_KEPT);
        from_s += 600;
        break;
    case FLEET_REFUSED:
    case FLEET_BUSY:
        fleet_fail(&f, scenario == FLEET_BUSY ? FLEET_IS_BUSY : FLEET_REFUSES, 3600);
        break;
    case FLEET_MORNING:
        fleet_cut_power(&f, count, 600, 1800, 0);
        from_s += 600;
        after_s = 2400;
        break;
    case FLEET_NEW_SETTINGS:
        for (uint32_t i = 0; i < count; i++)
            fleet_reload(&f, i);
        break;
    case FLEET_QUIET:
    case FLEET_SCENARIOS:
        break;
    }
    fleet_run(&f, after_s);
    struct fleet_outcome ret = { .rates = fleet_rates(&f, from_s, f.now_ms / 1000),
                                 .half_s = fleet_delay(&f, 50),
                                 .most_s = fleet_delay(&f, 99),
                                 .all_s = fleet_delay(&f, 100) };
    fleet_release(&f);
    return ret;
}
