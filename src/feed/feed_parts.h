/* What the files that read a feed share. */
#pragma once

#include "feed/feed.h"
#include "feed/json.h"

#define FEED_MAX_HOURS 32u /* opening times of one place */
#define FEED_MAX_BRING 32u /* things to bring for one type */
#define FEED_MAX_ID    64u /* characters of a location's id */

struct feed_reader {
    const struct feed_options *options;
    struct snapshot_builder *builder;
    struct feed_report *report;
    struct privacy_stage stage;
};

/* ---- strings */

/* Whether `text`, valid UTF-8 that ends in NUL, holds a character of Unicode's category Cc. */
bool feed_has_control(const char *text, size_t len);
/* Whether `value` is a string that keeps to the limit and holds no control character. */
bool feed_is_string(const cJSON *value);
/* The string, or "" where there is none. */
const char *feed_string_of(const cJSON *value);

/* Finds the members called `names` in an object, each into the same index of `found` (NULL: not
 * there). false when one of them is there twice. */
bool feed_find_members(const cJSON *object, const char *const *names, size_t count,
                       const cJSON **found);

/* ---- the big members. `t` stands at a value of the right type that json_skip has checked; false
 * with a sentence only when the whole feed is refused. */

bool feed_read_locations(struct feed_reader *r, struct json_text t, struct error *err);
bool feed_read_notices(struct feed_reader *r, struct json_text t, struct error *err);
void feed_read_bring(struct feed_reader *r, struct json_text t);
bool feed_read_documents(struct feed_reader *r, struct json_text t, struct error *err);

/* ---- slugs that both reading and writing need */

extern const char *const feed_location_kinds[LOCATION_KINDS];
extern const char *const feed_priority_high;
#define FEED_DAYS 7
extern const char *const feed_day_names[FEED_DAYS]; /* from Monday */
