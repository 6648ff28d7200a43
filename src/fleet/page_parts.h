/* What of the page is always the same. */
#pragma once

extern const char page_style[];
extern const char page_script[];
