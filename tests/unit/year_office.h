/* The other end of a simulated year: an office that finishes documents and hands them out, and the
 * two servers that publish them, one of them signed, in all the weathers of a network. Its clock is
 * the true one, whatever the screen's says. */
#pragma once

#include "unit/signing.h"
#include "unit/test.h"

#include "base/clock.h"
#include "net/transport.h"
#include "unit/simulated_clock.h"

enum {
    PEOPLE = 3000,
    PLACES_OF_YEAR = 6,
    SIGNED_UP_TO = 2000, /* documents below are the signed server's, the others the other's */
    EVENING = 56,        /* who is listed every evening: these of the one server, */
    EVENING_OTHERS = 8,  /* and these of the other */
    VALID_FOR_S = 86400,
};

#define SIGNED_URL   "https://kota.example.go.id/feed.json"
#define UNSIGNED_URL "https://kecamatan.example.go.id/feed.json"
#define MIRROR_URL   "https://cermin.example.go.id/feed.json"

enum weather {
    FAIR,
    TIMES_OUT,
    ERROR_500,
    BUSY, /* 503, Retry-After */
    LOGIN_PAGE,
    CUT,
    OTHER_VERSION,
    NOT_UTF8,
    NOTHING_SENT,
    COLLAPSED, /* an export that broke off */
    OLDER,     /* its serial goes back */
    OTHER_KEY, /* its signature is another's */
    NO_SIGNATURE,
    WEATHERS
};

struct server {
    struct buffer body, before, signature, other_signature;
    char etag[24];
    uint64_t serial;
    enum weather weather;
    int spell; /* for how many requests it stays so */
};

struct office_of_year {
    struct {
        bool listed;
        int place, name;
    } people[PEOPLE];
    bool gone[PLACES_OF_YEAR]; /* the feed does not know the place */
    const char *notice, *important;
    struct server servers[2];
    struct signer keys[2], stranger; /* the key that signs is the first */
    int64_t started_s;               /* true time, when running_ns was 0 */
    unsigned seed;
    int storms; /* of a hundred requests in fair weather, those that begin a bad spell */
    long requests, lists;
    unsigned weathers; /* that there have been, a bit each */
};

static inline int lot(struct office_of_year *o, int n)
{
    o->seed = o->seed * 1103515245u + 12345u;
    return (int)((o->seed >> 12) % (unsigned)n);
}

static inline int64_t true_s(const struct office_of_year *o)
{
    return o->started_s + simulated_boot_s();
}

/* ---- what it publishes */

/* Of those of the evening always the same; of others another for each document that is finished. */
static inline void add_person(const struct office_of_year *o, int i, struct buffer *out)
{
    static const char *const syllables[] = { "SU", "BU", "DI", "WA", "TI", "RI", "NI", "LA",
                                             "MA", "KA", "YU", "RA", "HA", "SE", "PU", "JO" };
    static const char *const others[] = { "ꦱꦸꦧꦸꦢꦶ", "ᬲᬸᬩ᭄ᬭ", "陈美玲", "اندي", "JOÃO" };
    static const char *const types[] = { "ktp-el", "kk", "kia", "akta-lahir", "skpwni" };
    unsigned n = (unsigned)o->people[i].name;
    int place = o->people[i].place;
    char day[CLOCK_TEXT_MAX];
    buffer_addf(out, "{\"id\":\"r%d\",\"type\":\"%s\",\"name\":\"", i,
                types[(unsigned)i % COUNT(types)]);
    if (n % 50 == 49)
        buffer_addf(out, "%s ", others[n / 50 % COUNT(others)]);
    for (unsigned digits = n * 7 + 1; digits; digits /= COUNT(syllables))
        buffer_addf(out, "%s", syllables[digits % COUNT(syllables)]);
    buffer_addf(out, " %c%c\",\"number\":\"%04d\",\"done\":\"%s\",\"state\":\"%s\"", 'A' + i % 26,
                'A' + i / 26 % 26, i,
                clock_format_date(day, clock_day(true_s(o), 25200) - (int)n % 4),
                i % 5 == 4 ? "download" : "pickup");
    if (place < PLACES_OF_YEAR && !o->gone[place] && i % 5 != 4)
        buffer_addf(out, ",\"at\":\"t%d\"", place);
    buffer_addf(out, "}");
}

static inline void add_places(const struct office_of_year *o, struct buffer *out)
{
    const char *comma = "";
    for (int i = 0; i < PLACES_OF_YEAR; i++) {
        if (o->gone[i])
            continue;
        buffer_addf(
            out,
            "%s{\"id\":\"t%d\",\"name\":\"Kecamatan %c\",\"counter\":\"Loket %d\",\"hours\":"
            "[{\"days\":\"mon-thu\",\"open\":\"08:00\",\"close\":\"15:00\"},{\"days\":"
            "\"fri\",\"open\":\"08:00\",\"close\":\"11:00\"}]}",
            comma, i, 'A' + i, i + 1);
        comma = ",";
    }
}

static inline void sign_body(struct server *s, const struct signer *by, struct buffer *out)
{
    buffer_clear(out);
    signer_sign(by, s->body.data, s->body.len, "timestamp:1795401660", out);
}

/* Of one of the two, as it is now: a new serial, and valid for a day. */
static inline void publish_server(struct office_of_year *o, int number)
{
    struct server *s = &o->servers[number];
    char issued[CLOCK_TEXT_MAX], expires[CLOCK_TEXT_MAX];
    int64_t now_s = true_s(o);
    const struct buffer before = s->before;
    s->before = s->body;
    s->body = before;
    buffer_clear(&s->body);
    s->serial = MAX(s->serial + 1, (uint64_t)now_s);
    snprintf(s->etag, sizeof(s->etag), "\"%llx\"", (unsigned long long)s->serial);
    buffer_addf(
        &s->body,
        "{\"feed\":\"siapambil/1\",\"serial\":%llu,\"region\":\"32.73\",\"publisher\":\"%d\","
        "\"issued\":\"%s\",\"expires\":\"%s\",\"link\":\"https://dukcapil.example.go.id\","
        "\"locations\":[",
        (unsigned long long)s->serial, number, clock_format_rfc3339(issued, now_s, 25200),
        clock_format_rfc3339(expires, now_s + VALID_FOR_S, 25200));
    add_places(o, &s->body);
    buffer_addf(&s->body, "],\"notices\":[");
    if (o->notice)
        buffer_addf(&s->body, "{\"text\":\"%s\"}", o->notice);
    if (o->important)
        buffer_addf(&s->body, "%s{\"text\":\"%s\",\"priority\":\"high\"}", o->notice ? "," : "",
                    o->important);
    buffer_addf(&s->body, "],\"documents\":[");
    const char *comma = "";
    for (int i = number ? SIGNED_UP_TO : 0; i < (number ? PEOPLE : SIGNED_UP_TO); i++) {
        if (!o->people[i].listed)
            continue;
        buffer_addf(&s->body, "%s", comma);
        add_person(o, i, &s->body);
        comma = ",";
    }
    buffer_addf(&s->body, "]}");
    sign_body(s, &o->keys[0], &s->signature);
    sign_body(s, &o->stranger, &s->other_signature);
    o->lists++;
}

static inline void publish_all(struct office_of_year *o)
{
    publish_server(o, 0);
    publish_server(o, 1);
}

/* ---- what happens there */

static inline bool is_of_evening(int i)
{
    return i < EVENING || (i >= SIGNED_UP_TO && i < SIGNED_UP_TO + EVENING_OTHERS);
}

static inline void finish_documents(struct office_of_year *o, int count)
{
    while (count-- > 0) {
        int i = lot(o, PEOPLE);
        if (is_of_evening(i))
            continue;
        o->people[i].listed = true;
        o->people[i].place = lot(o, PLACES_OF_YEAR + 1);
        o->people[i].name = lot(o, 100000);
    }
}

static inline void hand_out_documents(struct office_of_year *o, int percent)
{
    for (int i = 0; i < PEOPLE; i++)
        o->people[i].listed &= lot(o, 100) >= percent;
}

/* The list of every evening, whatever there was by day. */
static inline void set_evening(struct office_of_year *o)
{
    for (int i = 0; i < PEOPLE; i++) {
        o->people[i].listed = is_of_evening(i);
        o->people[i].place = i % 5;
        if (is_of_evening(i))
            o->people[i].name = i;
    }
    memset(o->gone, 0, sizeof(o->gone));
    o->notice = "Layanan perekaman KTP-el pindah ke Loket 4; bawa bukti pengambilan";
    o->important = NULL;
    publish_all(o);
}

/* The next key signs from now on. */
static inline void change_key(struct office_of_year *o, uint8_t seed)
{
    o->keys[1] = o->keys[0];
    signer_init(&o->keys[0], seed);
    publish_all(o);
}

static inline void clear_weather(struct office_of_year *o)
{
    for (int i = 0; i < 2; i++) {
        o->servers[i].weather = FAIR;
        o->servers[i].spell = 0;
    }
    o->storms = 0;
}

static inline void set_weather(struct office_of_year *o, enum weather weather)
{
    for (int i = 0; i < 2; i++) {
        o->servers[i].weather = weather;
        o->servers[i].spell = INT32_MAX;
    }
}

static inline void office_of_year_init(struct office_of_year *o, int64_t started_s, unsigned seed)
{
    *o = (struct office_of_year){ .started_s = started_s, .seed = seed };
    signer_init(&o->keys[0], 1);
    signer_init(&o->keys[1], 1);
    signer_init(&o->stranger, 200);
    set_evening(o);
    publish_all(o);
}

static inline void office_of_year_release(struct office_of_year *o)
{
    for (int i = 0; i < 2; i++) {
        struct server *s = &o->servers[i];
        struct buffer *all[] = { &s->body, &s->before, &s->signature, &s->other_signature };
        for (size_t n = 0; n < COUNT(all); n++)
            buffer_release(all[n]);
    }
}

/* ---- its servers */

static inline void turn_weather(struct office_of_year *o, struct server *s)
{
    if (s->spell > 0) {
        s->spell--;
    } else {
        s->weather = lot(o, 100) < o->storms ? (enum weather)(1 + lot(o, WEATHERS - 1)) : FAIR;
        s->spell = s->weather == FAIR ? 0 : lot(o, 8);
    }
    o->weathers |= 1u << s->weather;
}

static inline void send_body(struct response *ret, const char *data, size_t len)
{
    ret->status = 200;
    ret->kind = RESPONSE_BODY;
    ret->received = len;
    buffer_append(&ret->body, data, len);
}

static inline bool send_signature(struct server *s, struct response *ret, struct error *err)
{
    if (s->weather == NO_SIGNATURE) {
        ret->status = 404;
        return error_set(err, "the server has no such page (status 404)");
    }
    const struct buffer *text = s->weather == OTHER_KEY ? &s->other_signature : &s->signature;
    send_body(ret, text->data, text->len);
    return true;
}

static inline bool refuse(struct response *ret, struct error *err, int status, const char *why)
{
    ret->status = status;
    return error_set(err, "https://example.go.id/feed.json: %s", why);
}

static inline bool send_badly(struct office_of_year *o, struct server *s, struct response *ret,
                              struct error *err)
{
    static const char page[] = "<!DOCTYPE html><title>Masuk</title>",
                      other[] = "{\"feed\":\"siapambil/2\"}",
                      latin[] = "{\"feed\":\"siapambil/1\","
                                "\"publisher\":\"\xE9\"}";
    switch (s->weather) {
    case TIMES_OUT:
        return refuse(ret, err, 0, "no answer within 30 s");
    case ERROR_500:
        return refuse(ret, err, 500, "the server has failed (status 500)");
    case BUSY:
        ret->retry_after_s = 60 + lot(o, 300);
        return refuse(ret, err, 503, "the server is busy (status 503)");
    case LOGIN_PAGE:
        send_body(ret, page, strlen(page));
        return true;
    case CUT:
        send_body(ret, s->body.data, s->body.len / 2);
        return true;
    case OTHER_VERSION:
        send_body(ret, other, strlen(other));
        return true;
    case NOT_UTF8:
        send_body(ret, latin, strlen(latin));
        return true;
    case NOTHING_SENT:
        send_body(ret, "", 0);
        return true;
    case OLDER:
        send_body(ret, s->before.data, s->before.len);
        return true;
    default:
        buffer_addf(&ret->body,
                    "{\"feed\":\"siapambil/1\",\"serial\":%llu,\"issued\":\"2026-11-23T09:40:00"
                    "+07:00\",\"locations\":[],\"documents\":[]}",
                    (unsigned long long)s->serial + 1);
        ret->status = 200;
        return true;
    }
}

/* struct transport's get. */
static inline bool office_answer(void *ctx, const struct request *request, struct response *ret,
                                 struct error *err)
{
    struct office_of_year *o = ctx;
    struct server *s = &o->servers[strncmp(request->url, SIGNED_URL, strlen(SIGNED_URL)) != 0];
    bool mirror = strcmp(request->url, MIRROR_URL) == 0;
    o->requests++;
    if (strstr(request->url, ".minisig"))
        return send_signature(s, ret, err);
    if (!mirror)
        turn_weather(o, s);
    bool whole = s->weather == FAIR || s->weather == OTHER_KEY || s->weather == NO_SIGNATURE;
    if (!whole && !(mirror && lot(o, 2)))
        return send_badly(o, s, ret, err);
    snprintf(ret->etag, sizeof(ret->etag), "%s", s->etag);
    if (s->weather == FAIR && strcmp(request->etag, s->etag) == 0) {
        ret->status = 304;
        ret->kind = RESPONSE_NOT_MODIFIED;
        return true;
    }
    send_body(ret, s->body.data, s->body.len);
    return true;
}

static inline void office_wait(void *ctx, uint64_t ms)
{
    (void)ctx;
    simulated.run_ns += ms * 1000000;
}

static inline void office_wake(void *ctx)
{
    (void)ctx;
}
