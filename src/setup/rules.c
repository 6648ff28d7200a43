#include "setup/rules.h"

#include "base/hash.h"
#include "feed/feed.h"

static_assert((int)CONFIG_NAMES_FULL == (int)PRIVACY_FULL &&
                  (int)CONFIG_NAMES_PARTIAL == (int)PRIVACY_PARTIAL &&
                  (int)CONFIG_NAMES_INITIALS == (int)PRIVACY_INITIALS &&
                  (int)CONFIG_NAMES_NUMBER == (int)PRIVACY_NUMBER,
              "the configuration's rules are those of the stage");

const char *rules_key(enum document_type type, char ret[RULES_KEY_SIZE])
{
    size_t i = 0;
    for (const char *p = document_type_slugs[type]; *p && i + 1 < RULES_KEY_SIZE; p++)
        ret[i++] = *p == '-' ? '_' : *p;
    ret[i] = '\0';
    return ret;
}

/* "akta-cerai, akta-anak" */
static bool read_general(const struct config *c, struct privacy *ret, struct error *err)
{
    memset(ret->general, 0, sizeof(ret->general));
    for (const char *at = c->privacy.general_label; *at;) {
        at += strspn(at, " ,");
        CLEANUP_FREE char *slug = xasprintf("%.*s", (int)strcspn(at, " ,"), at);
        at += strlen(slug);
        enum document_type type;
        if (!*slug)
            continue;
        if (!document_type_from_slug(slug, &type)) {
            CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0), slugs = BUFFER_INIT(0);
            config_place(c, "privacy", "general_label", &place);
            for (int i = 0; i < DOCUMENT_TYPES; i++)
                buffer_addf(&slugs, "%s%s", i ? ", " : "", document_type_slugs[i]);
            return error_set(err, "%s = %s: '%s' is no type; allowed, parted by commas: %s",
                             buffer_text(&place), c->privacy.general_label, slug,
                             buffer_text(&slugs));
        }
        ret->general[type] = type != DOCUMENT_AKTA_SIPIL;
    }
    return true;
}

bool rules_make(const struct config *c, struct privacy *ret, struct error *err)
{
    struct privacy rules;
    char key[RULES_KEY_SIZE];
    privacy_init(&rules);
    if (!read_general(c, &rules, err))
        return false;
    for (int i = 0; i < DOCUMENT_TYPES; i++) {
        int said = config_names(c, rules_key((enum document_type)i, key));
        /* What is no stricter by default than most has no rule of its own. */
        int own = rules.names[i] > PRIVACY_PARTIAL ? rules.names[i] : PRIVACY_FULL;
        rules.names[i] = (uint8_t)(said != CONFIG_NAMES_UNSET ? said : MAX(own, c->privacy.names));
    }
    /* What was kept under the general label passes the stage again when it is read. */
    for (int i = 0; i < DOCUMENT_TYPES; i++) {
        if (rules.general[i])
            rules.names[DOCUMENT_AKTA_SIPIL] =
                MIN(rules.names[DOCUMENT_AKTA_SIPIL], rules.names[i]);
    }
    *ret = rules;
    return true;
}

struct snapshot *rules_apply(const struct privacy *rules, const struct snapshot *list)
{
    struct privacy with_key = *rules;
    uint8_t key[HASH_KEY_SIZE];
    random_bytes(key, sizeof(key)); /* no id in the list is left to be hashed */
    with_key.id_key = key;
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    feed_write(list, true, &text);
    const struct feed_options options = { .privacy = &with_key, .own = true, .order = list->order };
    struct feed_report report;
    struct error err = { "" };
    struct snapshot *ret = NULL;
    feed_parse(text.data, text.len, &options, &ret, &report, &err);
    return ret;
}
