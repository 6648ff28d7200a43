/* Where the fonts are, noted from one start to the next: while nothing has changed, and no longer. */
#include "unit/test.h"

#include <SDL.h>
#include <fcntl.h>
#include <fontconfig/fontconfig.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "base/hash.h"
#include "screen/font_notes.h"
#include "screen/fonts.h"

static char folder[] = "/tmp/siapambil-notes-XXXXXX";

/* Within the folder of the test; the caller frees it. */
static char *in_folder(const char *name)
{
    return xasprintf("%s/%s", folder, name);
}

static void write_text(const char *path, const char *text)
{
    struct error err = { "" };
    if (!file_replace(path, text, strlen(text), 0600, &err))
        fail_msg("%s", err.text);
}

static char *read_text(const char *path)
{
    struct buffer text = BUFFER_INIT(1 << 20);
    struct error err = { "" };
    if (!file_read(path, &text, &err))
        fail_msg("%s", err.text);
    return text.data ? text.data : xstrdup("");
}

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* ---- what may change: a font, a folder of fonts, settings that are there or not */

static void edit(const char *name, const char *text)
{
    CLEANUP_FREE char *path = in_folder(name);
    write_text(path, text);
}

static void change_nothing(void)
{
}

static void change_font(void)
{
    edit("bold", "another size");
}

static void age_font(void)
{
    CLEANUP_FREE char *path = in_folder("regular");
    const struct timespec times[2] = { { .tv_sec = 1000 }, { .tv_sec = 1000 } };
    assert_int_equal(utimensat(AT_FDCWD, path, times, 0), 0);
}

static void remove_font(void)
{
    CLEANUP_FREE char *path = in_folder("semibold");
    assert_int_equal(unlink(path), 0);
}

static void install_font(void)
{
    edit("fonts/new", "a font");
}

static void remove_folder(void)
{
    CLEANUP_FREE char *path = in_folder("fonts");
    assert_int_equal(rmdir(path), 0);
}

static void change_settings(void)
{
    edit("settings", "other ones");
}

static void add_settings(void)
{
    edit("user-settings", "some");
}

static void move_home(void)
{
    setenv("HOME", "/tmp", 1);
}

static void change_language(void)
{
    setenv("FC_LANG", "ban", 1);
}

static void damage(const char *from, const char *to)
{
    CLEANUP_FREE char *path = in_folder("notes");
    CLEANUP_FREE char *text = read_text(path);
    char *at = strstr(text, from);
    assert_non_null(at);
    memcpy(at, to, strlen(to));
    write_text(path, text);
}

static void damage_index(void)
{
    damage("face 2 ", "face 1 ");
}

static void damage_version(void)
{
    damage("fonts/1", "fonts/2");
}

static void cut(void)
{
    CLEANUP_FREE char *path = in_folder("notes");
    assert_int_equal(truncate(path, 300), 0);
}

static void empty(void)
{
    edit("notes", "");
}

static void replace_by_something_else(void)
{
    edit("notes", "{\"feed\": \"siapambil/1\"}\n");
}

static void remove_notes(void)
{
    CLEANUP_FREE char *path = in_folder("notes");
    assert_int_equal(unlink(path), 0);
}

static const struct {
    const char *what;
    void (*change)(void);
    bool holds;
} changes[] = {
    { "nothing has changed", change_nothing, true },
    { "a font has another size", change_font, false },
    { "a font has another time", age_font, false },
    { "a font is gone", remove_font, false },
    { "a font came", install_font, false },
    { "a folder is gone", remove_folder, false },
    { "settings are others", change_settings, false },
    { "settings came that were not there", add_settings, false },
    { "another home", move_home, false },
    { "another language", change_language, false },
    { "a wrong byte", damage_index, false },
    { "another version", damage_version, false },
    { "cut off", cut, false },
    { "empty", empty, false },
    { "another file", replace_by_something_else, false },
    { "removed", remove_notes, false },
};

static void fill_folder(void)
{
    static const char *const fonts[FACES] = { "regular", "semibold", "bold" };
    CLEANUP_FREE char *command = xasprintf("rm -rf '%s' && mkdir -p '%s/fonts'", folder, folder);
    assert_int_equal(system(command), 0);
    for (int face = 0; face < FACES; face++)
        edit(fonts[face], fonts[face]);
    edit("settings", "these");
}

static void note(void)
{
    struct font_place places[FACES] = { { in_folder("regular"), 0 },
                                        { in_folder("semibold"), 65536 },
                                        { in_folder("bold"), 2 } };
    CLEANUP_FREE char *notes = in_folder("notes");
    CLEANUP_BUFFER struct buffer watched = BUFFER_INIT(0);
    buffer_addf(&watched, "%s/fonts\n%s/settings\n%s/user-settings\n", folder, folder, folder);
    font_notes_write(notes, places, &watched);
    font_places_release(places);
}

static void a_note_holds_until_something_changes(void **state)
{
    (void)state;
    CLEANUP_FREE char *notes = in_folder("notes"), *bold = in_folder("bold"),
                      *home = xstrdup(getenv("HOME") ? getenv("HOME") : "/");
    for (size_t i = 0; i < COUNT(changes); i++) {
        struct font_place places[FACES];
        fill_folder();
        note();
        changes[i].change();
        if (font_notes_read(notes, places) != changes[i].holds)
            fail_msg("%s", changes[i].what);
        setenv("HOME", home, 1);
        unsetenv("FC_LANG");
        if (!changes[i].holds) {
            assert_null(places[FACE_BOLD].path);
            continue;
        }
        assert_string_equal(places[FACE_BOLD].path, bold);
        assert_int_equal(places[FACE_SEMIBOLD].index, 65536);
        assert_int_equal(places[FACE_BOLD].index, 2);
        font_places_release(places);
    }
}

static void what_cannot_be_looked_at_again_is_not_noted(void **state)
{
    (void)state;
    static const char *const paths[] = { "fonts/regular.otf", "/tmp/two\nlines", "/not/there.otf" };
    CLEANUP_FREE char *notes = in_folder("notes");
    for (size_t i = 0; i < COUNT(paths); i++) {
        CLEANUP_BUFFER struct buffer watched = BUFFER_INIT(0);
        struct font_place places[FACES] = { { xstrdup(paths[i]), 0 },
                                            { in_folder("semibold"), 0 },
                                            { in_folder("bold"), 0 } };
        fill_folder();
        buffer_addf(&watched, "%s\n", folder);
        font_notes_write(notes, places, &watched);
        assert_false(exists(notes));
        font_places_release(places);
    }
}

/* ---- with fonts */

/* The file of the family's face, as fontconfig has it on this machine; the caller frees it. */
static char *font_file(const char *family, int weight)
{
    FcConfig *config = FcInitLoadConfigAndFonts();
    FcPattern *p = FcPatternBuild(NULL, FC_FAMILY, FcTypeString, family, FC_WEIGHT, FcTypeInteger,
                                  weight, NULL);
    FcChar8 *path;
    FcResult result;
    FcConfigSubstitute(config, p, FcMatchPattern);
    FcDefaultSubstitute(p);
    FcPattern *found = FcFontMatch(config, p, &result);
    assert_int_equal(FcPatternGetString(found, FC_FILE, 0, &path), FcResultMatch);
    char *ret = xstrdup((const char *)path);
    FcPatternDestroy(found);
    FcPatternDestroy(p);
    FcConfigDestroy(config);
    return ret;
}

static int width(const char *notes, bool read_only, enum face face)
{
    struct error err = { "" };
    struct fonts *f = fonts_open(notes, read_only, &err);
    if (!f)
        fail_msg("%s", err.text);
    const struct metrics *m = fonts_metrics(f);
    int ret = m->width(m->ctx, face, 64, "BUDI SANTOSO", 12);
    fonts_close(f);
    return ret;
}

static void link_font(const char *family, int weight, const char *name)
{
    CLEANUP_FREE char *from = font_file(family, weight), *to = in_folder(name);
    assert_int_equal(symlink(from, to), 0);
}

/* Fontconfig knows the fonts of the test's folder alone. */
static void fill_with_fonts(bool inter)
{
    fill_folder();
    /* In a folder of its own, since that is watched. */
    CLEANUP_FREE char *conf_folder = in_folder("conf"), *conf = in_folder("conf/settings");
    assert_int_equal(mkdir(conf_folder, 0700), 0);
    CLEANUP_FREE char *text = xasprintf("<?xml version=\"1.0\"?><!DOCTYPE fontconfig SYSTEM "
                                        "\"fonts.dtd\"><fontconfig><dir>%s/fonts</dir><cachedir>"
                                        "%s/cache</cachedir></fontconfig>",
                                        folder, folder);
    write_text(conf, text);
    if (inter) {
        link_font("Inter", FC_WEIGHT_REGULAR, "fonts/1.otf");
        link_font("Inter", FC_WEIGHT_SEMIBOLD, "fonts/2.otf");
        link_font("Inter", FC_WEIGHT_BOLD, "fonts/3.otf");
    } else {
        link_font("DejaVu Sans", FC_WEIGHT_REGULAR, "fonts/1.ttf");
    }
    setenv("FONTCONFIG_FILE", conf, 1);
}

static void a_noted_font_is_used_without_asking(void **state)
{
    (void)state;
    fill_with_fonts(true);
    CLEANUP_FREE char *notes = in_folder("notes"), *bold = in_folder("fonts/3.otf");
    CLEANUP_BUFFER struct buffer watched = BUFFER_INIT(0);
    struct font_place places[FACES] = { { bold, 0 }, { bold, 0 }, { bold, 0 } };
    buffer_addf(&watched, "%s/conf\n", folder);
    font_notes_write(notes, places, &watched);
    assert_true(width(notes, false, FACE_REGULAR) > width("", true, FACE_REGULAR));
    assert_int_equal(width(notes, false, FACE_REGULAR), width("", true, FACE_BOLD));
}

static void where_the_fonts_are_is_noted_once(void **state)
{
    (void)state;
    fill_with_fonts(true);
    CLEANUP_FREE char *notes = in_folder("state/of-screen/fonts"), *path = in_folder("fonts/3.otf");
    int expected = width("", true, FACE_BOLD);
    assert_int_equal(width(notes, true, FACE_BOLD), expected);
    assert_false(exists(notes));
    assert_int_equal(width(notes, false, FACE_BOLD), expected);
    CLEANUP_FREE char *text = read_text(notes);
    assert_non_null(strstr(text, path));
    struct stat first, second;
    assert_int_equal(stat(notes, &first), 0);
    assert_int_equal(width(notes, false, FACE_BOLD), expected);
    assert_int_equal(stat(notes, &second), 0);
    assert_int_equal(first.st_ino, second.st_ino); /* another file would have taken its place */
}

static void a_stand_in_is_not_noted(void **state)
{
    (void)state;
    fill_with_fonts(false);
    CLEANUP_FREE char *notes = in_folder("state/fonts");
    assert_int_equal(width(notes, false, FACE_BOLD), width("", true, FACE_BOLD));
    assert_false(exists(notes));
}

static void a_font_that_is_removed_makes_room_for_another(void **state)
{
    (void)state;
    fill_with_fonts(true);
    CLEANUP_FREE char *notes = in_folder("state/fonts"), *bold = in_folder("fonts/3.otf");
    int before = width(notes, false, FACE_BOLD);
    assert_int_equal(unlink(bold), 0);
    int semibold = width(notes, false, FACE_SEMIBOLD);
    assert_true(before != semibold);
    assert_int_equal(width(notes, false, FACE_BOLD), semibold);
}

static int forget_settings(void **state)
{
    (void)state;
    return unsetenv("FONTCONFIG_FILE");
}

static int set_up(void **state)
{
    (void)state;
    hash_init();
    return mkdtemp(folder) ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    CLEANUP_FREE char *command = xasprintf("rm -r '%s'", folder);
    return system(command);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_note_holds_until_something_changes),
        cmocka_unit_test(what_cannot_be_looked_at_again_is_not_noted),
        cmocka_unit_test_teardown(a_noted_font_is_used_without_asking, forget_settings),
        cmocka_unit_test_teardown(where_the_fonts_are_is_noted_once, forget_settings),
        cmocka_unit_test_teardown(a_stand_in_is_not_noted, forget_settings),
        cmocka_unit_test_teardown(a_font_that_is_removed_makes_room_for_another, forget_settings),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
