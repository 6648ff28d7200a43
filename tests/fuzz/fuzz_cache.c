/* Any bytes as the files that are kept: the list, the serials, the note. Nothing but a whole list of
 * this source is ever taken; what is taken keeps its promises, and kept again it is the same. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/buffer.h"
#include "base/file.h"
#include "base/log.h"
#include "base/text.h"
#include "feed/json.h"
#include "fetch/cache.h"

#include "../unit/snapshot_check.h"

int LLVMFuzzerInitialize(int *argc, char ***argv);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define URL "https://example.go.id/feed.json"

/* In memory, where there is such a folder. */
static char folder[] = "/dev/shm/siapambil-fuzz-XXXXXX";
static char list_path[64], bad_path[64], serials_path[64], note_path[64], key_path[64];

static void must(bool ok, const char *what)
{
    if (!ok) {
        fprintf(stderr, "broken promise: %s\n", what);
        abort();
    }
}

static void remove_folder(void)
{
    unlink(list_path);
    unlink(bad_path);
    unlink(serials_path);
    unlink(note_path);
    unlink(key_path);
    rmdir(folder);
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
    (void)argc, (void)argv;
    hash_init();
    json_init();
    must(mkdtemp(folder), "there is a folder");
    snprintf(list_path, sizeof(list_path), "%s/list.json", folder);
    snprintf(bad_path, sizeof(bad_path), "%s/list.json.bad", folder);
    snprintf(serials_path, sizeof(serials_path), "%s/serials", folder);
    snprintf(note_path, sizeof(note_path), "%s/position", folder);
    snprintf(key_path, sizeof(key_path), "%s/id.key", folder);
    atexit(remove_folder);
    log_set_level(LOG_LEVEL_ERROR); /* each damaged file is a warning */
    return 0;
}

static void put(const char *path, const void *data, size_t len)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    must(fd >= 0 && file_write_all(fd, data, len), "a file is written");
    close(fd);
}

/* The bytes with the first line that vouches for them, or as they are. */
static void put_list(const uint8_t *data, size_t size, bool vouched)
{
    CLEANUP_BUFFER struct buffer file = BUFFER_INIT(0);
    char hash[HASH_HEX_SIZE], source[HASH_HEX_SIZE];
    CLEANUP_BUFFER struct buffer rest = BUFFER_INIT(0);
    hash_hex(URL, strlen(URL), source);
    if (vouched) { /* the line of what came with it is the source's, but for what is in it */
        buffer_addf(&rest, "{\"source\":\"%s\",", source);
        buffer_append(&rest, data, size);
        hash_hex(buffer_text(&rest), rest.len, hash);
        buffer_addf(&file, "siapambil-cache/1 %s %010zu\n", hash, rest.len);
        buffer_append(&file, rest.data, rest.len);
    } else {
        buffer_append(&file, data, size);
    }
    put(list_path, buffer_text(&file), file.len);
}

static const struct privacy rules;

static void check_entry(const struct cache_entry *e)
{
    must(memchr(e->etag, '\0', sizeof(e->etag)), "the ETag ends");
    must(memchr(e->last_modified, '\0', sizeof(e->last_modified)), "the time ends");
    must(memchr(e->signed_by, '\0', sizeof(e->signed_by)), "the signers end");
    must(!strpbrk(e->etag, "\r\n") && !strpbrk(e->last_modified, "\r\n"),
         "what is sent back is one line");
    must(e->checked_s >= 0, "a time is none, or plausible");
}

/* Kept again, it is the same list with the same companions. */
static void check_again(struct cache *c, const struct snapshot *list,
                        const struct cache_entry *entry)
{
    struct cache_entry again;
    cache_store(c, list, entry);
    CLEANUP(snapshot_free) struct snapshot *same = cache_load(c, &rules, list->order, &again);
    must(same, "what is kept comes back");
    const char *wrong = differ(list, same, true);
    must(!wrong, wrong);
    must(strcmp(entry->etag, again.etag) == 0 && strcmp(entry->signed_by, again.signed_by) == 0 &&
             strcmp(entry->last_modified, again.last_modified) == 0 &&
             strcmp(entry->body_hash, again.body_hash) == 0 &&
             strcmp(entry->settings, again.settings) == 0,
         "its companions come back");
}

static void check_list(const uint8_t *data, size_t size, bool vouched, enum snapshot_order order)
{
    struct cache_entry entry;
    struct stat st;
    put_list(data, size, vouched);
    unlink(bad_path);
    CLEANUP(cache_close) struct cache *c = cache_open(folder, URL, CACHE_KEEP);
    CLEANUP(snapshot_free) struct snapshot *list = cache_load(c, &rules, order, &entry);
    check_entry(&entry);
    if (list) {
        const char *wrong = check_snapshot(list);
        must(!wrong, wrong);
        must(stat(bad_path, &st) < 0, "what is taken is not set aside");
        check_again(c, list, &entry);
    } else {
        must(!*entry.etag && !*entry.body_hash && !entry.checked_s,
             "of what is not taken nothing is");
    }
    unlink(list_path);
}

static void check_serials(const uint8_t *data, size_t size)
{
    struct serials s, again;
    CLEANUP_FREE char *text = xmalloc(size + 1);
    CLEANUP_BUFFER struct buffer printed = BUFFER_INIT(0);
    memcpy(text, data, size);
    text[size] = '\0';
    bool whole = serials_parse(text, &s);
    must(s.count <= SERIALS_MAX, "serials are bounded");
    must(!whole || s.count, "something stands in a whole file");
    serials_print(&s, &printed);
    must(serials_parse(buffer_text(&printed), &again) == (s.count > 0) &&
             memcmp(&s, &again, sizeof(s)) == 0,
         "printed, they are the same");
    put(serials_path, data, size);
    put(note_path, data, size);
    CLEANUP(cache_close) struct cache *c = cache_open(folder, URL, CACHE_READ_ONLY);
    cache_serials(c, &again);
    CLEANUP_FREE char *note = cache_note(c);
    must(text_find_invalid(note, strlen(note)) == strlen(note), "a note is UTF-8");
    unlink(serials_path);
    unlink(note_path);
}

/* The first byte chooses which file. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (!size)
        return 0;
    if (data[0] & 1)
        check_serials(data + 1, size - 1);
    else
        check_list(data + 1, size - 1, data[0] & 2, data[0] & 4 ? ORDER_NEWEST : ORDER_NAME);
    return 0;
}
