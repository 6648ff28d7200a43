#include "view/notices.h"

#include "base/text.h"

#define SHORTEST_TURN_S 12
/* Of who has to look up at a wall first, and may have to start twice. */
#define CHARACTERS_A_SECOND 12

int notices_turn_s(const char *text)
{
    return MAX((int)text_length(text) / CHARACTERS_A_SECOND, SHORTEST_TURN_S);
}

static void add(struct notices *n, const char *text, bool high)
{
    /* Without words there would be an empty band. */
    if (!text[strspn(text, "* ")])
        return;
    if (high && n->high_count < NOTICES_MAX) {
        n->high[n->high_count++] = text;
        n->cycle_s += notices_turn_s(text);
    } else if (!high && n->count < NOTICES_MAX) {
        n->texts[n->count++] = text;
    }
}

void notices_choose(struct notices *ret, const struct snapshot *list, const char *own,
                    const char *own_high, struct today today)
{
    ret->count = ret->high_count = ret->cycle_s = 0;
    add(ret, own, false);
    add(ret, own_high, true);
    for (uint32_t i = 0; list && i < list->notice_count; i++) {
        const struct notice *n = &list->notices[i];
        if (!today.known || (n->from <= today.day && today.day <= n->until))
            add(ret, snapshot_text(list, n->text), n->high);
    }
}

int notices_turn(const struct notices *n, int64_t now_s)
{
    if (!n->high_count)
        return -1;
    int64_t at = now_s % n->cycle_s;
    if (at < 0) /* a clock before 1970 */
        at += n->cycle_s;
    int turn = 0;
    while (turn < n->high_count - 1 && at >= notices_turn_s(n->high[turn]))
        at -= notices_turn_s(n->high[turn++]);
    return turn;
}

const char *notices_longest(const struct notices *n)
{
    const char *longest = NULL;
    for (int i = 0; i < n->high_count; i++) {
        if (!longest || text_length(n->high[i]) > text_length(longest))
            longest = n->high[i];
    }
    return longest;
}
