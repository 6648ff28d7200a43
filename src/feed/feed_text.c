/* Strings of a feed on their way into the snapshot. */
#include "feed/feed_parts.h"

#include "base/text.h"
#include "policy/redact.h"

#include <inttypes.h>
#include <stdio.h>

bool feed_has_control(const char *text)
{
    for (const unsigned char *p = (const unsigned char *)text; *p; p++) {
        /* U+0000 to U+001F, U+007F, and U+0080 to U+009F, which begin with the byte C2. */
        if (*p < 0x20 || *p == 0x7F || (*p == 0xC2 && p[1] < 0xA0))
            return true;
    }
    return false;
}

bool feed_is_string(const cJSON *value)
{
    return cJSON_IsString(value) && strlen(value->valuestring) <= FEED_MAX_STRING &&
           !feed_has_control(value->valuestring);
}

const char *feed_string_of(const cJSON *value)
{
    return cJSON_IsString(value) ? value->valuestring : "";
}

const char *feed_shown(struct feed_reader *r, const char *text)
{
    buffer_clear(&r->shown);
    if (!text_clean(text, &r->shown))
        return NULL;
    CLEANUP_FREE char *blotted = redact_blot(buffer_text(&r->shown));
    if (blotted) {
        r->report->blotted++;
        buffer_clear(&r->shown);
        if (!buffer_append(&r->shown, blotted, strlen(blotted)))
            return NULL;
    }
    return buffer_text(&r->shown);
}

/* No shown text has one inside, and redact.h takes it for a blank. */
#define BETWEEN "\t"

/* Cuts the joined strings apart again. */
static void split(char *joined, size_t count, const char **ret)
{
    for (size_t i = 0; i < count; i++) {
        ret[i] = joined;
        joined += strcspn(joined, BETWEEN);
        *joined++ = '\0';
    }
}

bool feed_shown_together(struct feed_reader *r, const char *const *texts, size_t count,
                         const char **ret)
{
    buffer_clear(&r->together);
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&r->shown);
        if (!text_clean(texts[i], &r->shown) ||
            !buffer_append(&r->together, buffer_text(&r->shown), r->shown.len) ||
            !buffer_append(&r->together, BETWEEN, strlen(BETWEEN)))
            return false;
    }
    CLEANUP_FREE char *blotted = redact_blot(buffer_text(&r->together));
    if (!blotted) {
        split(r->together.data, count, ret);
        return true;
    }
    const char *before[FEED_TOGETHER], *after[FEED_TOGETHER];
    split(r->together.data, count, before);
    split(blotted, count, after);
    bool fits = true;
    for (size_t i = 0; i < count; i++) {
        r->report->blotted += strcmp(before[i], after[i]) != 0;
        fits &= strlen(after[i]) <= FEED_MAX_STRING;
    }
    if (!fits)
        return false;
    buffer_clear(&r->together);
    for (size_t i = 0; i < count; i++)
        buffer_append(&r->together, after[i], strlen(after[i]) + 1);
    const char *next = buffer_text(&r->together);
    for (size_t i = 0; i < count; i++, next += strlen(next) + 1)
        ret[i] = next;
    return true;
}

const char *feed_kept_id(const struct feed_reader *r, const char *id,
                         char buffer[FEED_HASHED_ID_SIZE])
{
    if (!redact_finds_number(id))
        return id;
    uint64_t hash = hash_keyed(r->options->privacy->id_key, id, strlen(id));
    /* One hash in 1,800 is 16 decimal digits itself, and would be hashed again when the kept list
     * is read: go on to one that is not. */
    for (;;) {
        snprintf(buffer, FEED_HASHED_ID_SIZE, "h%016" PRIx64, hash);
        if (!redact_finds_number(buffer))
            return buffer;
        hash = hash_keyed(r->options->privacy->id_key, &hash, sizeof(hash));
    }
}

bool feed_find_members(const cJSON *object, const char *const *names, size_t count,
                       const cJSON **found)
{
    bool once = true;
    for (size_t i = 0; i < count; i++)
        found[i] = NULL;
    size_t next = 0;
    for (const cJSON *member = object->child; member; member = member->next) {
        /* Most exports write the members in the order of our table: try that one first. */
        size_t i = next, tried = 0;
        while (tried < count && strcmp(member->string, names[i]) != 0) {
            i = i + 1 < count ? i + 1 : 0;
            tried++;
        }
        if (tried == count)
            continue;
        next = i + 1 < count ? i + 1 : 0;
        if (found[i])
            once = false;
        else
            found[i] = member;
    }
    return once;
}
