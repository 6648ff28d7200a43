#include "setup/warnings.h"

#include "setup/rules.h"
#include "setup/trust.h"

static const char *const names_texts[PRIVACY_RULES] = {
    [PRIVACY_FULL] = "full",
    [PRIVACY_PARTIAL] = "partial",
    [PRIVACY_INITIALS] = "initials",
    [PRIVACY_NUMBER] = "number",
};
static const char *const names_mean[PRIVACY_RULES] = {
    [PRIVACY_FULL] = "names stand whole on the screen",
    [PRIVACY_PARTIAL] = "the first word of a name stands whole on the screen",
    [PRIVACY_INITIALS] = "the first letters of names stand on the screen",
};

static void add_place(const struct config *c, const char *key, struct buffer *out)
{
    config_place(c, "privacy", key, out);
}

/* Rules of names that are looser than where nobody says anything. */
static void add_names(const struct config *c, struct buffer *out)
{
    struct privacy usual;
    char key[RULES_KEY_SIZE];
    privacy_init(&usual);
    if (c->privacy.names == CONFIG_NAMES_FULL) {
        add_place(c, "names", out);
        buffer_addf(out, " = full: %s; the default is partial\n", names_mean[PRIVACY_FULL]);
    }
    for (int i = 0; i < DOCUMENT_TYPES; i++) {
        int said = config_names(c, rules_key((enum document_type)i, key));
        if (said == CONFIG_NAMES_UNSET || said >= usual.names[i])
            continue;
        add_place(c, key, out);
        buffer_addf(out, " = %s: looser than the rule for %s, which is %s: %s\n", names_texts[said],
                    document_type_slugs[i], names_texts[usual.names[i]], names_mean[said]);
    }
}

static void add_general_label(const struct config *c, struct buffer *out)
{
    struct privacy usual, rules;
    struct error err = { "" };
    privacy_init(&usual);
    if (!rules_make(c, &rules, &err))
        return;
    for (int i = 0; i < DOCUMENT_TYPES; i++) {
        if (!usual.general[i] || rules.general[i])
            continue;
        add_place(c, "general_label", out);
        buffer_addf(out, " = %s: without %s, everybody sees what happened in that family\n",
                    c->privacy.general_label, document_type_slugs[i]);
    }
}

void warnings_add(const struct config *c, struct buffer *out)
{
    add_names(c, out);
    add_general_label(c, out);
    trust_warn(c, out);
}

void warnings_print(const struct config *c, struct buffer *out)
{
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(0);
    warnings_add(c, &text);
    for (const char *line = buffer_text(&text); *line; line = strchr(line, '\n') + 1)
        buffer_addf(out, "warning: %.*s\n", (int)strcspn(line, "\n"), line);
}
