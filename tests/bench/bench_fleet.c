/* A fleet of screens against a real nginx: bench_fleet [-s SPEED] [-n SCREENS] [JSON-FILE].
 *
 * Every screen is played with the real schedule, request for request, over a connection of its
 * own, as by a board whose idle connection was closed. SPEED seconds of the fleet pass in one of
 * ours, so that 85,000 screens at 60 s ask nginx for 1,417 x SPEED pulls a second. Figures are
 * of the fleet's seconds, but those of nginx's processor. The feeds are written by the
 * publisher's tree while the screens pull. */
#include <ftw.h>
#include <getopt.h>
#include <pthread.h>
#include <stdatomic.h>

#include "base/hash.h"
#include "bench/fleet_pulls.h"

#define TOO_LATE_MS 500 /* of ours: then this machine is measured, not the schedule */

struct bench {
    struct nginx server;
    struct fleet_office office;
    struct pulls pulls;
    FILE *json;
    bool first; /* no phase has been told yet */
    bool late;  /* this machine does not keep up */
};

/* ---- publishing, while the screens pull */

struct publication {
    struct fleet_office *office;
    double took_s;
    uint64_t bytes;
    atomic_bool done;
};

static void *publish(void *ctx)
{
    struct publication *p = ctx;
    struct tree_report report;
    uint64_t begun_ns = clock_monotonic_ns();
    office_publish(p->office, &report);
    p->took_s = (double)(clock_monotonic_ns() - begun_ns) / 1e9;
    p->bytes = report.bytes;
    atomic_store(&p->done, true);
    return NULL;
}

/* Who is watched shows what is new from the moment that it stands there: what came while the tree
 * was being exchanged took no time. */
static void publish_and_pull(struct bench *b)
{
    struct publication publication = { .office = &b->office };
    struct fleet *f = &b->pulls.fleet;
    pthread_t thread;
    office_must(pthread_create(&thread, NULL, publish, &publication) == 0, "no thread");
    while (!atomic_load(&publication.done))
        pulls_run(&b->pulls, 0.01 * b->pulls.speed);
    pthread_join(thread, NULL);
    memset(f->delays, 0, f->delay_count * sizeof(*f->delays));
    for (uint32_t i = 0; i < f->count; i++)
        f->screens[i].from_ms = MAX(f->screens[i].from_ms, f->now_ms);
}

/* ---- telling */

struct phase {
    const char *name, *what;
    double from_s, processor_s;
    uint64_t begun_ns;
};

static struct phase begin(struct bench *b, const char *name, const char *what)
{
    b->pulls.tally = (struct pulls_tally){ 0 };
    fleet_watch_nobody(&b->pulls.fleet);
    return (struct phase){ .name = name,
                           .what = what,
                           .from_s = (double)b->pulls.fleet.now_ms / 1000,
                           .processor_s = nginx_processor_s(&b->server),
                           .begun_ns = clock_monotonic_ns() };
}

static double part(uint64_t a, uint64_t b)
{
    return b ? (double)a / (double)b : 0;
}

static void print(const struct phase *p, const struct fleet_rates *r, const struct pulls_tally *t,
                  double processor_ms, const double delays[3])
{
    printf("%-36s %6.0f %6.0f %5.2f %6.0f %6.1f %7.1f %7.0f %6.0f %6.1f %5" PRIu64 " %7" PRIu64,
           p->what, r->mean, r->peak, r->patient_ratio, r->urgent_peak,
           100 * part(t->unchanged, t->unchanged + t->changed), (double)t->down / 1e6,
           part(t->unchanged_up, t->unchanged) + part(t->unchanged_down, t->unchanged),
           part(t->changed_down, t->changed), processor_ms, pulls_took_ms(t, 0.99), t->failed);
    if (delays[0] >= 0)
        printf(" %6.1f %6.1f %6.1f", delays[0], delays[1], delays[2]);
    printf("\n");
    fflush(stdout);
}

static void write_json(struct bench *b, const struct phase *p, const struct fleet_rates *r,
                       double real_s, double processor_ms, const double delays[3])
{
    const struct pulls_tally *t = &b->pulls.tally;
    fprintf(
        b->json,
        "%s\n  \"%s\": {\"seconds\": %.0f, \"pulls_per_s\": {\"mean\": %.1f, \"peak_10s\": %.1f, "
        "\"not_urgent_peak_10s\": %.1f, \"not_urgent_ratio\": %.3f, \"urgent_peak_10s\": %.1f}, "
        "\"nginx_requests_per_s\": %.1f, \"nginx_processor_ms_per_1000\": %.2f, "
        "\"unchanged\": %" PRIu64 ", \"changed\": %" PRIu64 ", \"failed\": %" PRIu64
        ", \"bytes_up\": %" PRIu64 ", \"bytes_down\": %" PRIu64
        ", \"bytes_of_unchanged\": {\"up\": %.1f, \"down\": %.1f}, "
        "\"bytes_of_changed_down\": %.1f, \"ms\": {\"50\": %" PRIu64 ", \"99\": %" PRIu64
        "}, \"latest_begun_ms\": %" PRIu64,
        b->first ? "" : ",", p->name, (double)b->pulls.fleet.now_ms / 1000 - p->from_s, r->mean,
        r->peak, r->patient_peak, r->patient_ratio, r->urgent_peak,
        (double)(t->unchanged + t->changed) / real_s, processor_ms, t->unchanged, t->changed,
        t->failed, t->up, t->down, part(t->unchanged_up, t->unchanged),
        part(t->unchanged_down, t->unchanged), part(t->changed_down, t->changed),
        pulls_took_ms(t, 0.5), pulls_took_ms(t, 0.99), t->late_ms);
    if (delays[0] >= 0)
        fprintf(b->json, ", \"shown_after_s\": {\"50\": %.1f, \"99\": %.1f, \"100\": %.1f}",
                delays[0], delays[1], delays[2]);
    fprintf(b->json, "}");
    b->first = false;
}

static void end(struct bench *b, const struct phase *p)
{
    struct fleet *f = &b->pulls.fleet;
    struct fleet_rates r = fleet_rates(f, (uint64_t)p->from_s + 1, f->now_ms / 1000);
    const struct pulls_tally *t = &b->pulls.tally;
    double real_s = (double)(clock_monotonic_ns() - p->begun_ns) / 1e9;
    double processor_s = nginx_processor_s(&b->server) - p->processor_s;
    double processor_ms = part(1000, t->unchanged + t->changed) * processor_s * 1000;
    const double delays[] = { fleet_delay(f, 50), fleet_delay(f, 99), fleet_delay(f, 100) };
    print(p, &r, t, processor_ms, delays);
    b->late |= t->late_ms > TOO_LATE_MS || pulls_took_ms(t, 0.99) > TOO_LATE_MS;
    if (b->json)
        write_json(b, p, &r, real_s, processor_ms, delays);
}

/* ---- what happens */

static void play(struct bench *b)
{
    struct pulls *pulls = &b->pulls;
    struct fleet *f = &pulls->fleet;
    uint32_t sixth = f->count / 6;

    struct phase p = begin(b, "first", "(the first pulls of all)");
    pulls_run(pulls, 70);
    end(b, &p);

    p = begin(b, "quiet", "a quiet time");
    pulls_run(pulls, 120);
    end(b, &p);

    p = begin(b, "one-place", "one place's feed changes");
    fleet_change(f, 1);
    b->office.first++;
    publish_and_pull(b);
    pulls_run(pulls, 90);
    end(b, &p);

    p = begin(b, "all-places", "every feed changes at once");
    fleet_change(f, f->places);
    b->office.everywhere++;
    publish_and_pull(b);
    pulls_run(pulls, 90);
    end(b, &p);

    for (uint32_t i = 0; i < sixth; i++)
        fleet_switch_off(f, i);
    b->office.everywhere++;
    publish_and_pull(b);
    pulls_run(pulls, 70);
    p = begin(b, "power-cut", "a sixth boots within 2 min");
    fleet_boot(f, sixth, 120, FLEET_NOTHING_KEPT);
    pulls_run(pulls, 200);
    end(b, &p);

    p = begin(b, "outage", "nginx is stopped for 4 min");
    nginx_stop(&b->server);
    pulls_run(pulls, 240);
    b->office.everywhere++;
    publish_and_pull(b);
    fleet_watch_nobody(f);
    nginx_start(&b->server);
    f->now_ms = pulls_now_ms(pulls);
    for (uint32_t i = 0; i < f->count; i++)
        fleet_watch(f, i, f->now_ms);
    pulls_run(pulls, 320);
    end(b, &p);
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st, (void)type, (void)at;
    return remove(path);
}

static int usage(void)
{
    fprintf(stderr, "bench_fleet [-s SPEED] [-n SCREENS] [JSON-FILE]\n");
    return 2;
}

int main(int argc, char **argv)
{
    struct bench b = { .first = true };
    double speed = 4;
    unsigned screens = 85000;
    for (int c; (c = getopt(argc, argv, "s:n:")) != -1;) {
        if (c == 's')
            speed = strtod(optarg, NULL);
        else if (c == 'n')
            screens = (unsigned)strtoul(optarg, NULL, 10);
        else
            return usage();
    }
    if (speed < 0.1 || screens < OFFICE_PLACES || argc - optind > 1)
        return usage();
    b.json = optind < argc ? fopen(argv[optind], "w") : NULL;
    if (optind < argc && !b.json) {
        perror(argv[optind]);
        return 1;
    }
    signal(SIGPIPE, SIG_IGN);
    hash_init();
    char folder[] = "/tmp/siapambil-fleet-XXXXXX";
    struct tree_report report;
    office_must(mkdtemp(folder), "no folder in /tmp");
    office_open(&b.office, folder);
    office_publish(&b.office, &report);
    nginx_init(&b.server, folder);
    nginx_start(&b.server);
    printf(
        "%u screens, a pull every %d s, %d feeds of %d rows, at %.3g times their pace: nginx with "
        "%d workers is asked %.0f times a second, each time over a new connection, plain HTTP\n\n",
        screens, FLEET_POLL_S, OFFICE_PLACES, FEED_ROWS, speed, NGINX_WORKERS,
        screens * speed / FLEET_POLL_S);
    printf("%-36s %6s %6s %5s %6s %6s %7s %7s %6s %6s %5s %7s %6s %6s %6s\n", "", "mean", "peak",
           "ratio", "urgent", "304 %", "MB", "B 304", "B 200", "CPU", "99 %", "failed", "50 %",
           "99 %", "100 %");
    printf("%-36s %6s %6s %5s %6s %6s %7s %7s %6s %6s %5s %7s %6s %6s %6s\n", "", "/s", "/s", "",
           "/s", "", "down", "up+down", "down", "ms/1k", "ms", "", "s", "s", "s");
    if (b.json)
        fprintf(b.json,
                "{\"screens\": %u, \"poll_s\": %d, \"feeds\": %d, \"rows\": %d, \"speed\": %.3g, "
                "\"phases\": {",
                screens, FLEET_POLL_S, OFFICE_PLACES, FEED_ROWS, speed);
    pulls_init(&b.pulls, screens, &b.server, speed);
    play(&b);
    if (b.late)
        printf("\nThis machine did not keep up: pulls came late, and so together. Take it with a "
               "lower "
               "SPEED, or when\nnothing else runs.\n");
    nginx_stop(&b.server);
    tree_close(b.office.tree);
    fleet_release(&b.pulls.fleet);
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
    if (b.json) {
        fprintf(b.json, "\n}, \"kept_up\": %s}\n", b.late ? "false" : "true");
        fclose(b.json);
    }
    return 0;
}
