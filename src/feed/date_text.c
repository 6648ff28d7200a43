#include "feed/date_text.h"

#include "base/clock.h"

#define LONGEST  80 /* "Fri Nov 20 2026 08:15:00 GMT+0700 (Western Indonesia Time)" and more */
#define DAY_S    86400
#define HOUR_S   3600
#define MINUTE_S 60
/* Spreadsheets count from 1899-12-30. */
#define SERIAL_OF_1970 25569

struct name {
    const char *name;
    int value;
};

/* Whole, short, and as people type them. A dot after a name is skipped elsewhere. */
static const struct name months[] = {
    { "januari", 1 },   { "january", 1 },   { "jan", 1 },   { "pebruari", 2 },
    { "februari", 2 },  { "february", 2 },  { "peb", 2 },   { "feb", 2 },
    { "febuari", 2 },   { "pebuari", 2 },   { "maret", 3 }, { "march", 3 },
    { "mrt", 3 },       { "mar", 3 },       { "april", 4 }, { "apr", 4 },
    { "mei", 5 },       { "may", 5 },       { "juni", 6 },  { "june", 6 },
    { "jun", 6 },       { "juli", 7 },      { "july", 7 },  { "jul", 7 },
    { "agustus", 8 },   { "august", 8 },    { "agust", 8 }, { "agt", 8 },
    { "agu", 8 },       { "ags", 8 },       { "aug", 8 },   { "agst", 8 },
    { "september", 9 }, { "sept", 9 },      { "sep", 9 },   { "oktober", 10 },
    { "october", 10 },  { "okt", 10 },      { "oct", 10 },  { "nopember", 11 },
    { "nop", 11 },      { "november", 11 }, { "nov", 11 },  { "desember", 12 },
    { "december", 12 }, { "des", 12 },      { "dec", 12 },
};

/* What they say is not compared with the date. */
static const struct name weekdays[] = {
    { "senin", 0 },    { "sen", 0 },  { "sn", 0 },        { "selasa", 1 }, { "sel", 1 },
    { "rabu", 2 },     { "rab", 2 },  { "kamis", 3 },     { "kam", 3 },    { "jumat", 4 },
    { "jum'at", 4 },   { "jum", 4 },  { "sabtu", 5 },     { "sab", 5 },    { "minggu", 6 },
    { "min", 6 },      { "ahad", 6 }, { "monday", 0 },    { "mon", 0 },    { "tuesday", 1 },
    { "tue", 1 },      { "tues", 1 }, { "wednesday", 2 }, { "wed", 2 },    { "thursday", 3 },
    { "thu", 3 },      { "thur", 3 }, { "thurs", 3 },     { "friday", 4 }, { "fri", 4 },
    { "saturday", 5 }, { "sat", 5 },  { "sunday", 6 },    { "sun", 6 },
};

/* Hours east of Greenwich. */
static const struct name zones[] = {
    { "wita", 8 }, { "wib", 7 }, { "wit", 9 }, { "utc", 0 }, { "gmt", 0 }, { "z", 0 },
};

/* Stand before a time. */
static const struct name clocks[] = { { "pukul", 0 }, { "pkl", 0 }, { "jam", 0 } };

/* ---- small steps; each moves *p only when it returns true */

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || c == '\'';
}

static void skip_blanks(const char **p)
{
    *p += strspn(*p, " ");
}

static bool take_char(const char **p, char c)
{
    if (**p != c)
        return false;
    (*p)++;
    return true;
}

/* A whole run of digits, `most` at most. */
static bool take_number(const char **p, int most, int *ret, int *ret_digits)
{
    int value = 0, digits = 0;
    const char *at = *p;
    for (; is_digit(*at); at++, digits++) {
        if (digits == most)
            return false;
        value = value * 10 + (*at - '0');
    }
    if (!digits)
        return false;
    *ret = value;
    *ret_digits = digits;
    *p = at;
    return true;
}

/* A whole word of the table, and a dot after it. */
static bool take_name(const char **p, const struct name *table, size_t count, int *ret)
{
    size_t len = 0;
    while (is_letter((*p)[len]))
        len++;
    for (size_t i = 0; i < count && len; i++) {
        if (table[i].name[0] == **p && strlen(table[i].name) == len &&
            strncmp(table[i].name, *p, len) == 0) {
            *ret = table[i].value;
            *p += len;
            take_char(p, '.');
            return true;
        }
    }
    return false;
}

/* What stands between the numbers of a date: '/', '-', '.' or blanks, with blanks about it. */
static bool take_separator(const char **p, char *ret)
{
    const char *at = *p;
    skip_blanks(&at);
    char c = ' ';
    if (*at && strchr("/-.,", *at)) {
        c = *at++;
        skip_blanks(&at);
    } else if (at == *p) {
        return false;
    }
    *ret = c;
    *p = at;
    return true;
}

/* ---- a day */

struct number {
    int value, digits;
};

static bool year_of(struct number n, int *ret)
{
    if (n.digits != 2 && n.digits != 4)
        return false;
    *ret = n.digits == 2 ? 2000 + n.value : n.value;
    return true;
}

static bool make_day(struct number year, struct number month, struct number day, int32_t *ret)
{
    int y;
    if (!year_of(year, &y) || month.digits > 2 || day.digits > 2)
        return false;
    if (y < 2000 || y > 2099 || month.value < 1 || month.value > 12 || day.value < 1)
        return false;
    int32_t days = clock_days_from_civil(y, month.value, day.value);
    if (clock_civil_of_day(days).month != month.value) /* 31 April */
        return false;
    *ret = days;
    return true;
}

/* Three numbers with the same sign between them. */
static bool order_numbers(struct number a, struct number b, struct number c, enum date_order order,
                          int32_t *ret)
{
    if (a.digits == 4 || order == DATE_YMD)
        return make_day(a, b, c, ret);
    return order == DATE_DMY ? make_day(c, b, a, ret) : make_day(c, a, b, ret);
}

/* "20 Nov 2026", "2026-Nov-20"; of two short years the configured one counts. */
static bool order_around_month(struct number a, int month, struct number c, enum date_order order,
                               int32_t *ret)
{
    struct number m = { month, 1 };
    bool year_first = a.digits == 4 || (order == DATE_YMD && c.digits <= 2);
    return year_first ? make_day(a, m, c, ret) : make_day(c, m, a, ret);
}

/* "Nov 20, 2026" */
static bool take_month_first(const char **p, int32_t *ret)
{
    int month;
    struct number day = { 0 }, year = { 0 };
    char separator;
    if (!take_name(p, months, COUNT(months), &month))
        return false;
    take_separator(p, &separator);
    return take_number(p, 2, &day.value, &day.digits) && take_separator(p, &separator) &&
           take_number(p, 4, &year.value, &year.digits) && year.digits == 4 &&
           make_day(year, (struct number){ month, 1 }, day, ret);
}

static bool take_date(const char **p, enum date_order order, int32_t *ret)
{
    struct number a = { 0 }, b = { 0 }, c = { 0 };
    char first = 0, second = 0;
    int month;
    if (is_letter(**p))
        return take_month_first(p, ret);
    if (!take_number(p, 4, &a.value, &a.digits))
        return false;
    bool separated = take_separator(p, &first);
    if (take_name(p, months, COUNT(months), &month)) {
        take_separator(p, &second);
        return take_number(p, 4, &c.value, &c.digits) &&
               order_around_month(a, month, c, order, ret);
    }
    return separated && first != ',' && take_number(p, 2, &b.value, &b.digits) &&
           take_separator(p, &second) && first == second &&
           take_number(p, 4, &c.value, &c.digits) && order_numbers(a, b, c, order, ret);
}

/* ---- a time of the day, which matters only where its offset makes it another day */

struct moment {
    int second; /* of its day */
    bool has_offset;
    int offset_s;
};

/* ":15" or ".15" */
static bool take_sixtieth(const char **p, int *ret)
{
    const char *at = *p;
    int digits;
    if ((!take_char(&at, ':') && !take_char(&at, '.')) || !take_number(&at, 2, ret, &digits) ||
        digits != 2 || *ret > 60)
        return false;
    *p = at;
    return true;
}

/* "+07:00", "+0700", "-7", "Z", "WIB", "GMT+0700 (…)", or nothing. */
static bool take_offset(const char **p, struct moment *m)
{
    int hours = 0, digits = 0, minutes = 0;
    skip_blanks(p);
    m->has_offset = take_name(p, zones, COUNT(zones), &hours);
    m->offset_s = hours * HOUR_S;
    if (**p == '+' || **p == '-') {
        int sign = *(*p)++ == '-' ? -1 : 1;
        if (!take_number(p, 4, &hours, &digits) || digits == 3)
            return false;
        if (digits == 4) {
            minutes = hours % 100;
            hours /= 100;
        } else {
            take_sixtieth(p, &minutes);
        }
        if (hours > 14 || minutes > 59)
            return false;
        m->has_offset = true;
        m->offset_s = sign * (hours * HOUR_S + minutes * MINUTE_S);
    }
    skip_blanks(p);
    if (m->has_offset && **p == '(')
        *p += strcspn(*p, ")") + (strchr(*p, ')') != NULL);
    return true;
}

static bool take_half(const char **p, int *hour)
{
    skip_blanks(p);
    bool pm = strncmp(*p, "pm", 2) == 0;
    if (!pm && strncmp(*p, "am", 2) != 0)
        return true;
    *p += 2;
    if (*hour < 1 || *hour > 12)
        return false;
    *hour = *hour % 12 + (pm ? 12 : 0);
    return true;
}

static bool take_time(const char **p, struct moment *ret)
{
    int hour, minute, second = 0, digits, ignored;
    struct moment m = { 0 };
    if (take_name(p, clocks, COUNT(clocks), &ignored))
        skip_blanks(p);
    if (!take_number(p, 2, &hour, &digits) || !take_sixtieth(p, &minute))
        return false;
    if (take_sixtieth(p, &second) && (**p == '.' || **p == ',')) {
        const char *fraction = *p + 1;
        while (is_digit(*fraction))
            fraction++;
        *p = fraction;
    }
    if (!take_half(p, &hour) || hour > 23 || minute > 59 || !take_offset(p, &m))
        return false;
    m.second = hour * HOUR_S + minute * MINUTE_S + second;
    *ret = m;
    return true;
}

/* ---- numbers alone */

static bool in_range(int64_t day)
{
    return day >= clock_days_from_civil(2000, 1, 1) && day <= clock_days_from_civil(2099, 12, 31);
}

static bool keep_in_range(int32_t day, int32_t *ret)
{
    if (in_range(day))
        *ret = day;
    return in_range(day);
}

/* Of `digits` digits: what a spreadsheet counts, seconds, milliseconds, or
 * 20261120 with or without a time. */
static bool day_of_number(int64_t n, int digits, int utc_offset_s, int32_t *ret)
{
    switch (digits) {
    case 5:
        return keep_in_range((int32_t)n - SERIAL_OF_1970, ret);
    case 10:
        return keep_in_range(clock_day(n, utc_offset_s), ret);
    case 13:
        return keep_in_range(clock_day(n / 1000, utc_offset_s), ret);
    case 14: /* 20261120081500 */
        n /= 1000000;
        break;
    case 8:
        break;
    default:
        return false;
    }
    return make_day((struct number){ (int)(n / 10000), 4 },
                    (struct number){ (int)(n / 100 % 100), 2 },
                    (struct number){ (int)(n % 100), 2 }, ret);
}

/* Whether `text` is but digits, and a fraction; then `*ret_is_day` says whether they are a day. */
static bool is_number(const char *text, int utc_offset_s, int32_t *ret, bool *ret_is_day)
{
    int64_t n = 0;
    int digits = 0;
    for (; is_digit(*text); text++, digits++) {
        if (digits < 15)
            n = n * 10 + (*text - '0');
    }
    bool fraction = digits >= 5 && (*text == '.' || *text == ',') && is_digit(text[1]);
    if (fraction)
        text += 1 + strspn(text + 1, "0123456789");
    if (!digits || *text)
        return false;
    *ret_is_day = (!fraction || digits == 5 || digits == 10 || digits == 13) &&
                  day_of_number(n, digits, utc_offset_s, ret);
    return true;
}

/* ---- */

/* In lower case, blanks of every kind as one kind, none at the ends. */
static bool simplify(const char *text, char ret[LONGEST])
{
    size_t len = 0;
    while (*text) {
        char c = *text++;
        if ((unsigned char)c == 0xC2 && (unsigned char)*text == 0xA0) { /* no-break space */
            text++;
            c = ' ';
        } else if ((unsigned char)c == 0xE2 && strncmp(text, "\x80\x99", 2) == 0) { /* Jum’at */
            text += 2;
            c = '\'';
        } else if (c == '\t' || c == '\n' || c == '\r') {
            c = ' ';
        } else if ((unsigned char)c >= 0x80 || (unsigned char)c < 0x20) {
            return false;
        }
        if (c == ' ' && !len)
            continue;
        if (len == LONGEST - 1)
            return false;
        ret[len++] = c >= 'A' && c <= 'Z' ? (char)(c | 0x20) : c == '`' ? '\'' : c;
    }
    while (len && ret[len - 1] == ' ')
        len--;
    ret[len] = '\0';
    return len > 0;
}

bool date_text_parse(const char *text, enum date_order order, int utc_offset_s, int32_t *ret_day)
{
    char simple[LONGEST], separator;
    const char *p = simple;
    int32_t day;
    int ignored;
    bool is_day;
    if (!simplify(text, simple))
        return false;
    if (is_number(simple, utc_offset_s, &day, &is_day)) {
        if (is_day)
            *ret_day = day;
        return is_day;
    }
    if (take_name(&p, weekdays, COUNT(weekdays), &ignored) && !take_separator(&p, &separator))
        return false;
    if (!take_date(&p, order, &day))
        return false;
    struct moment m = { 0 };
    if (*p) {
        if (*p == ',' || *p == 't')
            p++;
        else if (*p != ' ')
            return false;
        skip_blanks(&p);
        if (!take_time(&p, &m) || *p)
            return false;
    }
    if (m.has_offset) {
        int64_t moment = (int64_t)day * DAY_S + m.second - m.offset_s;
        day = clock_day(moment, utc_offset_s);
    }
    return keep_in_range(day, ret_day);
}
