/* index.json: what exists, for whoever sets up screens or looks after many offices. */
#include "publish/tree_parts.h"

#include <inttypes.h>

#include "base/clock.h"
#include "feed/json.h"

static void add_member(struct buffer *out, const char *before, const char *text)
{
    buffer_addf(out, "%s", before);
    json_add_string(text, out);
}

static void add_feed(const struct tree_entry *e, int utc_offset_s, struct buffer *out)
{
    char time[CLOCK_TEXT_MAX];
    buffer_addf(out, "{");
    if (*e->place)
        add_member(out, "\"place\":", e->place);
    if (*e->name)
        add_member(out, ",\"name\":", e->name);
    buffer_addf(out, "%s\"path\":\"%s%s" TREE_FEED "\"", *e->place ? "," : "", e->place,
                *e->place ? "/" : "");
    buffer_addf(out, ",\"serial\":%" PRIu64, e->serial);
    add_member(out, ",\"issued\":", clock_format_rfc3339(time, e->issued, utc_offset_s));
    add_member(out, ",\"expires\":", clock_format_rfc3339(time, e->expires, utc_offset_s));
    buffer_addf(out, ",\"documents\":%" PRIu32 ",\"bytes\":%" PRIu64 ",\"bytes_gzip\":%" PRIu64 "}",
                e->documents, e->lengths[TREE_PLAIN], e->lengths[TREE_GZIP]);
}

void tree_index_print(const struct tree_options *options, const struct tree_state *s,
                      int utc_offset_s, struct buffer *out)
{
    buffer_addf(out, "{\"index\":\"siapambil/1\"");
    add_member(out, ",\n\"region\":", options->region);
    if (*options->publisher)
        add_member(out, ",\n\"publisher\":", options->publisher);
    buffer_addf(out, ",\n\"serial\":%" PRIu64, s->serial);
    if (options->key) {
        struct signature_key key;
        char id[SIGNATURE_ID_SIZE];
        signature_secret_public(options->key, &key);
        signature_key_id(&key, id);
        add_member(out, ",\n\"signed_by\":", id);
    }
    buffer_addf(out, ",\n\"feeds\":[");
    const char *before = "\n";
    /* "" is the first: the whole office. */
    for (size_t i = 0; i < s->count; i++) {
        if (s->entries[i].gone)
            continue;
        buffer_addf(out, "%s", before);
        add_feed(&s->entries[i], utc_offset_s, out);
        before = ",\n";
    }
    buffer_addf(out, "]}\n");
}
