#include "policy/privacy.h"

#include "base/hash.h"
#include "base/text.h"
#include "base/wipe.h"
#include "policy/mask.h"
#include "policy/redact.h"

/* No shown text has one inside, and redact.h takes it for a blank. */
#define BETWEEN "\t"

void privacy_init(struct privacy *ret)
{
    *ret = (struct privacy){ .id_key = NULL };
    memset(ret->names, PRIVACY_PARTIAL, sizeof(ret->names));
    ret->names[DOCUMENT_KIA] = PRIVACY_INITIALS;
    ret->names[DOCUMENT_AKTA_LAHIR] = PRIVACY_INITIALS;
    ret->names[DOCUMENT_AKTA_CERAI] = PRIVACY_NUMBER;
    ret->names[DOCUMENT_AKTA_ANAK] = PRIVACY_NUMBER;
    ret->names[DOCUMENT_AKTA_SIPIL] = PRIVACY_NUMBER;
    ret->general[DOCUMENT_AKTA_CERAI] = true;
    ret->general[DOCUMENT_AKTA_ANAK] = true;
}

uint64_t privacy_fingerprint(const struct privacy *p)
{
    uint8_t rules[2 * DOCUMENT_TYPES];
    memcpy(rules, p->names, DOCUMENT_TYPES);
    for (int i = 0; i < DOCUMENT_TYPES; i++)
        rules[DOCUMENT_TYPES + i] = p->general[i];
    return hash_plain(rules, sizeof(rules));
}

enum document_type privacy_type(const struct privacy *p, enum document_type type)
{
    return p->general[type] ? DOCUMENT_AKTA_SIPIL : type;
}

/* ---- the stage */

void privacy_stage_init(struct privacy_stage *s, const struct privacy *privacy)
{
    *s = (struct privacy_stage){
        .privacy = privacy,
        .text = BUFFER_SECRET(PRIVACY_MAX_STRING),
        .together = BUFFER_SECRET(PRIVACY_TOGETHER * (PRIVACY_MAX_STRING + 1)),
        .name = BUFFER_SECRET(0), /* a mask may be longer than its name */
    };
}

void privacy_stage_release(struct privacy_stage *s)
{
    buffer_release(&s->text);
    buffer_release(&s->together);
    buffer_release(&s->name);
}

const char *privacy_text(struct privacy_stage *s, const char *text)
{
    buffer_clear(&s->text);
    if (!text_clean(text, &s->text))
        return NULL;
    CLEANUP_WIPE char *blotted = redact_blot(buffer_text(&s->text));
    if (blotted) {
        s->blotted++;
        buffer_clear(&s->text);
        if (!buffer_append(&s->text, blotted, strlen(blotted)))
            return NULL;
    }
    return buffer_text(&s->text);
}

/* Cuts the joined strings apart again. */
static void split(char *joined, size_t count, const char **ret)
{
    for (size_t i = 0; i < count; i++) {
        ret[i] = joined;
        joined += strcspn(joined, BETWEEN);
        *joined++ = '\0';
    }
}

/* Of `together`, the strings joined: what they are when no number is left in them. */
static bool blot_together(struct privacy_stage *s, size_t count, const char **ret)
{
    CLEANUP_WIPE char *blotted = redact_blot(buffer_text(&s->together));
    if (!blotted) {
        split(s->together.data, count, ret);
        return true;
    }
    const char *before[PRIVACY_TOGETHER], *after[PRIVACY_TOGETHER];
    split(s->together.data, count, before);
    split(blotted, count, after);
    bool fits = true;
    for (size_t i = 0; i < count; i++) {
        s->blotted += strcmp(before[i], after[i]) != 0;
        fits &= strlen(after[i]) <= PRIVACY_MAX_STRING;
    }
    if (!fits)
        return false;
    buffer_clear(&s->together);
    for (size_t i = 0; i < count; i++)
        buffer_append(&s->together, after[i], strlen(after[i]) + 1);
    const char *next = buffer_text(&s->together);
    for (size_t i = 0; i < count; i++, next += strlen(next) + 1)
        ret[i] = next;
    return true;
}

bool privacy_texts(struct privacy_stage *s, const char *const *texts, size_t count,
                   const char **ret)
{
    buffer_clear(&s->together);
    for (size_t i = 0; i < count; i++) {
        buffer_clear(&s->text);
        if (!text_clean(texts[i], &s->text) ||
            !buffer_append(&s->together, buffer_text(&s->text), s->text.len) ||
            !buffer_append(&s->together, BETWEEN, strlen(BETWEEN)))
            return false;
    }
    return blot_together(s, count, ret);
}

/* ---- ids */

/* "h" and 16 hexadecimal digits. Whether redact_finds_number() finds none in it: one of them is a
 * letter. (What looks like a power of ten has neither a fraction nor a plus sign.) */
static bool write_hash(uint64_t hash, char ret[PRIVACY_ID_SIZE])
{
    bool letter = false;
    char *p = ret;
    *p++ = 'h';
    for (int shift = 60; shift >= 0; shift -= 4) {
        *p = "0123456789abcdef"[hash >> shift & 15];
        letter |= *p++ >= 'a';
    }
    *p = '\0';
    return letter;
}

const char *privacy_hashed_id(const struct privacy_stage *s, const void *data, size_t len,
                              char buffer[PRIVACY_ID_SIZE])
{
    uint64_t hash = hash_keyed(s->privacy->id_key, data, len);
    /* One hash in 1,800 is 16 decimal digits itself, and would be hashed again when the kept list
     * is read: go on to one that is not. */
    while (!write_hash(hash, buffer))
        hash = hash_keyed(s->privacy->id_key, &hash, sizeof(hash));
    return buffer;
}

const char *privacy_id(const struct privacy_stage *s, const char *id, char buffer[PRIVACY_ID_SIZE])
{
    return redact_finds_number(id) ? privacy_hashed_id(s, id, strlen(id), buffer) : id;
}

/* ---- rows */

/* A label of its own tells as much as a type: "Kutipan Akta Perceraian". Fragments as text_fold_key
 * makes them; the first that is found counts. */
static const struct {
    const char *fragment;
    enum document_type type;
} telling[] = {
    { "cerai", DOCUMENT_AKTA_CERAI },
    { "divorce", DOCUMENT_AKTA_CERAI },
    { "pengakuan", DOCUMENT_AKTA_ANAK },
    { "pengesahan", DOCUMENT_AKTA_ANAK },
    { "pengangkatan", DOCUMENT_AKTA_ANAK },
    { "adopsi", DOCUMENT_AKTA_ANAK },
    { "adoption", DOCUMENT_AKTA_ANAK },
    { "lahir", DOCUMENT_AKTA_LAHIR },
    { "birth", DOCUMENT_AKTA_LAHIR },
    { "anak", DOCUMENT_KIA },
    { "child", DOCUMENT_KIA },
};

static enum document_type told_type(const char *label)
{
    CLEANUP_BUFFER struct buffer key = BUFFER_INIT(0);
    text_fold_key(label, &key);
    for (size_t i = 0; i < COUNT(telling); i++) {
        if (strstr(buffer_text(&key), telling[i].fragment))
            return telling[i].type;
    }
    return DOCUMENT_OTHER;
}

/* Short, made of words (something in it is a letter), and nothing was blotted out of it. */
static bool is_clean_label(const char *label)
{
    bool letter = false;
    for (const unsigned char *p = (const unsigned char *)label; *p; p++)
        letter |= *p >= 0xC3 || (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
    return letter && !strstr(label, "\xE2\x80\xA2") && text_length(label) <= PRIVACY_MAX_LABEL;
}

/* Into s->name; by a stricter rule where it would be too long. */
static void mask(struct privacy_stage *s, const char *name, enum privacy_names rule)
{
    do {
        buffer_clear(&s->name);
        mask_name(name, rule, &s->name);
        rule++;
    } while (s->name.len > PRIVACY_MAX_STRING && rule < PRIVACY_RULES);
    s->masked += strcmp(name, buffer_text(&s->name)) != 0;
}

/* Where letters stood between digits there are dots now, and a number may run through them. */
static bool blot_again(struct privacy_stage *s, const char **shown)
{
    enum { STRINGS = 3 };
    char joined[STRINGS * (PRIVACY_MAX_STRING + 1)], *end = joined;
    for (int i = 0; i < STRINGS; i++) {
        size_t len = strlen(shown[i]);
        end = (char *)memcpy(end, shown[i], len) + len;
        *end++ = i < STRINGS - 1 ? *BETWEEN : '\0';
    }
    if (!redact_finds_number(joined))
        return true;
    char copies[STRINGS][PRIVACY_MAX_STRING + 1];
    const char *texts[STRINGS];
    for (int i = 0; i < STRINGS; i++) {
        memcpy(copies[i], shown[i], strlen(shown[i]) + 1);
        texts[i] = copies[i];
    }
    return privacy_texts(s, texts, STRINGS, shown);
}

static bool is_ascii(const char *text)
{
    while (*text && (unsigned char)*text < 0x80)
        text++;
    return !*text;
}

/* What nobody sees between two words of a name, and text_clean takes out, would make one word of
 * them, which stands whole. */
static char *part_at_unseen(const char *name)
{
    static const char *const unseen[] = { "\u200B", "\u00AD", "\u2060", "\uFEFF", "\u3164" };
    char *ret = xstrdup(name);
    for (size_t i = 0; i < COUNT(unseen); i++) {
        for (char *at = ret; (at = strstr(at, unseen[i]));)
            memset(at, ' ', strlen(unseen[i]));
    }
    return ret;
}

bool privacy_apply(struct privacy_stage *s, struct privacy_row *row)
{
    const struct privacy *p = s->privacy;
    CLEANUP_FREE char *parted = is_ascii(row->name) ? NULL : part_at_unseen(row->name);
    const char *const texts[] = { parted ? parted : row->name, row->number,
                                  row->type == DOCUMENT_OTHER ? row->label : "" };
    const char *shown[COUNT(texts)];
    if (!privacy_texts(s, texts, COUNT(texts), shown))
        return false;
    enum document_type told = *shown[2] ? told_type(shown[2]) : row->type;
    enum privacy_names rule = (enum privacy_names)MAX(p->names[row->type], p->names[told]);
    if (row->number_only)
        rule = PRIVACY_NUMBER;
    row->type = p->general[told] ? DOCUMENT_AKTA_SIPIL : privacy_type(p, row->type);
    if (row->type != DOCUMENT_OTHER || !is_clean_label(shown[2]))
        shown[2] = "";
    bool named = *shown[0];
    if (rule != PRIVACY_FULL && named) {
        mask(s, shown[0], rule);
        shown[0] = buffer_text(&s->name);
        if (!blot_again(s, shown))
            return false;
    }
    row->withheld = named && !*shown[0];
    row->name = shown[0];
    row->number = shown[1];
    row->label = shown[2];
    return true;
}
