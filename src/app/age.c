#include "app/age.h"

#include "base/clock.h"
#include "base/log.h"

/* Clocks that the network sets go back a little; a clock that has lost
 * its time goes back by more. */
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

enum age_state age_state(const struct board_time *time, int64_t expires, int old_after_s,
                         int withdraw_after_s)
{
    bool dated = time->clock_trusted && expires != INT64_MAX;
    int64_t expired_s = dated ? time->now_s - expires : -1;
    if (time->age_s >= withdraw_after_s || expired_s >= withdraw_after_s)
        return AGE_WITHDRAWN;
    if (time->age_s >= old_after_s)
        return AGE_OLD;
    return expired_s >= 0 ? AGE_EXPIRED : AGE_FRESH;
}

void age_tell(struct repeats_states *told, enum age_state now, int64_t age_s, int64_t boot_s)
{
    int minutes = (int)(age_s / 60);
    char often[REPEATS_TEXT];
    unsigned times = repeats_is(told, (int)now, boot_s);
    if (!times)
        return;
    repeats_count(times, often);
    if (now == AGE_FRESH)
        log_info("the list is fresh again%s", often);
    else if (now == AGE_OLD)
        log_warning("the list is marked as old: its source was last heard %d min ago%s", minutes,
                    often);
    else if (now == AGE_EXPIRED)
        log_warning("the list is marked as old: it has expired%s", often);
    else
        log_warning("the list is withdrawn: too old, or long expired (its source was last heard %d "
                    "min ago)%s",
                    minutes, often);
}
