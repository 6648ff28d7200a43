#include "base/command_line.h"

#include <getopt.h>

bool command_line_no_option(const char *word, struct error *err)
{
    int name = (int)strspn(word, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                 "0123456789-_");
    return error_set(err, "'%.*s%s' is no option; see --help", name, word, word[name] ? "…" : "");
}

bool command_line_wrong(const char *word, struct error *err)
{
    bool is_long = strncmp(word, "--", 2) == 0;
    if (is_long && optopt)
        return error_set(err, "%.*s takes no value; see --help", (int)strcspn(word, "="), word);
    char letter[] = { '-', (char)optopt, '\0' };
    return command_line_no_option(is_long ? word : letter, err);
}
