/* What 85,000 screens ask of their centre, by the real schedule in simulated time: bench_fleet_sim
 * [JSON-FILE]. No network; bench_fleet has one. */
#include <inttypes.h>
#include <stdio.h>

#include "bench/fleet_bytes.h"
#include "unit/fleet_simulation.h"

#define SCREENS 85000
#define PLACES  7000 /* kecamatan have feeds of their own */
#define SEED    1

static const struct {
    const char *name, *what;
    bool changes; /* there is something new to show */
} scenarios[FLEET_SCENARIOS] = {
    [FLEET_QUIET] = { "quiet", "a quiet day" },
    [FLEET_ONE_PLACE] = { "one-place", "one place's feed changes", true },
    [FLEET_ALL_PLACES] = { "all-places", "every feed changes at once", true },
    [FLEET_POWER_CUT] = { "power-cut", "a sixth loses power, boots within 2 min", true },
    [FLEET_DARK] = { "dark", "all lose power, boot within 2 min", true },
    [FLEET_REFUSED] = { "refused", "the centre is down for an hour", true },
    [FLEET_BUSY] = { "busy", "an hour of 503, Retry-After 120", true },
    [FLEET_MORNING] = { "morning", "all are switched on in 30 min", true },
    [FLEET_NEW_SETTINGS] = { "new-settings", "new settings everywhere at once" },
};

struct bytes {
    double total, peak; /* down: in all, and a second */
};

static struct bytes count_bytes(const struct fleet_rates *r)
{
    double changed = CHANGED_DOWN(FEED_ROWS);
    return (struct bytes){
        .total = (double)r->answers[FLEET_UNCHANGED] * UNCHANGED_DOWN +
                 (double)r->answers[FLEET_CHANGED] * changed,
        .peak = r->changed_peak * changed + MAX(r->peak - r->changed_peak, 0) * UNCHANGED_DOWN,
    };
}

static void print(int scenario, const struct fleet_outcome *o, const struct bytes *bytes)
{
    const struct fleet_rates *r = &o->rates;
    double answered = (double)(r->answers[FLEET_UNCHANGED] + r->answers[FLEET_CHANGED]);
    printf("%-40s %6.0f %6.0f %6.0f %5.2f %6.0f %6.1f %7.1f %6.1f", scenarios[scenario].what,
           r->mean, r->peak, r->patient_peak, r->patient_ratio, r->urgent_peak,
           100 * (double)r->answers[FLEET_UNCHANGED] / answered, bytes->total / 1e6,
           bytes->peak / 1e6);
    if (scenarios[scenario].changes)
        printf(" %6.1f %6.1f %6.1f", o->half_s, o->most_s, o->all_s);
    printf("\n");
}

static void write_json(FILE *out, int scenario, const struct fleet_outcome *o,
                       const struct bytes *bytes)
{
    const struct fleet_rates *r = &o->rates;
    fprintf(
        out,
        "%s\n  \"%s\": {\"pulls_per_s\": {\"mean\": %.1f, \"peak_10s\": %.1f, "
        "\"not_urgent_peak_10s\": %.1f, \"not_urgent_ratio\": %.3f, \"urgent_peak_10s\": %.1f}, "
        "\"unchanged\": %" PRIu64 ", \"changed\": %" PRIu64 ", \"failed\": %" PRIu64
        ", \"bytes_down\": %.0f, \"bytes_down_per_s_peak\": %.0f",
        scenario ? "," : "", scenarios[scenario].name, r->mean, r->peak, r->patient_peak,
        r->patient_ratio, r->urgent_peak, r->answers[FLEET_UNCHANGED], r->answers[FLEET_CHANGED],
        r->answers[FLEET_FAILED], bytes->total, bytes->peak);
    if (scenarios[scenario].changes)
        fprintf(out, ", \"shown_after_s\": {\"50\": %.1f, \"99\": %.1f, \"100\": %.1f}", o->half_s,
                o->most_s, o->all_s);
    fprintf(out, "}");
}

int main(int argc, char **argv)
{
    FILE *json = argc > 1 ? fopen(argv[1], "w") : NULL;
    if (argc > 1 && !json) {
        perror(argv[1]);
        return 1;
    }
    printf(
        "%d screens, a pull every %d s, %d feeds of %d rows; simulated. Pulls a second, MB down, "
        "seconds until\n50, 99 and 100 %% of those concerned show what is new (after an outage: "
        "since its end)\n\n%-40s %6s %6s %6s %5s %6s %6s %7s %6s %6s %6s %6s\n",
        SCREENS, FLEET_POLL_S, PLACES, FEED_ROWS, "", "mean", "peak", "calm", "ratio", "urgent",
        "304 %", "MB", "MB/s", "50 %", "99 %", "100 %");
    if (json)
        fprintf(json, "{\"screens\": %d, \"poll_s\": %d, \"feeds\": %d, \"scenarios\": {", SCREENS,
                FLEET_POLL_S, PLACES);
    bool ok = true;
    for (int i = 0; i < FLEET_SCENARIOS; i++) {
        struct fleet_outcome o = fleet_play((enum fleet_scenario)i, SCREENS, PLACES, SEED);
        struct bytes bytes = count_bytes(&o.rates);
        print(i, &o, &bytes);
        if (json)
            write_json(json, i, &o, &bytes);
        bool outage = i == FLEET_REFUSED || i == FLEET_BUSY;
        ok &= o.rates.patient_ratio <= 1.3 &&
              (outage || !scenarios[i].changes || o.most_s <= 1.5 * FLEET_POLL_S);
    }
    printf("\npeak: the most in %d s; calm: of screens that have something to show, and to the "
           "mean of "
           "a quiet day\n",
           FLEET_WINDOW_S);
    if (json) {
        fprintf(json, "\n}}\n");
        fclose(json);
    }
    return ok ? 0 : 1;
}
