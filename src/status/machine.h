/* How the machine is: what the kernel tells in its files. Any thread; files may block. */
#pragma once

#include "status/facts.h"

struct machine_roots {
    const char *sys, *proc; /* "/sys", "/proc"; tests give folders of their own */
    const char *folder;     /* whose disk counts; "": none */
};

void machine_look(const struct machine_roots *roots, struct status_machine *ret);
