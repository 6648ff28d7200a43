#include "screen/governor.h"

#define SECOND     UINT64_C(1000000000)
#define WINDOW     (2 * SECOND)
#define LEAST_CALM (60 * SECOND)
#define MOST_CALM  (3600 * SECOND)

static uint64_t period(const struct governor *g, int refreshes)
{
    return SECOND * (uint64_t)refreshes / (uint64_t)g->refresh_hz;
}

static int refreshes(const struct governor *g)
{
    return MAX(g->refreshes, 1);
}

int governor_rate(const struct governor *g)
{
    return MAX(g->refresh_hz / refreshes(g), 1);
}

/* More than one frame in twenty late, or nine tenths of the time used. */
static bool is_slow(const struct governor *g)
{
    return g->late * 20 > g->frames || g->busy_ns * 10 > g->frames * period(g, refreshes(g)) * 9;
}

/* Whether frames would take at most half of a shorter period. */
static bool has_time_for(const struct governor *g, int fewer)
{
    return !g->late && g->busy_ns * 2 <= g->frames * period(g, fewer);
}

/* So many that a frame takes seven tenths of them at most, and more than now. */
static int choose_longer(const struct governor *g)
{
    int n = refreshes(g) + 1;
    while (n < GOVERNOR_MOST && g->busy_ns * 10 > g->frames * period(g, n) * 7)
        n++;
    return MIN(n, GOVERNOR_MOST);
}

static void lengthen(struct governor *g, uint64_t now_ns)
{
    bool failed = g->tried_ns && now_ns - g->tried_ns < LEAST_CALM;
    uint64_t needed = g->calm_needed_ns ? g->calm_needed_ns : LEAST_CALM;
    g->calm_needed_ns = failed ? MIN(2 * needed, MOST_CALM) : LEAST_CALM;
    g->refreshes = choose_longer(g);
    g->slow = 0;
    g->calm_since_ns = 0;
}

/* Whether frames may be shorter again by one refresh. */
static bool try_shorter(struct governor *g, uint64_t now_ns)
{
    int n = refreshes(g);
    if (n == 1 || !has_time_for(g, n - 1)) {
        g->calm_since_ns = 0;
        return false;
    }
    if (!g->calm_since_ns)
        g->calm_since_ns = g->begun_ns;
    if (now_ns - g->calm_since_ns < g->calm_needed_ns)
        return false;
    g->refreshes = n - 1;
    g->tried_ns = now_ns;
    g->calm_since_ns = 0;
    return true;
}

static bool judge(struct governor *g, uint64_t now_ns)
{
    g->slow = is_slow(g) ? g->slow + 1 : 0;
    if (g->slow >= 2 && refreshes(g) < GOVERNOR_MOST) {
        lengthen(g, now_ns);
        return true;
    }
    return try_shorter(g, now_ns);
}

static void begin_window(struct governor *g, uint64_t now_ns)
{
    g->begun_ns = now_ns;
    g->busy_ns = 0;
    g->frames = g->late = 0;
}

bool governor_note(struct governor *g, uint64_t busy_ns, bool late, uint64_t now_ns)
{
    if (!g->begun_ns)
        begin_window(g, now_ns);
    g->frames++;
    g->late += late;
    g->busy_ns += busy_ns;
    if (now_ns - g->begun_ns < WINDOW)
        return false;
    bool changed = judge(g, now_ns);
    begin_window(g, now_ns);
    return changed;
}

void governor_rest(struct governor *g)
{
    g->begun_ns = 0;
    g->slow = 0;
    g->calm_since_ns = 0;
}
