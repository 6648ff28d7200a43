#include "view/parts.h"

/* The design's lengths, at 1080 lines. */
enum { MARGIN = 48, MARK = 60, MARK_GAP = 28, PADDING = 20 };

/* Readable from the back of the room as long as it can be; a long text takes more lines rather
 * than a size that only the first row reads. Upright there is height to spare. */
static const struct fit_choice landscape[] = {
    { 48, 1 }, { 48, 2 }, { 42, 3 }, { 36, 4 }, { 30, 5 },
};
static const struct fit_choice portrait[] = {
    { 48, 1 }, { 48, 2 }, { 46, 3 }, { 42, 4 }, { 38, 5 }, { 34, 7 }, { 30, FIT_ROOM_LINES },
};
#define MOST_CHOICES COUNT(portrait)

/* The choices at this size; returns how many. */
static size_t scaled_choices(const struct layout *l, struct fit_choice ret[MOST_CHOICES])
{
    const struct fit_choice *from = l->portrait ? portrait : landscape;
    size_t count = l->portrait ? COUNT(portrait) : COUNT(landscape);
    for (size_t i = 0; i < count; i++)
        ret[i] = (struct fit_choice){ layout_scale(l, from[i].size), from[i].lines };
    return count;
}

static int line_height(int size)
{
    return size * 5 / 4;
}

/* What *asterisks* emphasise in the footer stands out here anyway: without the pairs of them. */
static void add_plain(struct buffer *out, const char *text)
{
    bool open = false;
    for (; *text; text++) {
        if (*text == '*' && (open || strchr(text + 1, '*')))
            open = !open;
        else
            buffer_append(out, text, 1);
    }
}

/* How much room a text takes in such a choice. */
static int room_of(struct fit_choice c)
{
    return c.lines * line_height(c.size);
}

/* `text` in the first of `choices` that it fits. */
static struct fit fit_announcement(const struct style *style, const char *text,
                                   const struct fit_choice *choices, size_t count)
{
    int width =
        style->layout.width - layout_scale(&style->layout, MARGIN + MARK + MARK_GAP + MARGIN);
    return fit_text(style->metrics, FACE_BOLD, text, width, choices, count);
}

int part_announcement_height(const struct style *style, const char *text)
{
    const struct layout *l = &style->layout;
    CLEANUP_BUFFER struct buffer plain = BUFFER_INIT(0);
    add_plain(&plain, text);
    struct fit_choice choices[MOST_CHOICES];
    size_t count = scaled_choices(l, choices);
    struct fit fit = fit_announcement(style, buffer_text(&plain), choices, count);
    /* One that is too long for all of them shrinks in the room of the last. */
    struct fit_choice taken = { fit.size, MAX(fit.lines, 1) };
    if (fit.size < choices[count - 1].size)
        taken = choices[count - 1];
    return MAX(room_of(taken), layout_scale(l, MARK)) + 2 * layout_scale(l, PADDING);
}

struct picture *part_announcement(const struct style *style, const char *text)
{
    const struct palette *colours = style->palette;
    const struct rect *box = &style->layout.announcement;
    CLEANUP_BUFFER struct buffer plain = BUFFER_INIT(0);
    add_plain(&plain, text);
    struct painter p = paint_begin(style->metrics, &style->layout, "announcement", box->w, box->h,
                                   colours->warning);
    /* The room is what the longest announcement wanted. */
    struct fit_choice choices[MOST_CHOICES];
    size_t count = scaled_choices(&style->layout, choices);
    while (count > 1 && room_of(choices[count - 1]) > box->h - 2 * px(&p, PADDING))
        count--;
    struct fit fit = fit_announcement(style, buffer_text(&plain), choices, count);
    int mark = px(&p, MARK), x = px(&p, MARGIN);
    paint_label(&p, "mark", (struct rect){ x, (box->h - mark) / 2, mark, mark }, colours->accent,
                mark / 2, FACE_BOLD, px(&p, 44), colours->on_accent, "!");
    x += mark + px(&p, MARK_GAP);
    int line_h = line_height(fit.size), top = (box->h - fit.lines * line_h) / 2;
    for (int i = 0; i < fit.lines; i++, top += line_h)
        paint_text_part(&p, "announcement", FACE_BOLD, fit.size, x,
                        paint_middle_baseline(&p, FACE_BOLD, fit.size, top, top + line_h),
                        colours->on_warning, fit.line[i].text, fit.line[i].len);
    return paint_end(&p);
}
