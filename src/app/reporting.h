/* What the screens say of themselves with every pull (fetch/report.h): once a second the facts are
 * gathered for the fetcher. Main thread only. */
#pragma once

#include "app/app.h"

/* `on`: some screen has a display, and neither has [hours] panel_off worked, nor do the hours leave
 * every picture black. */
void reporting_tell(struct app *app);
