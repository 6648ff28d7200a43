/* Says for each feed named on the command line, a line each, what the reader makes of it:
 *
 *     clean | left-out <rows> <extras> | refused <sentence>, and the file's name before that
 *
 * so that the schema's test can compare. */
#include "base/file.h"
#include "base/hash.h"
#include "feed/feed.h"

#include <stdio.h>

int main(int argc, char **argv)
{
    static const uint8_t key[HASH_KEY_SIZE] = { 1 };
    const struct feed_options options = { .privacy = &(const struct privacy){ .id_key = key } };
    hash_init();
    for (int i = 1; i < argc; i++) {
        CLEANUP_BUFFER struct buffer file = BUFFER_INIT(0);
        CLEANUP(snapshot_free) struct snapshot *s = NULL;
        struct feed_report report;
        struct error err = { "" };
        if (!file_read(argv[i], &file, &err)) {
            fprintf(stderr, "%s\n", err.text);
            return 1;
        }
        printf("%s: ", argv[i]);
        if (!feed_parse(buffer_text(&file), file.len, &options, &s, &report, &err))
            printf("refused %s\n", err.text);
        else if (report.left_out_total || report.extras_left_out)
            printf("left-out %u %u\n", report.left_out_total, report.extras_left_out);
        else
            printf("clean\n");
    }
    return 0;
}
