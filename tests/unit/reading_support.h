/* A reading as a configuration would make it, for tests, fuzz targets and the benchmark. */
#pragma once

#include "base/base.h"
#include "base/hash.h"
#include "feed/json_pointer.h"
#include "feed/reading.h"

struct office {
    struct reading reading;
    struct word_table *statuses, *types;
    struct areas *areas;
    struct routes *routes;
    struct privacy privacy;
};

static const struct opening office_hours[] = { { 0x0F, 8 * 60, 15 * 60 }, { 0x10, 480, 660 } };
static const struct reading_place office_places[] = {
    { "mpp", "MPP Kota Bandung", "mpp", "Loket 3", "Jl. Cianjur No. 34", office_hours, 2 },
    { "kec-coblong", "Kecamatan Coblong", "kecamatan", NULL, NULL, NULL, 0 },
};

static inline void must_be(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "%s\n", what);
        abort();
    }
}

/* `map` holds an expression for each member, NULL for none. */
static inline void office_open(struct office *o, enum source_format format,
                               const char *const map[MAP_MEMBERS], const char *rows)
{
    static const uint8_t key[HASH_KEY_SIZE] = { 7 };
    struct error err = { "" };
    *o = (struct office){ .statuses = status_table_new(),
                          .types = type_table_new(),
                          .areas = areas_new() };
    hash_init();
    privacy_init(&o->privacy);
    o->privacy.id_key = key;
    word_table_add(o->statuses, "SELESAI", STATUS_PICKUP);
    word_table_add(o->statuses, "SIAP_DOWNLOAD", STATUS_DOWNLOAD);
    word_table_add(o->statuses, "DIPROSES", STATUS_HIDDEN);
    areas_add(o->areas, "32.73.02", "Coblong");
    o->routes = routes_new(o->areas, o->types);
    must_be(routes_add(o->routes, "ktp-el, Coblong", 1, &err) &&
                routes_add(o->routes, "kia, 32.73.99", 1, &err) &&
                routes_add(o->routes, "ktp-el, *", 0, &err) &&
                routes_add(o->routes, "kk, *", 0, &err) &&
                routes_add(o->routes, "other, *", 0, &err) &&
                routes_add(o->routes, "akta-cerai, *", 0, &err),
            err.text);
    o->reading = (struct reading){ .format = format,
                                   .number_length = 6,
                                   .utc_offset_s = 7 * 3600,
                                   .statuses = o->statuses,
                                   .types = o->types,
                                   .areas = o->areas,
                                   .routes = o->routes,
                                   .places = office_places,
                                   .place_count = COUNT(office_places),
                                   .privacy = &o->privacy };
    for (int i = 0; i < MAP_MEMBERS; i++) {
        if (!map[i])
            continue;
        o->reading.map[i] = expression_new(
            map[i], format == SOURCE_CSV ? EXPRESSION_COLUMNS : EXPRESSION_POINTERS, &err);
        must_be(o->reading.map[i], err.text);
    }
    o->reading.rows = rows ? json_pointer_new(rows, &err) : NULL;
    must_be(!rows || o->reading.rows, err.text);
}

static inline void office_close(struct office *o)
{
    reading_release(&o->reading);
    routes_free(o->routes);
    areas_free(o->areas);
    word_table_free(o->statuses);
    word_table_free(o->types);
}

/* ---- what came of one */

struct taken {
    struct snapshot *list; /* NULL: refused */
    struct intake_report report;
    struct error err;
};
