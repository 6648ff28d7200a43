/* The configuration: what is refused while it is read, and how that is said. */
#include "unit/test.h"

#include "config/config.h"

static bool read_text(struct config *c, const char *text, struct error *err)
{
    return config_read_text(c, text, strlen(text), "b.ini", err);
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
      "http://…, file://…, postgresql://…" },
    { "an address tells no secret", "[source]\nurl = ftp://u:secret@example.go.id/x?k=secret\n",
      "b.ini:2: [source] url = ftp://example.go.id/x: not an address; allowed: https://…, "
      "http://…, file://…, postgresql://…" },
    { "no address, but a secret", "[source]\nurl = user:secret@example.go.id/feed?k=secret\n",
      "b.ini:2: [source] url = …: not an address; allowed: https://…, http://…, file://…, "
      "postgresql://…" },
    { "a slash too few, and a secret", "[source]\nurl = https:/u:secret@example.go.id/x\n",
      "b.ini:2: [source] url = …: not an address; allowed: https://…, http://…, file://…, "
      "postgresql://…" },
    { "an address within an address", "[source]\nurl = x?k=secret&u=ftp://example.go.id/\n",
      "b.ini:2: [source] url = …: not an address; allowed: https://…, http://…, file://…, "
      "postgresql://…" },
    { "a slash in a password", "[source]\nurl = ftp://u:secret/secret@example.go.id/x\n",
      "b.ini:2: [source] url = ftp://…: not an address; allowed: https://…, http://…, file://…, "
      "postgresql://…" },
    { "a password without its host", "[source]\nurl = ftp://u:secret\n",
      "b.ini:2: [source] url = ftp://…: not an address; allowed: https://…, http://…, file://…, "
      "postgresql://…" },
    { "something behind a blank", "[source]\nurl = https://example.go.id:8443/a token=secret\n",
      "b.ini:2: [source] url = https://example.go.id:8443/a…: a blank in the address; allowed: "
      "https://…, http://…, file://…, postgresql://…" },
    { "an address where a key should be", "[cache]\nu secret@example.go.id/?a = b\n",
      "b.ini:2: [cache] u…: unknown key; allowed: dir" },
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
      "[notices], [privacy], [source], [map], [location ID], [publish], [cache], [status_page], "
      "[log], [daemon], [status], [type], [area], [route], [bring]" },
    { "a table with a slip", "[statuss]\nSELESAI = pickup\n",
      "b.ini:1: [statuss]: unknown section; did you mean [status]?" },
    { "for one source what is the same for all", "[source a]\npoll = 5s\n",
      "b.ini:2: [source a] poll: the same for all sources; allowed: in [source]" },
    { "a key of [map] in [source NAME]", "[source a]\narea = Kec\n",
      "b.ini:2: [source a] area: unknown key; did you mean [map a] area?" },
    { "a key of [source] in [map NAME]", "[map a]\nseparater = tab\n",
      "b.ini:2: [map a] separater: unknown key; did you mean [source a] separator?" },
    { "a slip in [map NAME]", "[map a]\nnme = Nama\n",
      "b.ini:2: [map a] nme: unknown key; did you mean name?" },
    { "a key of a location like no other", "[location mpp]\nbendera = putih\n",
      "b.ini:2: [location mpp] bendera: unknown key; allowed: name, kind, counter, address, "
      "hours" },
    { "a kind of location with a slip", "[location mpp]\nkind = MPP\n",
      "b.ini:2: [location mpp] kind = MPP: unknown; allowed: dinas, kecamatan, kelurahan, mpp, "
      "other" },
    { "a location without an id", "[location]\nname = MPP\n",
      "b.ini:1: [location]: without a name; allowed: [location mpp], and so on" },
    { "an id of a location with capitals", "[location MPP]\nname = MPP\n",
      "b.ini:1: [location …]: not a name; allowed: a to z, digits, '.' and '-', 64 at most" },
    { "a key twice for one source",
      "[source a]\nrows = /a\n[map a]\nname = /n\n[source a]\n"
      "rows = /b\n",
      "b.ini:6: [source a] rows is given twice, first on line 2; allowed: once" },
    { "mirrors of another scheme tell no secret",
      "[source]\nmirrors = https://a.go.id/ ftp://u:secret@b.go.id/\n",
      "b.ini:2: [source] mirrors = …: not an address; allowed: https://…, http://…, file://…" },
    { "a status that means nothing", "[status]\nSELESAI = pikup\n",
      "b.ini:2: [status] SELESAI = pikup: unknown; did you mean pickup? allowed: pickup, download, "
      "hidden" },
    { "a status in Indonesian", "[status]\nSELESAI = diambil\n",
      "b.ini:2: [status] SELESAI = diambil: unknown; allowed: pickup, download, hidden" },
    { "a status without a meaning", "[status]\nSELESAI =\n",
      "b.ini:2: [status] SELESAI = : nothing stands there" },
    { "a meaning without a status", "[status]\n= pickup\n",
      "b.ini:2: [status] : nothing stands there" },
    { "a type that there is not", "[type]\nKTP = ktp\n",
      "b.ini:2: [type] KTP = ktp: unknown; did you mean ktp-el? allowed: ktp-el, kk, kia, "
      "akta-lahir, "
      "akta-mati, akta-kawin, akta-cerai, akta-anak, akta-sipil, skpwni, sktt, skdwni, suket, "
      "biodata, other" },
    { "a location that cannot be", "[route]\n*, * = MPP Kota\n",
      "b.ini:2: [route] *, * = MPP Kota: not the id of a [location ID]; allowed: a to z, digits, "
      "'.' and '-', 64 at most" },
    { "a word twice", "[status]\nSELESAI = pickup\nSELESAI = hidden\n",
      "b.ini:3: [status] SELESAI is given twice, first on line 2; allowed: once" },
    { "a word twice in other letters", "[status]\nSIAP DIAMBIL = pickup\n\nsiap_diambil = hidden\n",
      "b.ini:4: [status] siap_diambil is given twice, first as SIAP DIAMBIL on line 2; allowed: "
      "once (case, blanks, '_' and '-' do not count)" },
    { "a word that a comment would cut", "[status]\nSIAP ; DIAMBIL = pickup\n",
      "b.ini:2: no '=' before the ';', which after a blank begins a comment; allowed in [status]: "
      "WORD = pickup, download or hidden" },
    { "a rule without its place", "[route]\nktp-el, Coblong: mpp\n",
      "b.ini:2: no '=' in the line; allowed in [route]: TYPE, AREA = LOCATION or TYPE, AREA, WORD "
      "= "
      "LOCATION" },
    { "an entry with a blank before it", "[status]\nSELESAI = pickup\n  BATAL = hidden\n",
      "b.ini:3: a blank before an entry of [status]; allowed: WORD = pickup, download or hidden, "
      "at "
      "the start of the line" },
    { "a tab within a word", "[status]\nA\tB = pickup\n",
      "b.ini:2: [status] A\tB: a control character; allowed: printable text" },
    { "an address in a table tells no secret", "[status]\nhttps://u:secret@a.go.id/?k=x\n",
      "b.ini:2: [status] … = x: unknown; allowed: pickup, download, hidden" },
    { "a name of an area that is too long",
      "[area]\n32.73.02 = Kecamatan Kecamatan Kecamatan Kecamatan Kecamatan Kecamatan 12345\n",
      "b.ini:2: [area] 32.73.02 = Kecamatan Kecamatan Kecamatan Kecamatan Kecamatan Kecamatan "
      "12345: 65 bytes long; allowed: 64" },
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
      "http://…, file://…, postgresql://…" },
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
    { "list.lobby.order=name", "--set: allowed: SECTION.KEY=VALUE, or screen.NAME.KEY=VALUE" },
    { "source.lobby.poll=5s",
      "--set: [source lobby] poll: the same for all sources; allowed: in [source]" },
    { "source.kota.url=https://a.go.id/", NULL },
    { "map.kota.name=Nama = Lengkap", NULL },
    { "location.kec.coblong.name=Coblong", NULL },
    { "location.name=Coblong",
      "--set: [location] name: unknown key; did you mean [location ID] name?" },
    { "status.SIAP DIAMBIL=pickup", NULL },
    { "status.SIAP = DIAMBIL=pickup", NULL },
    { "route.ktp-el, Coblong=mpp", NULL },
    { "area.32.73.02=Coblong", NULL },
    { "status.SIAP DIAMBIL=diambil",
      "--set: [status] SIAP DIAMBIL = diambil: unknown; allowed: pickup, download, hidden" },
    { "status.SIAP ;DIAMBIL=pickup", "--set: [status] SIAP ;DIAMBIL: ';' after a blank begins a "
                                     "comment; allowed: ';' after a letter" },
    { "status.#1=pickup", "--set: [status] #1: begins a comment or a section; allowed: another "
                          "first character" },
    { "status. A=pickup", "--set: [status]  A: a blank at an end; allowed: blanks inside" },
    { "status.A", "--set: allowed: SECTION.KEY=VALUE, such as source.poll=60s" },
    { "Status.https://u:secret@a.go.id/=pickup",
      "--set: allowed: SECTION.KEY=VALUE, such as source.poll=60s" },
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wrong_line_is_named_with_what_is_allowed),
        cmocka_unit_test(a_line_too_long_is_named),
        cmocka_unit_test(set_takes_one_setting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
