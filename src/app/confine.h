/* The sandbox of the daemon (base/sandbox.h): what it may still do once its settings are known.
 *
 * It writes to the folder of the kept list, to those of [screen] picture, and to /tmp, /var/tmp, /run, /dev, the devices
 * in /sys, and the caches of drivers and fontconfig, as far as its user may. It reads the system's folders, those of the
 * files that the settings name, and the user's fonts; nobody's home, but for the user's own where the X server's
 * password lies there. Folders in place of files, since files are replaced.
 *
 * The commands of [hours] panel_on and panel_off are under the same rules: they may run any program, open any device
 * that their user may, ask an X server or a compositor, and write to the folders above; sudo and other
 * programs that want more rights than their user's do not get them.
 *
 * [daemon] sandbox = no leaves all of it out but no_new_privs. */
#pragma once

#include "config/config.h"

/* Once, before threads. What the kernel cannot do is a line of the log at level debug; that the sandbox is
 * off, a warning. `config_file` NULL: the default place. */
void confine_begin(const struct config *c, const char *config_file);

/* Whether settings that were read again want nothing that confine_begin() has given up; else the sentence names the
 * setting. */
bool confine_allows(const struct config *c, struct error *err);
