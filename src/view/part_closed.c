#include "view/parts.h"

/* "Buka hari ini pukul 13.00", "Buka kembali Senin pukul 08.00"; past a week a weekday alone
 * would name the wrong one. */
static void add_opening(const struct style *style, int32_t today, int32_t day, int minute,
                        struct buffer *out)
{
    CLEANUP_BUFFER struct buffer when = BUFFER_INIT(0), time = BUFFER_INIT(0);
    struct civil civil = clock_civil_of_day(day);
    words_add_time(style->words, &time,
                   (struct civil){ .hour = minute / 60, .minute = minute % 60 });
    if (day - today < 7)
        words_add_weekday(style->words, &when, civil);
    else
        words_add_date(style->words, &when, civil);
    words_add(style->words, out, day == today ? WORD_OPENS_TODAY : WORD_OPENS_ON, "day",
              buffer_text(&when), "time", buffer_text(&time), NULL);
}

/* "Jam layanan 08.00–12.00, 13.00–15.00 · Ramadan" */
static void add_hours(const struct style *style, const struct hours *hours, int from_minute,
                      struct buffer *out)
{
    CLEANUP_BUFFER struct buffer spans = BUFFER_INIT(0);
    part_add_spans(style, hours, from_minute, &spans);
    words_add(style->words, out, WORD_SERVICE_HOURS, "hours", buffer_text(&spans), NULL);
    if (*hours->name)
        buffer_addf(out, " · %s", hours->name);
}

/* What is to be said, from the top down. */
enum { DATE, TODAY, OPENING, HOURS, OFFICE, LINES };
static const struct {
    const char *role;
    enum face face;
    int size, height; /* of a line */
    bool quiet;
} forms[LINES] = {
    [DATE] = { "date", FACE_REGULAR, 44, 110, true },
    [TODAY] = { "today", FACE_SEMIBOLD, 40, 64, false },
    [OPENING] = { "opening", FACE_BOLD, 56, 84, false },
    [HOURS] = { "hours", FACE_REGULAR, 38, 60, false },
    [OFFICE] = { "office", FACE_REGULAR, 32, 76, true },
};

static void write_lines(const struct style *style, const char *office, const struct week *week,
                        struct civil now, struct buffer lines[LINES])
{
    int32_t today = clock_days_from_civil(now.year, now.month, now.day), day;
    int minute = now.hour * 60 + now.minute, opens;
    size_t count = (size_t)week->count;
    words_add_date(style->words, &lines[DATE], now);
    struct hours hours = hours_of_day(week->openings, count, style->calendar, today);
    if (!hours.count && *hours.name)
        buffer_addf(&lines[TODAY], "%s · %s", words_get(style->words, WORD_CLOSED_TODAY),
                    hours.name);
    if (!hours_next_opening(week->openings, count, style->calendar, today, minute, &day, &opens)) {
        buffer_addf(&lines[OPENING], "%s", words_get(style->words, WORD_CLOSED_NOW));
    } else {
        hours = hours_of_day(week->openings, count, style->calendar, day);
        add_opening(style, today, day, opens, &lines[OPENING]);
        add_hours(style, &hours, opens, &lines[HOURS]);
    }
    buffer_addf(&lines[OFFICE], "%s", office);
}

/* All of it at some percent of its size. */
struct sheet {
    int percent, clock_w, w, h;
    struct fit fits[LINES];
};

enum { CLOCK_SIZE = 200, CLOCK_HEIGHT = 200, BOTTOM = 20 };

static int part_of(const struct painter *p, int percent, int design_px)
{
    return px(p, design_px) * percent / 100;
}

/* As wide as its widest line, so that there is room to move in. */
static void measure(const struct painter *p, const struct buffer lines[LINES], const char *clock,
                    struct sheet *sheet)
{
    int limit = p->layout->width * (p->layout->portrait ? 5 : 4) / 6;
    sheet->clock_w = paint_clock_width(p, part_of(p, sheet->percent, CLOCK_SIZE), clock);
    sheet->w = sheet->clock_w;
    sheet->h = part_of(p, sheet->percent, CLOCK_HEIGHT + BOTTOM);
    for (int i = 0; i < LINES; i++) {
        int size = part_of(p, sheet->percent, forms[i].size);
        const struct fit_choice choices[] = { { size, 1 }, { size * 4 / 5, 2 } };
        struct fit *fit = &sheet->fits[i];
        *fit = fit_text(p->metrics, forms[i].face, buffer_text(&lines[i]), limit, choices,
                        COUNT(choices));
        for (int n = 0; n < fit->lines; n++)
            sheet->w = MAX(sheet->w, p->metrics->width(p->metrics->ctx, forms[i].face, fit->size,
                                                       fit->line[n].text, fit->line[n].len));
        sheet->h += fit->lines * part_of(p, sheet->percent, forms[i].height);
    }
}

struct picture *part_closed(const struct style *style, const char *office, const struct week *week,
                            int64_t now_s)
{
    const struct layout *l = &style->layout;
    const struct palette *colours = style->palette;
    struct civil now = clock_civil(now_s, style->utc_offset_s);
    struct buffer lines[LINES] = { 0 };
    CLEANUP_BUFFER struct buffer clock = BUFFER_INIT(0);
    write_lines(style, office, week, now, lines);
    words_add_time(style->words, &clock, now);

    struct painter p = paint_begin(style->metrics, l, "closed", 1, 1, colours->closed);
    struct sheet sheet = { .percent = 110 };
    do {
        sheet.percent -= 10;
        measure(&p, lines, buffer_text(&clock), &sheet);
    } while (sheet.percent > 30 && (sheet.h > l->height * 9 / 10 || sheet.w > l->width * 9 / 10));
    p.w = sheet.w;
    p.h = sheet.h;

    int middle = p.w / 2, top = part_of(&p, sheet.percent, CLOCK_HEIGHT);
    int clock_size = part_of(&p, sheet.percent, CLOCK_SIZE);
    paint_clock(&p, clock_size, middle + sheet.clock_w / 2,
                paint_middle_baseline(&p, FACE_BOLD, clock_size, 0, top), colours->quiet_on_closed,
                buffer_text(&clock));
    for (int i = 0; i < LINES; i++) {
        const struct fit *fit = &sheet.fits[i];
        int height = part_of(&p, sheet.percent, forms[i].height);
        for (int n = 0; n < fit->lines; n++, top += height) {
            int own = style->metrics->width(style->metrics->ctx, forms[i].face, fit->size,
                                            fit->line[n].text, fit->line[n].len);
            paint_text_part(&p, forms[i].role, forms[i].face, fit->size, middle - own / 2,
                            paint_middle_baseline(&p, forms[i].face, fit->size, top, top + height),
                            forms[i].quiet ? colours->quiet_on_closed : colours->on_closed,
                            fit->line[n].text, fit->line[n].len);
        }
        buffer_release(&lines[i]);
    }
    return paint_end(&p);
}
