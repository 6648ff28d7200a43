#include "view/ticker.h"

#include "base/text.h"

/* The line is cut into pieces at blanks: a display's texture is no wider than 2048 on some
 * boards, and a picture is drawn when it comes near, not all at once. */
#define PIECE_WIDTH 560
/* A longer word is cut as a piece may be. */
#define LONGEST_WORD 32
/* What is written from right to left cannot be cut at a blank: its words
 * would change places. Bytes. */
#define LONGEST_RTL 160
/* A piece with fewer says little about how close characters stand. */
#define ENOUGH_CHARACTERS 12
/* Left and right of a line that stands; and between the end of one that moves and its beginning. */
#define PADDING 40
#define GAP     240

struct piece {
    struct picture *picture; /* owned */
    int x, w;                /* w is the room it takes, the blank after it too */
};

struct ticker {
    const struct style *style;
    struct piece *pieces;
    int count;
    int width;       /* of the window */
    int text_length; /* of the whole line */
    int length;      /* the same, where it moves with the gap before it begins again */
    /* The closest that characters stand: so many on so many pixels. */
    int close_characters, close_px;
    bool moves;
    int offset; /* 0 … length - 1: what of the line is at the window's left edge */
    /* What it was made from. */
    struct buffer source;
    colour ground;
};

struct ticker *ticker_new(const struct style *style)
{
    struct ticker *t = xcalloc(1, sizeof(*t));
    t->style = style;
    return t;
}

static void drop_pieces(struct ticker *t)
{
    for (int i = 0; i < t->count; i++)
        picture_free(t->pieces[i].picture);
    free(t->pieces);
    t->pieces = NULL;
    t->count = t->text_length = t->length = t->offset = 0;
    t->close_characters = t->close_px = 0;
    t->moves = false;
}

void ticker_free(struct ticker *t)
{
    drop_pieces(t);
    buffer_release(&t->source);
    free(t);
}

struct line {
    struct ticker *ticker;
    struct painter painter;
    bool open;
    int x;                   /* in the piece that is open */
    int characters, text_px; /* of notices in it, not of what parts them */
    int size, baseline, height;
    colour ground;
};

/* Fixed-width digits aside, a font's characters differ: the speed is right
 * where they stand closest. */
static void note_closeness(struct ticker *t, int characters, int px)
{
    bool is_closer = (int64_t)characters * t->close_px > (int64_t)t->close_characters * px;
    bool is_better = t->close_characters < ENOUGH_CHARACTERS || is_closer;
    if (!characters || (t->close_characters && characters < ENOUGH_CHARACTERS) || !is_better)
        return;
    t->close_characters = characters;
    t->close_px = px;
}

static void close_piece(struct line *line)
{
    struct ticker *t = line->ticker;
    if (!line->open)
        return;
    line->painter.w = line->x;
    t->pieces = xrealloc(t->pieces, (size_t)(t->count + 1) * sizeof(*t->pieces));
    t->pieces[t->count++] =
        (struct piece){ .picture = paint_end(&line->painter), .x = t->text_length, .w = line->x };
    t->text_length += line->x;
    note_closeness(t, line->characters, line->text_px);
    line->open = false;
}

/* Notices stand beside the time of the data, and share its warning. */
static colour ink_of(const struct line *line, bool emphasised)
{
    const struct palette *colours = line->ticker->style->palette;
    if (emphasised)
        return colours->accent;
    return line->ground == colours->header ? colours->on_header : colours->on_warning;
}

/* `word` with the blank after it, if any; returns its width. */
static int add_word(struct line *line, const char *word, size_t len, bool emphasised)
{
    const struct style *style = line->ticker->style;
    if (line->open && line->x > layout_scale(&style->layout, PIECE_WIDTH))
        close_piece(line);
    if (!line->open) {
        line->painter =
            paint_begin(style->metrics, &style->layout, "notice", 0, line->height, line->ground);
        line->x = line->characters = line->text_px = 0;
        line->open = true;
    }
    int width = paint_text_part(&line->painter, emphasised ? "emphasis" : "notice",
                                emphasised ? FACE_BOLD : FACE_SEMIBOLD, line->size, line->x,
                                line->baseline, ink_of(line, emphasised), word, len);
    line->x += width;
    return width;
}

/* How many bytes of the word at `text` may stand together: all of it, unless it is endless. */
static size_t word_length(const char *text)
{
    size_t len = strcspn(text, " *");
    const char *p = text;
    for (int i = 0; i < LONGEST_WORD && (size_t)(p - text) < len; i++)
        text_next(&p);
    return MIN(len, (size_t)(p - text));
}

/* Whether the last letter before `text` + `len` goes from right to left, and the next one too. */
static bool goes_on_rtl(const char *text, size_t len)
{
    bool rtl = false;
    uint32_t c;
    for (const char *p = text; p < text + len && (c = text_next(&p));)
        rtl = c == ' ' ? rtl : text_is_rtl(c);
    const char *next = text + len;
    return rtl && text_is_rtl(text_next(&next));
}

static void add_text(struct line *line, const char *text)
{
    bool emphasised = false;
    while (*text) {
        /* An asterisk without a second one is just that. */
        if (*text == '*' && (emphasised || strchr(text + 1, '*'))) {
            emphasised = !emphasised;
            text++;
            continue;
        }
        /* Words as long as a phrase keep the kerning and the shaping of what stands together; a
         * phrase ends where a piece may end. */
        size_t len = *text == '*';
        do {
            len += word_length(text + len);
            len += text[len] == ' ';
        } while (text[len] && text[len] != '*' &&
                 (len < 24 || (len < LONGEST_RTL && goes_on_rtl(text, len))));
        int width = add_word(line, text, len, emphasised);
        line->text_px += width;
        for (const char *end = text + len; text < end;)
            line->characters += text_next(&text) != 0;
    }
}

/* Lays the line out anew: its pieces, its length. */
static void make_pieces(struct ticker *t, const char *const *texts, int count)
{
    drop_pieces(t);
    struct line line = {
        .ticker = t,
        .size = layout_scale(&t->style->layout, 36),
        .height = t->style->layout.footer.h - part_footer_rule_height(t->style),
        .ground = t->ground,
    };
    int cap = t->style->metrics->cap_height(t->style->metrics->ctx, FACE_SEMIBOLD, line.size);
    line.baseline = (line.height + cap + 1) / 2;
    for (int i = 0; i < count; i++) {
        if (i > 0)
            add_word(&line, "   •   ", strlen("   •   "), true);
        add_text(&line, texts[i]);
    }
    close_piece(&line);
}

/* Whether it fits the window, and where it begins. */
static void measure(struct ticker *t)
{
    const struct layout *layout = &t->style->layout;
    t->moves = t->text_length > t->width - 2 * layout_scale(layout, PADDING);
    t->length = t->text_length;
    t->offset = 0;
    if (t->moves) {
        t->length = MAX(t->text_length + layout_scale(layout, GAP), t->width);
        t->offset =
            t->length - layout_scale(layout, PADDING); /* it begins where one that stands would */
    }
}

void ticker_set(struct ticker *t, const char *const *texts, int count, int width, colour ground)
{
    struct buffer source = BUFFER_INIT(0);
    for (int i = 0; i < count; i++)
        buffer_addf(&source, "%s\n", texts[i]);
    bool same_text = strcmp(buffer_text(&t->source), buffer_text(&source)) == 0;
    buffer_release(&t->source);
    t->source = source;
    if (same_text && t->width == width && t->ground == ground)
        return;
    int offset = t->offset;
    bool moved = t->moves, same_pieces = same_text && t->ground == ground;
    t->width = width;
    t->ground = ground;
    if (!same_pieces) /* a long line takes longer than a frame may */
        make_pieces(t, texts, count);
    measure(t);
    /* The end of a long notice must get its turn, whatever happens beside it. */
    if (same_text && moved && t->moves)
        t->offset = offset % t->length;
}

bool ticker_moves(const struct ticker *t)
{
    return t->moves;
}

int ticker_speed(const struct ticker *t, int characters_a_second)
{
    return t->close_characters ? t->close_px * characters_a_second / t->close_characters : 0;
}

void ticker_advance(struct ticker *t, int step)
{
    if (t->moves)
        t->offset = (t->offset + step) % t->length;
}

void ticker_sprites(const struct ticker *t, struct frame *f, int x, int y)
{
    int pad = t->moves ? 0 : layout_scale(&t->style->layout, PADDING);
    /* Twice: the line and, where its end is in the window, its beginning again. */
    for (int round = 0; round <= (int)t->moves; round++) {
        int shift = round * t->length - t->offset + pad;
        for (int i = 0; i < t->count; i++) {
            int at = t->pieces[i].x + shift;
            /* One piece beyond the right edge, so that it is drawn before it shows. */
            if (at + t->pieces[i].w <= 0 || at >= t->width + t->pieces[i].w ||
                f->sprite_count == FRAME_MAX_SPRITES)
                continue;
            f->sprites[f->sprite_count++] = (struct sprite){ t->pieces[i].picture, x + at, y };
        }
    }
}
