/* What libraries of the display read from the environment. */
#pragma once

/* Once in main, before threads: leaves out of SDL's start what a board has no use for. What the user
 * has set stays. */
void environment_prepare(void);
