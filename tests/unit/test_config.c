/* The configuration: what is read, what is refused and how that is said. */
#include "unit/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/file.h"
#include "config/config.h"
#include "config/options.h"

static bool read_text(struct config *c, const char *text, struct error *err)
{
    return config_read_text(c, text, strlen(text), "b.ini", err);
}

static void every_default_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        struct config *c = config_new();
        struct error err;
        if (!option_set(c, &options[i], options[i].def, &err))
            fail_msg("%s.%s: %s", options[i].section, options[i].key, err.text);
        config_free(c);
    }
}

static const struct {
    const char *name, *text, *error;
} refused[] = {
    { "a time too short", "[source]\npoll = 2s\n",
      "b.ini:2: [source] poll = 2s: too short; allowed: 5s to 1d" },
    { "a time too long", "[source]\npoll = 2d\n",
      "b.ini:2: [source] poll = 2d: too long; allowed: 5s to 1d" },
    { "a time without sense", "[source]\npoll = soon\n",
      "b.ini:2: [source] poll = soon: not a time such as 90s, 5min, 2h or 3d; allowed: 5s to 1d" },
    { "a unit that there is not", "[source]\npoll = 5m\n",
      "b.ini:2: [source] poll = 5m: not a time such as 90s, 5min, 2h or 3d; allowed: 5s to 1d" },
    { "a negative time", "[source]\npoll = -5s\n",
      "b.ini:2: [source] poll = -5s: not a time such as 90s, 5min, 2h or 3d; allowed: 5s to 1d" },
    { "a time that would overflow", "[source]\npoll = 999999999d\n",
      "b.ini:2: [source] poll = 999999999d: too long; allowed: 5s to 1d" },
    { "an unknown choice", "[screen]\nrotate = 45\n",
      "b.ini:2: [screen] rotate = 45: unknown; allowed: 0, 90, 180, 270" },
    { "a wrong value in a screen's own section",
      "[screen]\nrotate = 90\n[screen lobby]\nrotate = 45\n",
      "b.ini:4: [screen lobby] rotate = 45: unknown; allowed: 0, 90, 180, 270" },
    { "a wrong value of another section's option for one screen",
      "[screen lobby]\nmax_cycle = 1s\n",
      "b.ini:2: [screen lobby] max_cycle = 1s: too short; allowed: 30s to 1h" },
    { "for one screen what is the same for all", "[screen lobby]\npoll = 5s\n",
      "b.ini:2: [screen lobby] poll: the same for all screens; allowed: in [source]" },
    { "for one screen the key of all", "[screen lobby]\nbase = light\n",
      "b.ini:2: [screen lobby] base: unknown key; did you mean theme?" },
    { "an unknown theme of one screen", "[screen lobby]\ntheme = blue\n",
      "b.ini:2: [screen lobby] theme = blue: unknown; allowed: dark, light" },
    { "a key with a slip for one screen", "[screen lobby]\nrotat = 90\n",
      "b.ini:2: [screen lobby] rotat: unknown key; did you mean rotate?" },
    { "a screen without a name", "[screen ]\nrotate = 90\n",
      "b.ini:1: [screen…]: unknown section; did you mean [screen]?" },
    { "a screen's name with a blank", "[screen lantai 1]\nrotate = 90\n",
      "b.ini:1: [screen …]: not a name; allowed: letters, digits, '-' and '_', 32 at most" },
    { "a screen's name that is too long",
      "[screen abcdefghijklmnopqrstuvwxyz0123456]\nrotate = 90\n",
      "b.ini:1: [screen …]: not a name; allowed: letters, digits, '-' and '_', 32 at most" },
    { "one screen too many",
      "[screen 1]\n[screen 2]\n[screen 3]\n[screen 4]\n[screen 5]\n[screen 6]\n[screen 7]\n"
      "[screen 8]\n[screen 9]\n[screen 10]\n[screen 11]\n[screen 12]\n[screen 13]\n[screen 14]\n"
      "[screen 15]\n[screen 16]\n[screen 17]\n",
      "b.ini:17: [screen 17]: one screen too many; allowed: 16" },
    { "a key twice for one screen",
      "[screen a]\nrotate = 90\n[screen b]\nrotate = 90\n[screen a]\nrotate = 0\n",
      "b.ini:6: [screen a] rotate is given twice, first on line 2; allowed: once" },
    { "a screen's section with a blank before it",
      "[screen]\noffice = A\n  [screen lobby]\nrotate = 90\n",
      "b.ini:3: a blank before a section or setting: such a line goes on with the value before it; "
      "allowed: sections and settings at the start of the line" },
    { "a name with blanks", "[screen]\nid = mpp lantai 1\n",
      "b.ini:2: [screen] id = mpp lantai 1: not a name; allowed: letters, digits, '.', '_' and "
      "'-', 64 at most" },
    { "an address of another scheme", "[source]\nurl = ftp://example.go.id/x\n",
      "b.ini:2: [source] url = ftp://example.go.id/x: not an address; allowed: https://…, "
      "http://…, file://…" },
    { "an address tells no secret", "[source]\nurl = ftp://u:secret@example.go.id/x?k=secret\n",
      "b.ini:2: [source] url = ftp://example.go.id/x: not an address; allowed: https://…, "
      "http://…, file://…" },
    { "no address, but a secret", "[source]\nurl = user:secret@example.go.id/feed?k=secret\n",
      "b.ini:2: [source] url = …: not an address; allowed: https://…, http://…, file://…" },
    { "a slash too few, and a secret", "[source]\nurl = https:/u:secret@example.go.id/x\n",
      "b.ini:2: [source] url = …: not an address; allowed: https://…, http://…, file://…" },
    { "an address within an address", "[source]\nurl = x?k=secret&u=ftp://example.go.id/\n",
      "b.ini:2: [source] url = …: not an address; allowed: https://…, http://…, file://…" },
    { "a slash in a password", "[source]\nurl = ftp://u:secret/secret@example.go.id/x\n",
      "b.ini:2: [source] url = ftp://…: not an address; allowed: https://…, http://…, file://…" },
    { "a password without its host", "[source]\nurl = ftp://u:secret\n",
      "b.ini:2: [source] url = ftp://…: not an address; allowed: https://…, http://…, file://…" },
    { "something behind a blank", "[source]\nurl = https://example.go.id:8443/a token=secret\n",
      "b.ini:2: [source] url = https://example.go.id:8443/a…: a blank in the address; allowed: "
      "https://…, http://…, file://…" },
    { "an address where a key should be", "[source]\nu secret@example.go.id/?a = b\n",
      "b.ini:2: [source] u…: unknown key; allowed: url, poll, timeout, connect_timeout, ca_file, "
      "token_file" },
    { "something behind a section", "[source] poll = 5s\n",
      "b.ini:1: something follows [section]; allowed: key = value, on a line of its own" },
    { "a setting with a blank before it", "[screen]\noffice = A\n  name = B\n",
      "b.ini:3: a blank before a section or setting: such a line goes on with the value before it; "
      "allowed: sections and settings at the start of the line" },
    { "a section with a blank before it", "[screen]\noffice = A\n\t[source]\nurl = x\n",
      "b.ini:3: a blank before a section or setting: such a line goes on with the value before it; "
      "allowed: sections and settings at the start of the line" },
    { "an address that would have gone on with a name",
      "[screen]\nname = B\n[source]\n  url: https://a.go.id/?k=secret\n",
      "b.ini:4: a blank before a section or setting: such a line goes on with the value before it; "
      "allowed: sections and settings at the start of the line" },
    { "an indented line behind a section",
      "[screen]\nname = B\n[source]\n  urls = https://a.go.id/?k=secret\n",
      "b.ini:4: [source] urls: unknown key; did you mean [source] url?" },
    { "line ends of an old Macintosh", "[source]\rpoll = 5s\r",
      "b.ini:1: a carriage return within the line; allowed: a file with the line ends of Unix or "
      "Windows" },
    { "a key with a slip", "[source]\npol = 5s\n",
      "b.ini:2: [source] pol: unknown key; did you mean [source] poll?" },
    { "a key of another section", "[screen]\npoll = 5s\n",
      "b.ini:2: [screen] poll: unknown key; did you mean [source] poll?" },
    { "a section with a slip", "[sorce]\npoll = 5s\n",
      "b.ini:1: [sorce]: unknown section; did you mean [source]?" },
    { "a section with a slip and nothing in it", "[source]\npoll = 5s\n[scren]\n",
      "b.ini:3: [scren]: unknown section; did you mean [screen]?" },
    { "a section like no other", "[kertas]\nukuran = A4\n",
      "b.ini:1: [kertas]: unknown section; allowed: [screen], [theme], [list], [hours], [panel], "
      "[notices], [source], "
      "[cache], [log]" },
    { "a section that does not end", "[source\npoll = 5s\n",
      "b.ini:1: a section without its ']'; allowed: [section]" },
    { "a setting before any section", "poll = 5s\n",
      "b.ini:1: poll: no [section] above it; did you mean [source] poll?" },
    { "something behind a section in a file from Windows", "\xEF\xBB\xBF[source] poll = 5s\n",
      "b.ini:1: something follows [section]; allowed: key = value, on a line of its own" },
    { "a key like no other", "[cache]\nkompression = zstd\n",
      "b.ini:2: [cache] kompression: unknown key; allowed: dir" },
    { "a key twice", "[source]\npoll = 5s\n\npoll = 6s\n",
      "b.ini:4: [source] poll is given twice, first on line 2; allowed: once" },
    { "a line that is neither", "[source]\npoll = 5s\nhello\n",
      "b.ini:3: neither [section] nor key = value" },
    { "bytes that are not UTF-8", "[screen]\noffice = \xFF\n",
      "b.ini:2: not UTF-8, or a NUL byte; allowed: a file saved as UTF-8" },
    { "the right line behind comments, blank lines and other ends of lines",
      "; one\r\n\r\n[source]\r\n# four\r\npoll = 1s\r\n",
      "b.ini:5: [source] poll = 1s: too short; allowed: 5s to 1d" },
    { "the line on which a value begins",
      "[source]\nurl = https://example.go.id/\n    x y\npoll = 9s\n",
      "b.ini:2: [source] url = https://example.go.id/…: a blank in the address; allowed: "
      "https://…, "
      "http://…, file://…" },
};

static void a_wrong_line_is_named_with_what_is_allowed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(refused); i++) {
        CLEANUP(config_free) struct config *c = config_new();
        struct error err = { "" };
        if (read_text(c, refused[i].text, &err))
            fail_msg("%s: taken", refused[i].name);
        if (strcmp(err.text, refused[i].error) != 0)
            fail_msg("%s: %s", refused[i].name, err.text);
    }
}

static void a_line_too_long_is_named(void **state)
{
    (void)state;
    char text[600] = "[notices]\ntext = ";
    while (strlen(text) < 300)
        strcat(text, "kata ");
    strcat(text, "\n");
    CLEANUP(config_free) struct config *c = config_new();
    struct error err;
    assert_false(read_text(c, text, &err));
    assert_memory_equal(err.text, "b.ini:2: a line of 29", strlen("b.ini:2: a line of 29"));
    assert_non_null(strstr(err.text, "goes on in the next line"));
}

static void settings_are_read(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    struct error err;
    assert_true(read_text(c,
                          "\xEF\xBB\xBF[screen]\n"
                          "office = Dinas Dukcapil Kota Bandung ; a comment\n"
                          "time_zone = WITA\n"
                          "rotate=270\n"
                          "[list]\n"
                          "max_cycle = 4min\n"
                          "[notices]\n"
                          "text = Satu\n"
                          "    dua; tiga\n"
                          "\ttiga",
                          &err));
    assert_string_equal(c->screen.office, "Dinas Dukcapil Kota Bandung");
    assert_int_equal(c->screen.time_zone, 8 * 3600);
    assert_int_equal(c->screen.rotate, 270);
    assert_int_equal(c->list.max_cycle, 240);
    assert_string_equal(c->notices.text, "Satu dua; tiga tiga");
}

static const struct {
    const char *assignment, *error; /* NULL: taken */
} sets[] = {
    { "source.poll=90s", NULL },
    { "source.url=https://u:p@example.go.id/a?b=c", NULL },
    { "screen.office=", NULL },
    { "screen.office=a=b", NULL },
    { "source.poll=90", NULL },
    { "screen.lobby.rotate=90", NULL },
    { "screen.Lobby-1_a.max_cycle=2min", NULL },
    { "screen.lobby.rotate=45",
      "--set: [screen lobby] rotate = 45: unknown; allowed: 0, 90, 180, 270" },
    { "screen.lobby.url=file:///x",
      "--set: [screen lobby] url: the same for all screens; allowed: in [source]" },
    { "screen.a.b.rotate=90", "--set: [screen …]: not a name; allowed: letters, digits, '-' and "
                              "'_', 32 at most" },
    { "source.lobby.poll=5s", "--set: allowed: SECTION.KEY=VALUE, or screen.NAME.KEY=VALUE" },
    { "source.poll=1s", "--set: [source] poll = 1s: too short; allowed: 5s to 1d" },
    { "sorce.poll=1s", "--set: [sorce] poll: unknown section; did you mean [source] poll?" },
    { "source.pol=1s", "--set: [source] pol: unknown key; did you mean [source] poll?" },
    { "poll=1s", "--set: allowed: SECTION.KEY=VALUE, such as source.poll=60s" },
    { "https://user:secret@host.example/x?a=b",
      "--set: allowed: SECTION.KEY=VALUE, such as source.poll=60s" },
    { "source.poll", "--set: allowed: SECTION.KEY=VALUE, such as source.poll=60s" },
    { "screen.office=a ;b", "--set: [screen] office = a ;b: ';' after a blank begins a comment; "
                            "allowed: ';' after a letter" },
    { "screen.office= a",
      "--set: [screen] office =  a: a blank at an end; allowed: blanks inside" },
    { "screen.office=a\nb",
      "--set: [screen] office = a\nb: a control character; allowed: printable text" },
};

static void set_takes_one_setting(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(sets); i++) {
        CLEANUP(config_free) struct config *c = config_new();
        struct error err = { "" };
        bool ok = config_set(c, sets[i].assignment, &err);
        if (ok != !sets[i].error || strcmp(err.text, sets[i].error ? sets[i].error : "") != 0)
            fail_msg("%s: %s", sets[i].assignment, err.text);
    }
}

static void what_is_printed_reads_back_equal(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    CLEANUP_BUFFER struct buffer set = BUFFER_INIT(0), first = BUFFER_INIT(0),
                                 again = BUFFER_INIT(0);
    struct error err;
    buffer_addf(&set, "notices.text=[a] = b; #c ");
    for (int i = 0; i < 150; i++)
        buffer_addf(&set, "%s kata%d ", i % 7 ? "é" : "#;", i);
    buffer_addf(&set, "end");
    /* Two blanks, words that begin as comments do, and more than ten lines' length. */
    assert_true(config_set(c, "screen.office=Dinas  Dukcapil; Kota", &err));
    assert_true(config_set(c, "list.withdraw_after=36h", &err));
    if (!config_set(c, set.data, &err))
        fail_msg("%s", err.text);
    config_print(c, &first);
    CLEANUP(config_free) struct config *back = config_new();
    if (!config_read_text(back, first.data, first.len, "printed", &err))
        fail_msg("%s", err.text);
    config_print(back, &again);
    assert_string_equal(first.data, again.data);
    assert_string_equal(back->screen.office, "Dinas  Dukcapil; Kota");
    assert_string_equal(back->notices.text, c->notices.text);
    assert_true(strlen(back->notices.text) > 1500);
}

/* The sections' order does not matter: what is for all reaches the screens, whenever it is said. */
static void a_screen_has_its_own_settings_and_those_of_all(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new(), *back = config_new();
    struct error err = { "" };
    assert_int_equal(config_screen_count(c), 1);
    const char *text = "[screen lobby]\ntitle = Lobi\nmax_cycle = 2min\n"
                       "[screen]\ntitle = Papan\noffice = Dinas\nrotate = 90\n"
                       "[screen loket]\ndisplay = HDMI-2\nrotate = 0\ntitle =\ntheme = "
                       "light\nnotice = *Free* of charge\n"
                       "[screen kosong]\n[notices]\ntext = Gratis\n";
    if (!read_text(c, text, &err) || !config_set(c, "screen.kosong.display=DP-1", &err) ||
        !config_set(c, "screen.language=en", &err))
        fail_msg("%s", err.text);
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), again = BUFFER_INIT(0);
    config_print(c, &first);
    if (!config_read_text(back, first.data, first.len, "printed", &err))
        fail_msg("%s", err.text);
    config_print(back, &again);
    assert_string_equal(first.data, again.data);
    static const struct {
        const char *name, *title, *display;
        int rotate, max_cycle, theme;
        const char *notice;
    } expected[] = {
        { "lobby", "Lobi", "0", 90, 120, THEME_DARK, "Gratis" },
        { "loket", "", "HDMI-2", 0, 300, THEME_LIGHT, "*Free* of charge" },
        { "kosong", "Papan", "DP-1", 90, 300, THEME_DARK, "Gratis" },
    };
    assert_int_equal(config_screen_count(back), COUNT(expected));
    for (int i = 0; i < (int)COUNT(expected); i++) {
        CLEANUP(config_free) struct config *s = config_for_screen(back, i);
        assert_string_equal(s->name, expected[i].name);
        assert_string_equal(s->screen.title, expected[i].title);
        assert_string_equal(s->screen.display, expected[i].display);
        assert_string_equal(s->screen.office, "Dinas");
        assert_int_equal(s->screen.language, LANGUAGE_EN);
        assert_int_equal(s->screen.rotate, expected[i].rotate);
        assert_int_equal(s->list.max_cycle, expected[i].max_cycle);
        assert_int_equal(s->theme.base, expected[i].theme);
        assert_string_equal(s->notices.text, expected[i].notice);
    }
}

static void what_a_screen_may_hold_has_one_key(void **state)
{
    (void)state;
    for (size_t i = 0; i < option_count; i++) {
        if (strcmp(options[i].section, "screen") == 0 && !option_is_per_screen(&options[i]))
            fail_msg("[screen] %s is for one screen", options[i].key);
        if (option_is_per_screen(&options[i]) &&
            option_find_per_screen(option_screen_key(&options[i])) != &options[i])
            fail_msg("%s is another's key, too", option_screen_key(&options[i]));
    }
}

static void a_long_value_is_printed_in_several_lines(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new(), *back = config_new();
    CLEANUP_BUFFER struct buffer set = BUFFER_INIT(0), printed = BUFFER_INIT(0);
    struct error err;
    buffer_addf(&set, "notices.text=");
    for (int i = 0; i < 200; i++)
        buffer_addf(&set, "%s%s", i ? " " : "", i % 5 ? "perkataan" : "#nomor");
    assert_true(config_set(c, set.data, &err));
    config_print(c, &printed);
    assert_true(config_read_text(back, printed.data, printed.len, "printed", &err));
    assert_string_equal(back->notices.text, c->notices.text);
}

static void the_sample_is_what_print_config_prints(void **state)
{
    (void)state;
    CLEANUP(config_free) struct config *c = config_new();
    CLEANUP_BUFFER struct buffer printed = BUFFER_INIT(0), sample = BUFFER_INIT(1 << 20);
    struct error err;
    config_print(c, &printed);
    assert_true(file_read("config/siapambil.ini", &sample, &err));
    if (strcmp(printed.data, sample.data) != 0)
        fail_msg("renew it: build/siapambil --print-config >config/siapambil.ini");
}

static void help_names_every_option(void **state)
{
    (void)state;
    CLEANUP_BUFFER struct buffer help = BUFFER_INIT(0);
    config_help(&help);
    for (size_t i = 0; i < option_count; i++) {
        CLEANUP_FREE char *name = xasprintf("  %s.%s=", options[i].section, options[i].key);
        assert_non_null(strstr(help.data, name));
    }
}

static void what_only_the_whole_can_tell_is_checked(void **state)
{
    (void)state;
    char token[] = "/tmp/siapambil-token-XXXXXX";
    close(mkstemp(token));
    chmod(token, 0640);
    CLEANUP_FREE char *readable =
        xasprintf("[source]\nurl = https://a.go.id/\ntoken_file = %s\n", token);
    static const struct {
        const char *what, *text, *error;
    } cases[] = {
        { "no source", "[screen]\noffice = Dinas\n", "[source] url is not set" },
        { "a file that is not there",
          "[source]\nurl = https://a.go.id/\nca_file = /nowhere/ca.pem\n",
          "b.ini:3: [source] ca_file = /nowhere/ca.pem: No such file or directory; allowed: a file "
          "that siapambil may read" },
        { "a folder for a file", "[source]\nurl = https://a.go.id/\n[screen]\nlogo = /tmp\n",
          "b.ini:4: [screen] logo = /tmp: not a file; allowed: a file that siapambil may read" },
        { "a token in the place of its file",
          "[source]\nurl = https://a.go.id/\ntoken_file = eyJsecret\n",
          "b.ini:3: [source] token_file = …: No such file or directory; allowed: the path of a "
          "file "
          "that siapambil may read, with the token in it" },
        { "ages the wrong way round",
          "[source]\nurl = https://a.go.id/\n[list]\nwithdraw_after = 15min\n",
          "b.ini:4: [list] withdraw_after = 15min: not longer than old_after = 15min; data is "
          "marked "
          "as old first, then withdrawn" },
        { "ages the wrong way round by the other's line",
          "[source]\nurl = https://a.go.id/\n[list]\nold_after = 4d\n",
          "b.ini:4: [list] old_after = 4d: not shorter than withdraw_after = 3d; data is marked as "
          "old first, then withdrawn" },
        { "two screens on one display",
          "[source]\nurl = https://a.go.id/\n[screen a]\ndisplay = DP-1\n"
          "[screen b]\ndisplay = DP-1\n",
          "b.ini:6: [screen b] display = DP-1: [screen a] has it, too; allowed: another one for "
          "each screen, in its [screen NAME]" },
        { "two screens on the display that nobody has set",
          "[source]\nurl = https://a.go.id/\n[screen a]\n[screen b]\n",
          "[screen b] display = 0: [screen a] has it, too; allowed: another one for each screen, "
          "in its [screen NAME]" },
        { "two screens in one picture",
          "[source]\nurl = https://a.go.id/\n[screen]\npicture = /tmp/a.png\n"
          "[screen a]\ndisplay = 0\n[screen b]\ndisplay = 1\n",
          "[screen b] picture = /tmp/a.png: [screen a] has it, too; allowed: another one for each "
          "screen, in its [screen NAME]" },
        { "a logo of one screen that is not there",
          "[source]\nurl = https://a.go.id/\n[screen a]\nlogo = /nowhere.png\n",
          "b.ini:4: [screen a] logo = /nowhere.png: No such file or directory; allowed: a file "
          "that siapambil may read" },
        { "all of it right", "[source]\nurl = https://a.go.id/\n", NULL },
    };
    struct error err;
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(config_free) struct config *c = config_new();
        assert_true(read_text(c, cases[i].text, &err));
        bool ok = config_check(c, &err);
        if (ok != !cases[i].error)
            fail_msg("%s: %s", cases[i].what, ok ? "taken" : err.text);
        if (!ok && strncmp(err.text, cases[i].error, strlen(cases[i].error)) != 0)
            fail_msg("%s: %s", cases[i].what, err.text);
    }
    CLEANUP(config_free) struct config *c = config_new();
    assert_true(read_text(c, readable, &err) && config_check(c, &err));
    chmod(token, 0644);
    assert_false(config_check(c, &err));
    assert_memory_equal(err.text, "b.ini:3: [source] token_file", 28);
    assert_non_null(strstr(err.text, "everybody may read it"));
    assert_true(config_set(c, "source.token_file=/nowhere", &err));
    assert_false(config_check(c, &err));
    assert_memory_equal(err.text, "--set: [source] token_file = /nowhere", 37);
    unlink(token);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_default_is_allowed),
        cmocka_unit_test(a_wrong_line_is_named_with_what_is_allowed),
        cmocka_unit_test(a_line_too_long_is_named),
        cmocka_unit_test(settings_are_read),
        cmocka_unit_test(set_takes_one_setting),
        cmocka_unit_test(what_is_printed_reads_back_equal),
        cmocka_unit_test(a_screen_has_its_own_settings_and_those_of_all),
        cmocka_unit_test(what_a_screen_may_hold_has_one_key),
        cmocka_unit_test(a_long_value_is_printed_in_several_lines),
        cmocka_unit_test(the_sample_is_what_print_config_prints),
        cmocka_unit_test(help_names_every_option),
        cmocka_unit_test(what_only_the_whole_can_tell_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
