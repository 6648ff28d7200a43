/* The first picture of a window, black all over. The display's server finds its memory with the first one, whatever
 * is on that, which takes a third of the time from the start of the program to the list: so it comes before there is
 * anything to show, and meanwhile the board is made. Private to src/screen; main thread only. */
#pragma once

#include "screen/back_end.h"

/* Where the back end allows it another thread does it, and this returns at once: until black_wait() the back end may
 * be asked for its size, and make images. Trouble is the first frame's to find. */
void black_show(const struct back_end *back_end, void *back_end_ctx);
/* Until it is done. Before anything else is asked of a display; costs nothing where nothing is under way. */
void black_wait(void);
/* The same, before images are made for a window that may be another one: of OpenGL they are asked of the display, and
 * where its server has gone meanwhile, this thread would wait for the one that found that out, for ever. */
void black_wait_before_images(const struct back_end *back_end, void *back_end_ctx);
