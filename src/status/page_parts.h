/* What is the same on every status page. Private to src/status. */
#pragma once

extern const char status_style[], status_script[];
