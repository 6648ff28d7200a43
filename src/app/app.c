#include "app/app.h"

#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "app/age.h"
#include "app/telling.h"
#include "app/theme.h"
#include "base/clock.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/text.h"
#include "net/http.h"
#include "setup/rules.h"
#include "setup/settings.h"
#include "setup/sources.h"

static bool check_url(const struct config *config, const char *section, const char *key,
                      const char *url, struct error *err)
{
    struct error why = { "" };
    if (!*url || http_check_url(url, &why))
        return true;
    CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
    config_place(config, section, key, &place);
    return error_set(err, "%s %s", buffer_text(&place), why.text);
}

static bool check_screen(const struct config *c, struct error *err)
{
    struct palette palette;
    return check_url(c, "panel", "link", c->panel.link, err) && theme_make(c, &palette, err);
}

static bool check_sources(const struct config *c, const struct privacy *rules, struct error *err)
{
    CLEANUP(sources_free) struct sources *sources = sources_new(c, rules, err);
    return sources;
}

/* A screen in a hall holds no login to the office's database: it pulls what is published. */
static bool check_formats(const struct config *c, struct error *err)
{
    for (int i = 0; i < config_source_count(c); i++) {
        CLEANUP(config_free) struct config *source = config_for_source(c, i);
        if (source->source.format != CONFIG_POSTGRESQL)
            continue;
        CLEANUP_BUFFER struct buffer place = BUFFER_INIT(0);
        config_place(source, "source", "format", &place);
        return error_set(err,
                         "%s = postgresql is for siapambil-publish, which asks the database; "
                         "allowed here: format = native, with the address of what it publishes",
                         buffer_text(&place));
    }
    return true;
}

static bool check(const struct config *c, struct error *err)
{
    CLEANUP(service_free) struct service *service = NULL;
    struct privacy rules;
    bool ok = config_check(c, err) && telling_check(c, err) && check_formats(c, err) &&
              (service = service_read(c, err)) && rules_make(c, &rules, err) &&
              check_sources(c, &rules, err);
    for (int i = 0; ok && i < config_screen_count(c); i++) {
        CLEANUP(config_free) struct config *screen = config_for_screen(c, i);
        ok = check_screen(screen, err);
    }
    return ok;
}

struct config *app_read_config(const struct args *args, struct error *err)
{
    CLEANUP(config_free)
    struct config *config = settings_read(args->config, args->sets, args->set_count, err);
    if (!config)
        return NULL;
    if (!args->print_config && !args->suggest && !args->status && !check(config, err))
        return NULL;
    struct config *ret = config;
    config = NULL;
    return ret;
}

/* Where the last good list is kept; "" where the system names no place for it. */
static char *cache_folder(const struct config *config)
{
    char *folder = settings_state_folder(config, "siapambil");
    if (!*folder)
        log_warning("no list is kept: set [cache] dir (neither STATE_DIRECTORY nor HOME is set)");
    return folder;
}

static enum snapshot_order wanted_order(const struct config *c)
{
    static const enum snapshot_order orders[] = {
        [CONFIG_ORDER_NAME] = ORDER_NAME,
        [CONFIG_ORDER_NEWEST] = ORDER_NEWEST,
    };
    return orders[c->list.order];
}

/* Where the list comes from, as one text. The caller frees it. */
static char *addresses(const struct config *config)
{
    struct buffer text = BUFFER_INIT(0);
    for (int i = 0; i < config_source_count(config); i++) {
        CLEANUP(config_free) struct config *source = config_for_source(config, i);
        buffer_addf(&text, "%s%s", i ? " " : "", source->source.url);
    }
    return text.data;
}

/* The list in memory is of the settings before: what these do not allow
 * must not stay on the screen. */
static void apply_rules(struct app *app, const struct privacy *rules)
{
    uint64_t fingerprint = privacy_fingerprint(rules);
    if (app->list && fingerprint != app->list_rules)
        list_change_now(app, rules_apply(rules, app->list));
    app->list_rules = fingerprint;
}

bool app_prepare_source(struct app *app, struct error *err)
{
    const struct config *c = app->config;
    struct privacy rules;
    if (!rules_make(c, &rules, err))
        return false;
    apply_rules(app, &rules);
    if (app->list && app->list->order != wanted_order(c))
        list_change_now(app, snapshot_sorted(app->list, wanted_order(c)));
    free(app->source);
    app->source = addresses(c);
    return true;
}

struct pulling *app_pulling_new(struct app *app, struct delivery *ret_kept, struct error *err)
{
    const struct config *c = app->config;
    const struct args *args = app->args;
    struct privacy rules;
    if (!rules_make(c, &rules, err))
        return NULL;
    /* What is explained is the source, whatever was kept of it. */
    CLEANUP_FREE char *folder = args->explain ? xstrdup("") : cache_folder(c);
    char settings[SETTINGS_FINGERPRINT_SIZE];
    settings_fingerprint(c, settings);
    /* Perhaps one was added, or they are in another order. */
    bool same = app->list && text_has_words(app->source, app->list_source);
    return pulling_new(&(struct pulling_options){ .config = c,
                                                  .rules = &rules,
                                                  .folder = folder,
                                                  .settings = settings,
                                                  .read_only = args->screenshot ||
                                                               args->dump_frame || args->explain,
                                                  .order = wanted_order(c),
                                                  .shown = same ? app->list : NULL,
                                                  .serials = &app->serials },
                       ret_kept, err);
}

void app_take_pulling(struct app *app, struct pulling *pulling, struct delivery kept)
{
    app->pulling = pulling;
    if (kept.snapshot) {
        log_info("the kept list: %u documents", kept.snapshot->document_count);
        app_take(app, kept);
    }
}

bool app_open_source(struct app *app, struct error *err)
{
    struct delivery kept;
    struct pulling *pulling =
        app_prepare_source(app, err) ? app_pulling_new(app, &kept, err) : NULL;
    if (pulling)
        app_take_pulling(app, pulling, kept);
    return pulling != NULL;
}

void app_close_source(struct app *app)
{
    struct delivery last;
    bool ended = true;
    list_change_finish(app); /* the fetcher compares with what it has delivered */
    if (app->pulling && pulling_end(app->pulling, &last, &ended))
        app_take(app, last);
    if (!ended)
        app->list_lent = true;
    app->pulling = NULL;
}

void app_release(struct app *app)
{
    if (app->telling)
        telling_close(app->telling);
    app_close_source(app);
    list_change_release(app);
    app_screens_release(&app->screens);
    if (app->displays)
        displays_close(app->displays);
    if (app->panel)
        panel_switch_free(app->panel);
    for (int i = 0; i < APP_LANGUAGES; i++) {
        if (app->words[i])
            words_free(app->words[i]);
    }
    if (app->service)
        service_free(app->service);
    if (app->list && !app->list_lent)
        snapshot_free(app->list);
    free(app->list_source);
    free(app->source);
    if (app->config)
        config_free(app->config);
}

void app_note_delivery(struct app *app, const struct delivery *d)
{
    app->kept = d->kept;
    app->checked_wall_s = d->checked_wall_s;
    app->checked_boot_s = d->kept ? clock_boot_s() : d->checked_boot_s;
    if (!d->snapshot)
        return;
    free(app->list_source);
    app->list_source = xstrdup(app->source);
}

void app_take(struct app *app, struct delivery d)
{
    app_note_delivery(app, &d);
    if (d.snapshot)
        list_change_now(app, d.snapshot);
}

struct board_time app_time(const struct app *app)
{
    struct age_facts facts = {
        .now_s = clock_wall_s(),
        .checked_s = app->checked_wall_s,
        .issued_s = app->list ? app->list->issued : 0,
        .held_s = clock_boot_s() - app->checked_boot_s,
        .kept = app->kept,
        .old_after_s = app->config->list.old_after,
    };
    if (app->args->has_now) {
        facts.now_s = app->args->now_s;
        facts.held_s = app->kept ? 0 : facts.now_s - app->checked_wall_s;
    }
    return age_judge(&facts);
}
