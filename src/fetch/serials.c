#include "fetch/serials.h"

#include <inttypes.h>
#include <stdio.h>

static uint64_t *find(struct serials *s, const char *source)
{
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->all[i].source, source) == 0)
            return &s->all[i].highest;
    }
    return NULL;
}

static void raise(struct serials *s, const char *source, uint64_t serial)
{
    uint64_t *known = find(s, source);
    if (known) {
        *known = MAX(*known, serial);
        return;
    }
    if (s->count == SERIALS_MAX)
        memmove(&s->all[0], &s->all[1], --s->count * sizeof(s->all[0]));
    snprintf(s->all[s->count].source, HASH_HEX_SIZE, "%s", source);
    s->all[s->count++].highest = serial;
}

uint64_t serials_get(const struct serials *s, const char *url)
{
    char source[HASH_HEX_SIZE];
    hash_hex(url, strlen(url), source);
    for (size_t i = 0; i < s->count; i++) {
        if (strcmp(s->all[i].source, source) == 0)
            return s->all[i].highest;
    }
    return 0;
}

void serials_raise(struct serials *s, const char *url, uint64_t serial)
{
    char source[HASH_HEX_SIZE];
    hash_hex(url, strlen(url), source);
    raise(s, source, serial);
}

void serials_merge(struct serials *s, const struct serials *other)
{
    for (size_t i = 0; i < other->count; i++)
        raise(s, other->all[i].source, other->all[i].highest);
}

/* "HASH SERIAL CHECKSUM". The caller frees it. */
static char *line_of(const char *source, uint64_t serial)
{
    char hash[HASH_HEX_SIZE];
    CLEANUP_FREE char *text = xasprintf("%s %" PRIu64, source, serial);
    hash_hex(text, strlen(text), hash);
    return xasprintf("%s %.16s", text, hash);
}

void serials_print(const struct serials *s, struct buffer *out)
{
    for (size_t i = 0; i < s->count; i++) {
        CLEANUP_FREE char *line = line_of(s->all[i].source, s->all[i].highest);
        buffer_addf(out, "%s\n", line);
    }
}

bool serials_parse(const char *text, struct serials *ret)
{
    bool whole = *text;
    *ret = (struct serials){ 0 };
    for (const char *line = text; *line;) {
        char source[HASH_HEX_SIZE] = "";
        uint64_t serial = 0;
        size_t len = strcspn(line, "\n");
        CLEANUP_FREE char *copy = xasprintf("%.*s", (int)len, line);
        bool good = sscanf(copy, "%64s %" SCNu64, source, &serial) == 2;
        CLEANUP_FREE char *same = line_of(source, serial);
        good = good && strcmp(copy, same) == 0;
        if (good)
            raise(ret, source, serial);
        whole &= good;
        line += len + (line[len] == '\n');
    }
    return whole;
}
