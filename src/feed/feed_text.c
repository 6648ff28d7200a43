/* Strings of a feed on their way into the snapshot. */
#include "feed/feed_parts.h"

/* Whether one of eight bytes may be, or begin, a control character. */
static bool may_be_control(uint64_t word)
{
    const uint64_t ones = UINT64_C(0x0101010101010101), high = ones * 0x80;
    uint64_t low = (word - ones * 0x20) & ~word;
    uint64_t del = word ^ ones * 0x7F, c2 = word ^ ones * 0xC2;
    return (low | ((del - ones) & ~del) | ((c2 - ones) & ~c2)) & high;
}

bool feed_has_control(const char *text, size_t len)
{
    const unsigned char *p = (const unsigned char *)text, *end = p + len;
    while (p < end) {
        uint64_t word;
        if (end - p >= (ptrdiff_t)sizeof(word)) {
            memcpy(&word, p, sizeof(word));
            if (!may_be_control(word)) {
                p += sizeof(word);
                continue;
            }
        }
        /* U+0000 to U+001F, U+007F, and U+0080 to U+009F, which begin with the byte C2. */
        if (*p < 0x20 || *p == 0x7F || (*p == 0xC2 && p[1] < 0xA0))
            return true;
        p++;
    }
    return false;
}

bool feed_is_string(const cJSON *value)
{
    if (!cJSON_IsString(value))
        return false;
    size_t len = strlen(value->valuestring);
    return len <= FEED_MAX_STRING && !feed_has_control(value->valuestring, len);
}

const char *feed_string_of(const cJSON *value)
{
    return cJSON_IsString(value) ? value->valuestring : "";
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
