#include "view/paint.h"

/* Pictures are made on the main thread only. */
static uint64_t next_picture_id = 1;

struct painter paint_begin(const struct metrics *metrics, const struct layout *layout,
                           const char *role, int w, int h, colour ground)
{
    return (struct painter){
        .metrics = metrics,
        .layout = layout,
        .role = role,
        .w = w,
        .h = h,
        .ground = ground,
    };
}

int px(const struct painter *p, int design_px)
{
    return layout_scale(p->layout, design_px);
}

static void add(struct painter *p, struct item item, const char *text, size_t len)
{
    if (text) {
        /* The pool moves while it grows, so the offset stands in for the pointer until the end. */
        item.text = (const char *)(uintptr_t)(p->text.len + 1);
        buffer_append(&p->text, text, len);
        buffer_append(&p->text, "", 1);
    }
    buffer_append(&p->items, &item, sizeof(item));
    p->count++;
}

void paint_fill(struct painter *p, const char *role, struct rect box, colour c, int radius)
{
    add(p,
        (struct item){ .kind = ITEM_FILL, .role = role, .box = box, .colour = c, .radius = radius },
        NULL, 0);
}

void paint_logo(struct painter *p, struct rect box)
{
    add(p, (struct item){ .kind = ITEM_LOGO, .role = "logo", .box = box }, NULL, 0);
}

void paint_qr(struct painter *p, struct rect box, const char *text)
{
    add(p, (struct item){ .kind = ITEM_QR, .role = "code", .box = box }, text, strlen(text));
}

int paint_text_part(struct painter *p, const char *role, enum face face, int size, int x,
                    int baseline, colour c, const char *text, size_t len)
{
    if (!len)
        return 0;
    const struct metrics *m = p->metrics;
    int width = m->width(m->ctx, face, size, text, len);
    int ascent = m->ascent(m->ctx, face, size);
    int height = ascent + m->descent(m->ctx, face, size);
    add(p,
        (struct item){ .kind = ITEM_TEXT,
                       .role = role,
                       .box = { x, baseline - ascent, width, height },
                       .colour = c,
                       .face = face,
                       .size = size,
                       .baseline = baseline },
        text, len);
    return width;
}

int paint_text(struct painter *p, const char *role, enum face face, int size, int x, int baseline,
               colour c, const char *text)
{
    return paint_text_part(p, role, face, size, x, baseline, c, text, strlen(text));
}

int paint_width(const struct painter *p, enum face face, int size, const char *text)
{
    return p->metrics->width(p->metrics->ctx, face, size, text, strlen(text));
}

int paint_widest(const struct painter *p, enum face face, int size, const char *text)
{
    char widest = '0';
    int digit_w = 0;
    for (char d = '0'; d <= '9'; d++) {
        int w = paint_width(p, face, size, (char[]){ d, '\0' });
        if (w > digit_w) {
            digit_w = w;
            widest = d;
        }
    }
    CLEANUP_FREE char *copy = xstrdup(text);
    for (char *c = copy; *c; c++)
        *c = *c >= '0' && *c <= '9' ? widest : *c;
    return paint_width(p, face, size, copy);
}

int paint_text_right(struct painter *p, const char *role, enum face face, int size, int x,
                     int baseline, colour c, const char *text)
{
    int width = paint_width(p, face, size, text);
    return paint_text(p, role, face, size, x - width, baseline, c, text);
}

int paint_middle_baseline(const struct painter *p, enum face face, int size, int top, int bottom)
{
    int cap = p->metrics->cap_height(p->metrics->ctx, face, size);
    return (top + bottom + cap + 1) / 2;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

int paint_clock_width(const struct painter *p, int size, const char *text)
{
    int width = 0, digit = paint_widest(p, FACE_BOLD, size, "0");
    for (const char *c = text; *c; c++)
        width += is_digit(*c) ? digit : paint_width(p, FACE_BOLD, size, (char[]){ *c, '\0' });
    return width;
}

void paint_clock(struct painter *p, int size, int right, int baseline, colour c, const char *text)
{
    int digit = paint_widest(p, FACE_BOLD, size, "0");
    int x = right - paint_clock_width(p, size, text);
    for (; *text; text++) {
        char one[] = { *text, '\0' };
        int own = paint_width(p, FACE_BOLD, size, one), cell = is_digit(*text) ? digit : own;
        paint_text(p, "clock", FACE_BOLD, size, x + (cell - own) / 2, baseline, c, one);
        x += cell;
    }
}

void paint_label(struct painter *p, const char *role, struct rect box, colour fill, int radius,
                 enum face face, int size, colour c, const char *text)
{
    paint_fill(p, role, box, fill, radius);
    const struct fit_choice choices[] = { { size, 1 }, { size * 5 / 6, 1 }, { size * 4 / 5, 2 } };
    struct fit fit =
        fit_text(p->metrics, face, text, box.w - 2 * px(p, 10), choices, COUNT(choices));
    int line_h = fit.lines == 1 ? box.h : fit.size * 11 / 10;
    int top = box.y + (box.h - fit.lines * line_h) / 2;
    for (int i = 0; i < fit.lines; i++, top += line_h) {
        int w =
            p->metrics->width(p->metrics->ctx, face, fit.size, fit.line[i].text, fit.line[i].len);
        paint_text_part(p, role, face, fit.size, box.x + (box.w - w) / 2,
                        paint_middle_baseline(p, face, fit.size, top, top + line_h), c,
                        fit.line[i].text, fit.line[i].len);
    }
}

struct picture *paint_end(struct painter *p)
{
    size_t items_size = (size_t)p->count * sizeof(struct item);
    struct picture *picture = xmalloc(sizeof(*picture) + items_size + p->text.len);
    *picture = (struct picture){
        .id = next_picture_id++,
        .role = p->role,
        .w = p->w,
        .h = p->h,
        .ground = p->ground,
        .count = p->count,
    };
    char *text = (char *)picture + sizeof(*picture) + items_size;
    if (items_size)
        memcpy(picture->items, p->items.data, items_size);
    if (p->text.len)
        memcpy(text, p->text.data, p->text.len);
    for (int i = 0; i < picture->count; i++) {
        uintptr_t offset = (uintptr_t)picture->items[i].text;
        picture->items[i].text = offset ? text + offset - 1 : NULL;
    }
    buffer_release(&p->items);
    buffer_release(&p->text);
    p->count = 0;
    return picture;
}

void picture_free(struct picture *p)
{
    free(p);
}

static bool item_equal(const struct item *a, const struct item *b)
{
    return a->kind == b->kind && memcmp(&a->box, &b->box, sizeof(a->box)) == 0 &&
           a->colour == b->colour && a->radius == b->radius && a->face == b->face &&
           a->size == b->size && a->baseline == b->baseline &&
           (a->text == b->text || (a->text && b->text && strcmp(a->text, b->text) == 0));
}

bool picture_equal(const struct picture *a, const struct picture *b)
{
    bool equal = a->w == b->w && a->h == b->h && a->ground == b->ground && a->count == b->count;
    for (int i = 0; equal && i < a->count; i++)
        equal = item_equal(&a->items[i], &b->items[i]);
    return equal;
}

void picture_renew(struct picture **old, struct picture *fresh)
{
    if (*old && picture_equal(*old, fresh)) {
        picture_free(fresh);
        return;
    }
    picture_free(*old);
    *old = fresh;
}
