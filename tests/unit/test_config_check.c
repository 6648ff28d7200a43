/* The configuration: what only the whole can tell. */
#include "unit/test.h"

#include <sys/stat.h>
#include <unistd.h>

#include "config/config.h"

static bool read_text(struct config *c, const char *text, struct error *err)
{
    return config_read_text(c, text, strlen(text), "b.ini", err);
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
        { "a status page at a name",
          "[source]\nurl = https://a.go.id/\n[status_page]\naddress = localhost\n",
          "b.ini:4: [status_page] address = localhost: not an address; allowed: one such as "
          "127.0.0.1, 192.168.1.20 or ::1, not a name" },
        { "a status page for everybody",
          "[source]\nurl = https://a.go.id/\n[status_page]\naddress = 0.0.0.0\n",
          "b.ini:4: [status_page] address = 0.0.0.0: other machines can ask there; allowed: "
          "127.0.0.1, or a token_file beside it, so that not everybody sees the page" },
        { "a status page for the neighbours",
          "[source]\nurl = https://a.go.id/\n[status_page]\naddress = fe80::1\n",
          "b.ini:4: [status_page] address = fe80::1: other machines can ask there" },
        { "a status page's token that is not there",
          "[source]\nurl = https://a.go.id/\n[status_page]\ntoken_file = /nowhere\n",
          "b.ini:4: [status_page] token_file = /nowhere: No such file or directory; allowed: a "
          "file that siapambil may read" },
        { "a status page on the machine itself",
          "[source]\nurl = https://a.go.id/\n[status_page]\naddress = [::1]\nport = 80\n", NULL },
        { "a status page that is switched off",
          "[source]\nurl = https://a.go.id/\n[status_page]\naddress = 0.0.0.0\nport = 0\n", NULL },
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
    CLEANUP_FREE char *page =
        xasprintf("[source]\nurl = https://a.go.id/\n[status_page]\naddress = 192.168.1.20\n"
                  "token_file = %s\n",
                  token);
    CLEANUP(config_free) struct config *open = config_new();
    assert_true(read_text(open, page, &err) && config_check(open, &err));
    chmod(token, 0644);
    assert_false(config_check(open, &err));
    assert_memory_equal(err.text, "b.ini:5: [status_page] token_file", 33);
    assert_false(config_check(c, &err));
    assert_memory_equal(err.text, "b.ini:3: [source] token_file", 28);
    assert_non_null(strstr(err.text, "everybody may read it"));
    assert_true(config_set(c, "source.token_file=/nowhere", &err));
    assert_false(config_check(c, &err));
    assert_memory_equal(err.text, "--set: [source] token_file = /nowhere", 37);
    unlink(token);
}

#define DB     "[source]\nurl = postgresql://siap@db.go.id/simpel\n"
#define URL    "[source]\nurl = https://a.go.id/\n"
#define PLACES "[location mpp]\nname = MPP\n[location kec-coblong]\nname = Coblong\n"
#define RULE   "[route]\n*, * = mpp\n"
#define MAP    "[map]\nname = N\ntype = \"ktp-el\"\nstatus = \"pickup\"\n"

static const struct {
    const char *what, *text, *error;
} cases[] = {
    { "data that is old between two pulls", URL "poll = 1h\n",
      "b.ini:3: [source] poll = 1h: longer than [list] old_after = 15min; data would be marked as "
      "old between two pulls" },
    { "data that is old between two pulls by the other's line", URL "[list]\nold_after = 50s\n",
      "b.ini:4: [list] old_after = 50s: shorter than [source] poll = 1min; data would be marked as "
      "old between two pulls" },
    { "a sheet with all that it needs", URL "format = csv\n" MAP PLACES RULE, NULL },
    { "a sheet of number and type and words of status",
      URL
      "format = csv\n[map]\nnumber = No\ntype = T\nstatus = S\n[status]\nSELESAI = pickup\n" PLACES
          RULE,
      NULL },
    { "a sheet without columns", URL "format = csv\n",
      "b.ini:3: [source] format = csv: [map] name and number are not set; allowed: one of them at "
      "least, such as name = Nama" },
    { "a list of JSON without a type", URL "format = json\n[map]\nname = /n\n",
      "b.ini:3: [source] format = json: [map] type is not set; allowed: where it stands, such as "
      "type = /layanan, or the same for all rows, such as type = \"ktp-el\"" },
    { "a sheet without a status", URL "format = csv\n[map]\nname = N\ntype = T\n",
      "b.ini:3: [source] format = csv: [map] status is not set; allowed: where it stands, such as "
      "status = Status, or the same for all rows: status = \"pickup\"" },
    { "a sheet without a place", URL "format = csv\n" MAP,
      "b.ini:3: [source] format = csv: there is no [location ID]; allowed: one for each place "
      "where "
      "documents wait, such as [location mpp] with its name" },
    { "a sheet without a rule", URL "format = csv\n" MAP PLACES,
      "b.ini:3: [source] format = csv: there is nothing in [route]; allowed: what waits where, "
      "such "
      "as *, * = mpp" },
    { "a sheet of what is printed at home",
      URL "format = csv\n[map]\nname = N\ntype = T\nstatus = \"download\"\n", NULL },
    { "words of status of what is printed at home",
      URL "format = csv\n[map]\nname = N\ntype = T\nstatus = S\n[status]\nA = download\nB = "
          "hidden\n",
      NULL },
    { "words of status of both",
      URL "format = csv\n[map]\nname = N\ntype = T\nstatus = S\n[status]\nA = download\nB = "
          "pickup\n",
      "b.ini:3: [source] format = csv: there is no [location ID]" },
    { "a rule for a place with a slip", URL PLACES "[route]\n*, * = kec-coblng\n",
      "b.ini:8: [route] *, * = kec-coblng: no [location kec-coblng]; did you mean kec-coblong? "
      "allowed: mpp, kec-coblong" },
    { "a rule without any place", URL "[route]\n*, * = mpp\n",
      "b.ini:4: [route] *, * = mpp: no [location mpp]; allowed: the ID of a [location ID], and "
      "there is none" },
    { "a place without a name", URL "[location mpp]\nkind = mpp\n",
      "b.ini:3: [location mpp] name is not set; allowed: what the place is called" },
    { "columns of a native feed", URL "[map]\nname = Nama\n",
      "b.ini:4: [map] name goes with format = json, csv or postgresql; here it is native" },
    { "rows of a sheet", URL "format = csv\nrows = /data\n" MAP PLACES RULE,
      "b.ini:4: [source] rows goes with format = json; here it is csv" },
    { "pages of a sheet", URL "format = csv\npaging = page\n" MAP PLACES RULE,
      "b.ini:4: [source] paging goes with format = json; here it is csv" },
    { "a separator of JSON", URL "format = json\nseparator = tab\n" MAP PLACES RULE,
      "b.ini:4: [source] separator goes with format = csv; here it is json" },
    { "dates of a native feed", URL "dates = ymd\n",
      "b.ini:3: [source] dates goes with format = json, csv or postgresql; here it is native" },
    { "keys of a sheet", URL "format = csv\npublic_keys = RWQ\n" MAP PLACES RULE,
      "b.ini:4: [source] public_keys goes with format = native; here it is csv" },
    { "keys of all sources, of which one is a sheet",
      "[source]\npublic_keys = RWQ\n[source a]\nurl = https://a.go.id/\n[source b]\nurl = "
      "https://b.go.id/\nformat = csv\n" MAP PLACES RULE,
      "b.ini:2: [source] public_keys goes with format = native; in [source b] it is csv" },
    { "pages without paging", URL "format = json\nlast_page = /meta/total_page\n" MAP PLACES RULE,
      "b.ini:4: [source] last_page goes with paging = page; here it is none" },
    { "a bound of pages without paging", URL "format = json\nmax_pages = 5\n" MAP PLACES RULE,
      "b.ini:4: [source] max_pages goes with paging = page, offset or link; here it is none" },
    { "a first page by offset",
      URL "format = json\npaging = offset\nfirst_page = 0\n" MAP PLACES RULE,
      "b.ini:5: [source] first_page goes with paging = page; here it is offset" },
    { "links that stand nowhere", URL "format = json\npaging = link\n" MAP PLACES RULE,
      "b.ini:4: [source] paging = link: next_link is not set; allowed: where a page holds the "
      "address of the next, such as next_link = /links/next" },
    { "pages with all that they may have",
      URL "format = json\npaging = page\nlast_page = /p\ntotal_rows = /t\npage_parameter = p\n"
          "first_page = 0\nmax_pages = 5\nrows = /data\n" MAP PLACES RULE,
      NULL },
    { "what stands there by default is not said", URL "separator = auto\nrows =\nfirst_page = 1\n",
      NULL },
    { "two sources", "[source a]\nurl = https://a.go.id/\n[source b]\nurl = https://b.go.id/\n",
      NULL },
    { "a source without an address", "[source a]\nurl = https://a.go.id/\n[source b]\nrows =\n",
      "b.ini:3: [source b] url is not set; allowed: where its list comes from" },
    { "columns of a source that there is not",
      "[source a]\nurl = https://a.go.id/\n[map b]\nname = N\n",
      "b.ini:3: [source b] url is not set; allowed: where its list comes from" },
    { "two sources with one address",
      "[source a]\nurl = https://u:secret@a.go.id/\n[source b]\nurl = https://u:secret@a.go.id/\n",
      "b.ini:4: [source b] url = …: [source a] has it, too; allowed: another one for each source, "
      "in its [source NAME]" },
    { "a source beside those with names", URL "[source a]\nurl = https://b.go.id/\n",
      "b.ini:2: [source] url is no source beside [source NAME]; allowed: a [source NAME] of its "
      "own" },
    { "columns of one of two sources",
      "[source a]\nurl = https://a.go.id/\n[source b]\nurl = https://b.go.id/\nformat = csv\n" MAP
          PLACES RULE,
      NULL },
    { "columns of the wrong one of two sources",
      "[source a]\nurl = https://a.go.id/\n[map a]\nname = N\n[source b]\nurl = "
      "https://b.go.id/\nformat = csv\n" MAP PLACES RULE,
      "b.ini:4: [map a] name goes with format = json, csv or postgresql; here it is native" },
    { "one of two sources without a type",
      "[source a]\nurl = https://a.go.id/\n[source b]\nurl = https://b.go.id/\nformat = csv\n[map "
      "b]\nname = N\n",
      "b.ini:5: [source b] format = csv: [map b] type is not set" },
    { "a query with all that it may have",
      DB "format = postgresql\nquery = select * from v;\nnotify = siap\ntimeout = 5s\ndates = "
         "mdy\n" MAP PLACES RULE,
      NULL },
    { "all of a database's address in a service file",
      "[source]\nurl = postgresql://?service=simpel\nformat = postgresql\nquery = table v\n" MAP
          PLACES RULE,
      NULL },
    { "a query in a file", DB "format = postgresql\nquery_file = /etc/passwd\n" MAP PLACES RULE,
      NULL },
    { "two questions to one database",
      "[source]\nurl = postgresql://db/a\nformat = postgresql\n[source a]\nquery = table "
      "a\n[source b]\nquery = table b\n" MAP PLACES RULE,
      "b.ini:2: [source] url is no source beside [source NAME]" },
    { "two questions to one database, each with its address",
      "[source a]\nurl = postgresql://db/a\nformat = postgresql\nquery = table a\n[source b]\nurl "
      "= postgresql://db/a\nformat = postgresql\nquery = table b\n" MAP PLACES RULE,
      NULL },
    { "a database without a query", DB "format = postgresql\n" MAP PLACES RULE,
      "[source] query is not set, and query_file neither; allowed: one of them, such as query = "
      "select * from siap_ambil" },
    { "two queries",
      DB "format = postgresql\nquery = table v\nquery_file = /etc/passwd\n" MAP PLACES RULE,
      "b.ini:5: [source] query_file is set, and query as well; allowed: one of them" },
    { "a query in a file that is not there",
      DB "format = postgresql\nquery_file = /nowhere.sql\n" MAP PLACES RULE,
      "b.ini:4: [source] query_file = /nowhere.sql: No such file or directory" },
    { "a query without columns", DB "format = postgresql\nquery = table v\n",
      "b.ini:3: [source] format = postgresql: [map] name and number are not set; allowed: one of "
      "them at least, such as name = Nama" },
    { "a database's address without its format", DB,
      "b.ini:2: [source] url is a database's address, which goes with format = postgresql" },
    { "a web address of a database", URL "format = postgresql\nquery = table v\n" MAP PLACES RULE,
      "b.ini:2: [source] url is no database's address; allowed with format = postgresql: "
      "postgresql://USER@HOST[:PORT]/DATABASE or postgresql://?service=NAME" },
    { "a query of a sheet", URL "format = csv\nquery = table v\n" MAP PLACES RULE,
      "b.ini:4: [source] query goes with format = postgresql; here it is csv" },
    { "a channel of a sheet", URL "format = csv\nnotify = siap\n" MAP PLACES RULE,
      "b.ini:4: [source] notify goes with format = postgresql; here it is csv" },
    { "a separator of a database",
      DB "format = postgresql\nquery = table v\nseparator = tab\n" MAP PLACES RULE,
      "b.ini:5: [source] separator goes with format = csv; here it is postgresql" },
    { "a header's row of a database",
      DB "format = postgresql\nquery = table v\nheader_row = 2\n" MAP PLACES RULE,
      "b.ini:5: [source] header_row goes with format = csv; here it is postgresql" },
    { "pages of a database",
      DB "format = postgresql\nquery = table v\npaging = page\n" MAP PLACES RULE,
      "b.ini:5: [source] paging goes with format = json; here it is postgresql" },
    { "a mirror of a database",
      DB "format = postgresql\nquery = table v\nmirrors = https://b.go.id/\n" MAP PLACES RULE,
      "b.ini:5: [source] mirrors goes with format = native, json or csv; here it is postgresql" },
    { "a channel with a long name",
      DB "format = postgresql\nquery = table v\nnotify = "
         "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n" MAP PLACES RULE,
      "b.ini:5: [source] notify is too long; allowed: 63 bytes" },
    { "a certificate of one source that is not there",
      "[source a]\nurl = https://a.go.id/\nca_file = /nowhere\n",
      "b.ini:3: [source a] ca_file = /nowhere: No such file or directory" },
};

static void sources_and_places_fit_together(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        CLEANUP(config_free) struct config *c = config_new(), *back = config_new();
        CLEANUP_BUFFER struct buffer printed = BUFFER_INIT(0);
        struct error err = { "" };
        if (!read_text(c, cases[i].text, &err))
            fail_msg("%s: %s", cases[i].what, err.text);
        bool ok = config_check(c, &err);
        if (ok != !cases[i].error ||
            (!ok && strncmp(err.text, cases[i].error, strlen(cases[i].error)) != 0))
            fail_msg("%s: %s", cases[i].what, ok ? "taken" : err.text);
        /* What is right stays right when every setting is printed. */
        config_print(c, &printed);
        if (!read_text(back, printed.data, &err) || config_check(back, &err) != ok)
            fail_msg("%s, printed: %s", cases[i].what, err.text);
    }
}

static void no_address_of_a_database_holds_a_password(void **state)
{
    (void)state;
    static const char *const urls[] = {
        "postgresql://siap:hush@db.go.id/simpel",
        "postgresql://siap:hush/word@db.go.id/simpel",
        "postgresql://siap:hush@word@db.go.id:5432/simpel",
        "postgresql://db.go.id/simpel?user=siap&password=hush",
        "postgresql://db.go.id/simpel?sslpassword=hush&user=siap",
        "postgresql://?password=hush",
    };
    for (size_t i = 0; i < COUNT(urls); i++) {
        CLEANUP(config_free) struct config *c = config_new();
        CLEANUP_FREE char *text = xasprintf(
            "[source]\nurl = %s\nformat = postgresql\nquery = table v\n" MAP PLACES RULE, urls[i]);
        struct error err = { "" };
        assert_true(read_text(c, text, &err));
        if (config_check(c, &err) || strstr(err.text, "hush") || !strstr(err.text, "PGPASSFILE") ||
            strncmp(err.text, "b.ini:2: [source] url = …: ", 28) != 0)
            fail_msg("%s: %s", urls[i], err.text);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_only_the_whole_can_tell_is_checked),
        cmocka_unit_test(sources_and_places_fit_together),
        cmocka_unit_test(no_address_of_a_database_holds_a_password),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
