/* Any bytes as a configuration file: refused with a sentence that names the place, or taken and
 * then printed as a file that reads back to the same. */
#include "base/buffer.h"
#include "config/config.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    CLEANUP(config_free) struct config *c = config_new(), *back = config_new();
    CLEANUP_BUFFER struct buffer first = BUFFER_INIT(0), again = BUFFER_INIT(0);
    struct error err = { "" };
    if (!config_read_text(c, (const char *)data, size, "fuzz.ini", &err)) {
        if (strncmp(err.text, "fuzz.ini:", strlen("fuzz.ini:")) != 0)
            abort();
        return 0;
    }
    config_print(c, &first);
    if (!config_read_text(back, first.data, first.len, "printed.ini", &err))
        abort();
    config_print(back, &again);
    if (strcmp(first.data, again.data) != 0)
        abort();
    return 0;
}
