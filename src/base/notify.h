/* Tells the service manager how this program is, as sd_notify(3) describes: datagrams to $NOTIFY_SOCKET. That page
 * calls the protocol stable and shows one without libsystemd, which would cost 5 ms of a start. Where the variable is
 * not set nothing is sent. Nothing here waits. Main thread only. */
#pragma once

#include "base/base.h"

/* Once, before the rest: reads the environment. */
void notify_begin(void);

/* "READY=1\nSTATUS=…": assignments, a line each. false: it does not take it now; to be told
 * again. */
bool notify_send(const char *assignments);

/* How often WATCHDOG=1 is wanted at the least, in microseconds; 0: not at all. Once it is late by that much, the
 * service manager ends this program. */
uint64_t notify_watchdog_us(void);
