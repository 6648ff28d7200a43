#include "publish/report.h"

#include <inttypes.h>

#include "feed/json.h"

static const char *plural(uint32_t count)
{
    return count == 1 ? "" : "s";
}

void report_summary(const struct publisher_report *r, struct buffer *out)
{
    const struct tree_report *t = &r->tree;
    if (r->unchanged) {
        buffer_addf(out, "nothing has changed: %" PRIu32 " document%s", r->documents,
                    plural(r->documents));
    } else {
        buffer_addf(out,
                    "%" PRIu32 " of %" PRIu32 " feed%s written: %" PRIu32 " document%s at %" PRIu32
                    " place%s, serial %" PRIu64,
                    t->written + t->renewed + t->emptied, t->feeds + t->emptied,
                    plural(t->feeds + t->emptied), r->documents, plural(r->documents), r->places,
                    plural(r->places), t->serial);
        if (t->renewed)
            buffer_addf(out, "; %" PRIu32 " of them only renewed", t->renewed);
        if (t->emptied)
            buffer_addf(out, "; %" PRIu32 " emptied, since the place is gone", t->emptied);
    }
    if (r->left_out)
        buffer_addf(out, "; %" PRIu32 " row%s not understood (see --explain)", r->left_out,
                    plural(r->left_out));
    buffer_addf(out, "; %.2f s", r->seconds);
}

void report_json(enum publish_status status, const char *region, const struct publisher_report *r,
                 const struct error *err, struct buffer *out)
{
    const struct tree_report *t = &r->tree;
    const char *name = !status && r->unchanged ? "unchanged" : publish_status_name(status);
    buffer_addf(out, "{\"status\":\"%s\",\"exit\":%d,\"region\":", name, (int)status);
    json_add_string(region, out);
    if (status) {
        buffer_addf(out, ",\"message\":");
        json_add_string(err->text, out);
    } else {
        buffer_addf(out,
                    ",\"read\":%s,\"documents\":%" PRIu32 ",\"rows\":%" PRIu32
                    ",\"hidden\":%" PRIu32 ",\"left_out\":%" PRIu32,
                    r->read ? "true" : "false", r->documents, r->rows, r->hidden, r->left_out);
        if (!r->unchanged)
            buffer_addf(out,
                        ",\"serial\":%" PRIu64 ",\"places\":%" PRIu32 ",\"feeds\":%" PRIu32
                        ",\"written\":%" PRIu32 ",\"renewed\":%" PRIu32 ",\"emptied\":%" PRIu32
                        ",\"bytes\":%" PRIu64,
                        t->serial, r->places, t->feeds, t->written, t->renewed, t->emptied,
                        t->bytes);
    }
    buffer_addf(out, ",\"seconds\":%.3f}\n", r->seconds);
}
