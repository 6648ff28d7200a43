/* How the process holds its memory. */
#pragma once

/* Once in main, before anything is allocated: large blocks go back to the system when they are
 * freed. */
void memory_give_back(void);
