/* Gives up, for good, what this process will never need, so that whoever gets into it through what it reads can do
 * little. It holds for threads that are started later, for programs that are run from here, and for another image of
 * this process; nothing takes it back. Main thread, before there are others.
 *
 * What is given up is refused with an error, never punished by a signal: libraries and drivers try things and live
 * without them, and a board that is killed for a question shows nothing. The system calls that are refused are a list of
 * what is known to be of use to an intruder only. A list of what is allowed would have to foresee the driver of every
 * graphics chip and every program that switches a panel, and would fail on the day of an update, in a hall far away. */
#pragma once

#include "base/error.h"

/* No program that is run from here gets more rights than this one: set-user-id bits and file capabilities count for
 * nothing. The two below want it first. */
bool sandbox_forbid_new_privileges(struct error *err);

/* By seccomp: no tracing or reading of other processes, no mounts, modules, kexec, BPF or io_uring, no keyrings, no
 * other user or group, no namespaces, no clock or host name, no sockets but local ones, IP and netlink. */
bool sandbox_refuse_calls(struct error *err);

/* By Landlock, where the kernel has it (5.13): reads files beneath `read` only, and writes, makes and removes them
 * beneath `write` only, which may be read, too. Lists of paths, folders or files, that end with NULL; what is not there
 * is left out, and stays out when it comes. Programs may be run from anywhere. false with a sentence where
 * the kernel cannot. */
bool sandbox_confine_files(const char *const *read, const char *const *write, struct error *err);
