/* To be removed: stands in for what is not merged yet. */
#include "feed/reading.h"
#include "feed/signature.h"
#define W __attribute__((weak))
const char *const intake_reason_texts[INTAKE_REASONS] W = { "" };
W void privacy_init(struct privacy *ret)
{
    *ret = (struct privacy){ 0 };
}
W uint32_t intake_not_understood(const struct intake_report *r)
{
    return r->feed.left_out_total;
}
W bool reading_parse(const struct reading *r, const struct reading_page *pages, size_t count,
                     int64_t issued, struct snapshot **ret, struct intake_report *report,
                     struct error *err)
{
    (void)count, (void)issued;
    const struct feed_options options = { .privacy = r->privacy, .order = r->order };
    return feed_parse(pages->data, pages->len, &options, ret, &report->feed, err);
}
W void reading_release(struct reading *r)
{
    (void)r;
}
W bool signature_key_parse(const char *text, struct signature_key *ret, struct error *err)
{
    (void)text, (void)ret, (void)err;
    return false;
}
W void signature_key_id(const struct signature_key *key, char ret[SIGNATURE_ID_SIZE])
{
    (void)key;
    *ret = 0;
}
W enum signature_verdict signature_check(const struct signature_key *keys, size_t key_count,
                                         const void *data, size_t len, const char *signature,
                                         size_t signature_len, size_t *ret_key, struct error *err)
{
    (void)keys, (void)key_count, (void)data, (void)len, (void)signature, (void)signature_len;
    (void)ret_key, (void)err;
    return SIGNATURE_UNREADABLE;
}
