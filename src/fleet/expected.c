#include "fleet/expected.h"

#include "base/file.h"
#include "base/text.h"

#define LONGEST_FILE (64u << 20)
#define LONGEST_NOTE 256

static char *trim(char *text)
{
    text += strspn(text, " \t\r");
    for (size_t len = strlen(text); len && strchr(" \t\r", text[len - 1]);)
        text[--len] = '\0';
    return text;
}

static bool take_line(struct roll *r, char *line, struct error *err)
{
    CLEANUP_BUFFER struct buffer note = BUFFER_INIT(LONGEST_NOTE);
    if (text_find_invalid(line, strlen(line)) < strlen(line))
        return error_set(err, "it is not UTF-8");
    line = trim(line);
    if (!*line || *line == '#')
        return true;
    char *comma = strchr(line, ',');
    if (comma)
        *comma = '\0';
    char *id = trim(line);
    if (!fleet_report_is_id(id, strlen(id)))
        return error_set(err, "what stands here is no screen's id; allowed: letters, digits, '.', "
                              "'_' and '-', 64 at most, then a comma before anything else");
    if (comma && !text_clean(trim(comma + 1), &note))
        return error_set(err,
                         "the text behind '%s' is longer than %d bytes, or holds a control "
                         "character",
                         id, LONGEST_NOTE);
    switch (roll_expect(r, id, buffer_text(&note))) {
    case ROLL_TWICE:
        return error_set(err, "'%s' stands here for the second time; allowed: a line a screen", id);
    case ROLL_FULL:
        return error_set(err, "more than %u screens", ROLL_MAX_SCREENS);
    case ROLL_ADDED:
        break;
    }
    return true;
}

bool expected_read(struct roll *r, const char *path, struct error *err)
{
    static const char mark[] = "\xEF\xBB\xBF"; /* the byte-order mark that editors may leave */
    CLEANUP_BUFFER struct buffer text = BUFFER_INIT(LONGEST_FILE);
    if (!file_read(path, &text, err))
        return false;
    if (memchr(buffer_text(&text), '\0', text.len))
        return error_set(err, "'%s' is no text: it holds a NUL", path);
    if (!text.len)
        return true;
    char *line = text.data + (strncmp(text.data, mark, 3) == 0 ? 3 : 0);
    for (int number = 1; line; number++) {
        char *newline = strchr(line, '\n');
        if (newline)
            *newline = '\0';
        if (!take_line(r, line, err))
            return error_context(err, "%s:%d", path, number);
        line = newline ? newline + 1 : NULL;
    }
    return true;
}
