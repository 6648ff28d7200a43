/* One standing list in the place of another: all of it at once, for the eye, and therefore made
 * ready beside what stands, a line a frame, while notices run below. */
#include "view/belt_parts.h"

/* Who is to go must go, though lists follow one another faster than they are made ready. */
#define MOST_WAIT_S 5

void belt_drop_coming(struct belt *b)
{
    if (!b->coming)
        return;
    belt_free(b->coming);
    b->coming = NULL;
}

void belt_begin_coming(struct belt *b, const struct listing *listing)
{
    struct belt *c = belt_new(b->style, &b->options);
    c->listing = listing;
    c->form = b->form;
    c->today = b->today;
    c->tempo = c->wanted = b->wanted;
    c->begins_cycle = true;
    cycle_init(&c->cycle, listing);
    if (b->coming)
        c->waited_frames = b->coming->waited_frames;
    belt_drop_coming(b);
    b->coming = c;
    /* What stands is pictures only from here on: its list may be gone. */
    cycle_release(&b->cycle);
    b->listing = NULL;
}

static void come(struct belt *b)
{
    struct belt *c = b->coming;
    b->coming = NULL;
    belt_trim(c); /* its first bar goes to the top */
    belt_clear(b);
    struct belt old = *b;
    *b = *c;
    *c = old;
    belt_free(c);
}

/* As long as it would take to draw each of its pictures in a frame of its own. */
static bool is_drawn(struct belt *c)
{
    int pictures = 0;
    for (int i = 0; i < c->count; i++)
        pictures += belt_entry(c, i)->count;
    return ++c->ready_frames > pictures;
}

void belt_renew_coming(struct belt *b, int64_t now_s, int most)
{
    struct belt *c = b->coming;
    bool at_once = most == INT32_MAX || ++c->waited_frames > MOST_WAIT_S * c->options.rate_hz;
    if (at_once)
        most = INT32_MAX;
    while (most-- > 0) {
        if (belt_fill_line(c, now_s))
            continue;
        if (at_once || is_drawn(c))
            come(b);
        return;
    }
}
