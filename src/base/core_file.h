/* No core file: lists, tokens and keys would stand in it. */
#pragma once

/* Once in main, first. core(5): a pattern that pipes cores to a program does not obey the limit,
 * but a process that is not dumpable has none. */
void core_file_forbid(void);
