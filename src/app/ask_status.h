/* siapambil --status: asks the board that runs by these settings how it is. */
#pragma once

#include "config/config.h"

/* Prints what the status page says. Returns the exit status: 0 all is well (perhaps with something to
 * know), 4 somebody must do something, 1 nobody answers. */
int ask_status(const struct config *c);
