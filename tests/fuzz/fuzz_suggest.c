/* Any bytes as a source that nobody has described: refused with a sentence, or a text whose
 * lines are settings, sections and comments, and in which no number of 16 digits stands. */
#include "base/text.h"
#include "feed/suggest.h"
#include "policy/redact.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_line(const char *line)
{
    bool known = !*line || strchr(";[", *line) || strchr(line, '=');
    if (!known || redact_finds_number(line))
        abort();
    for (const char *p = line; *p; p++) {
        if ((unsigned char)*p < 0x20)
            abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP_BUFFER struct buffer out = BUFFER_INIT(0);
    struct error err = { "" };
    struct suggest_source s = { (const char *)data, size, "https://example.go.id/", "" };
    if (!suggest_write(&s, &out, &err)) {
        if (strncmp(err.text, "it ", 3) != 0 && strncmp(err.text, "a quote", 7) != 0 &&
            strncmp(err.text, "its ", 4) != 0)
            abort();
        return 0;
    }
    if (text_find_invalid(out.data, out.len) != out.len)
        abort();
    for (char *p = out.data, *end; *p; p = end + 1) {
        end = strchr(p, '\n');
        if (!end)
            abort();
        *end = '\0';
        check_line(p);
    }
    return 0;
}
