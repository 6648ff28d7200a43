/* What of a row may be kept: one stage that every source passes through, before anything is
 * cached, logged or drawn. Whatever reads a source hands each row and each text to it, and
 * keeps only what comes out.
 *
 * A full name is personal data, and a child's is specific personal data (UU 27/2022); a divorce,
 * or the acknowledgement of a child, is an event that nobody else is to learn of. */
#pragma once

#include "base/buffer.h"
#include "model/document.h"

/* How a name is shown, the stricter the larger. */
enum privacy_names {
    PRIVACY_FULL,
    PRIVACY_PARTIAL,  /* the first word whole; of the others the first letter and dots */
    PRIVACY_INITIALS, /* of each word the first letter and a dot */
    PRIVACY_NUMBER,   /* no name: the registration number stands in its place */
    PRIVACY_RULES,
};

struct privacy {
    uint8_t names[DOCUMENT_TYPES]; /* enum privacy_names */
    bool general[DOCUMENT_TYPES];  /* kept as DOCUMENT_AKTA_SIPIL, the general label */
    /* HASH_KEY_SIZE bytes: ids in which 16 digits run, and ids made of a row's content, are
     * replaced by their hash under this key, so that nothing that they can be computed from is
     * kept, and the row still has one name across lists. */
    const uint8_t *id_key;
};

/* The rules where nobody says otherwise, without a key: partial; initials for kia and
 * akta-lahir; number and the general label for akta-cerai and akta-anak. */
void privacy_init(struct privacy *ret);
/* Of the rules, without the key: a list that was read by others is to be read again. */
uint64_t privacy_fingerprint(const struct privacy *p);
/* The type that documents of `type` are kept as: itself, or DOCUMENT_AKTA_SIPIL. */
enum document_type privacy_type(const struct privacy *p, enum document_type type);

/* ---- the stage */

#define PRIVACY_MAX_STRING 512u /* bytes of a string, as it comes and as it is kept */
#define PRIVACY_ID_SIZE    18   /* of a hashed id, with the NUL */
#define PRIVACY_MAX_LABEL  24   /* characters of a type's own label */

struct privacy_stage {
    const struct privacy *privacy;
    uint32_t blotted; /* strings in which a run of 16 digits was made unreadable */
    uint32_t masked;  /* names that were shortened */
    struct buffer text, together, name;
};

void privacy_stage_init(struct privacy_stage *s, const struct privacy *privacy);
void privacy_stage_release(struct privacy_stage *s);

/* `text` as it may stand on the screen (text_clean, redact_blot), valid until the next call;
 * NULL when that would be longer than PRIVACY_MAX_STRING, or `text` holds a control character. */
const char *privacy_text(struct privacy_stage *s, const char *text);
/* The same for strings that stand side by side on the screen: a number of 16 digits that
 * runs from one into the next is blotted out, too. Into `ret`, valid until the next call;
 * false as for NULL above. */
#define PRIVACY_TOGETHER 4 /* at most */
bool privacy_texts(struct privacy_stage *s, const char *const *texts, size_t count,
                   const char **ret);
/* The id to keep for `id`: itself, or its hash in `buffer` when a number
 * of 16 digits runs in it. */
const char *privacy_id(const struct privacy_stage *s, const char *id, char buffer[PRIVACY_ID_SIZE]);
/* The id of a row whose source names it by something that may not be kept: always a hash. */
const char *privacy_hashed_id(const struct privacy_stage *s, const void *data, size_t len,
                              char buffer[PRIVACY_ID_SIZE]);

/* A row on its way in; the strings are valid UTF-8, never NULL. */
struct privacy_row {
    enum document_type type;
    bool number_only; /* the source says `private` */
    const char *name, *number;
    const char *label; /* of DOCUMENT_OTHER: what the source calls it, or "" */
    bool withheld;     /* out: there is a name, and none of it may be shown */
};
/* What may be kept of it, in place: the type or the general one, the name masked, all strings as
 * by privacy_texts and valid until the next call. false when a string is too long or holds a
 * control character. Name and number may both come out empty: then there is nothing to show.
 *
 * The label stays when it is short (PRIVACY_MAX_LABEL) and of words without a number to blot
 * out, else "". One that names what a stricter type is for ("Kutipan Akta Perceraian", "Salinan
 * Akta Lahir") puts that type's rule on the row, and its general label. */
bool privacy_apply(struct privacy_stage *s, struct privacy_row *row);
