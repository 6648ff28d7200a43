#include "app/age.h"

#include "base/clock.h"

/* Clocks that the network sets go back a little; a clock that has lost its time goes back by more. */
#define CLOCK_SLACK_S 3600

static bool is_trusted(const struct age_facts *f)
{
    return f->now_s >= CLOCK_PLAUSIBLE_S && (!f->kept || f->now_s + CLOCK_SLACK_S >= f->checked_s);
}

static int64_t age(const struct age_facts *f, bool known)
{
    if (!f->kept)
        return f->held_s;
    return MAX(f->held_s, known ? f->now_s - f->checked_s : f->old_after_s);
}

/* When the source said so, for people. */
static int64_t checked(const struct age_facts *f, bool known)
{
    if (known)
        return f->checked_s;
    return f->kept ? f->issued_s : f->now_s - f->held_s;
}

struct board_time age_judge(const struct age_facts *f)
{
    bool trusted = is_trusted(f), dated = f->checked_s >= CLOCK_PLAUSIBLE_S;
    return (struct board_time){
        .now_s = f->now_s,
        .clock_trusted = trusted,
        .checked_s = checked(f, dated),
        .age_s = MAX(age(f, trusted && dated), 0),
    };
}
