/* The fleet, as web servers' access logs have seen it: the last that each screen said of itself.
 *
 * With every pull of a feed a screen sends one header, a dictionary of RFC 8941
 * (fetch/report.h makes it):
 *
 *     Siapambil-Screen: id="bdg-mpp-1", v="0.1.0", r="32.73", s=20261123094000, n=1842, age=35,
 *                       late=0, on=?1, t=1795426860, up=86400
 *
 *     id    the screen's, [screen] id or the machine's name
 *     v     the program's version
 *     r     the region of the list that is shown; absent, like the next two, when nothing is
 *     s, n  its serial (of 15 digits at most, else absent), and how many documents it has
 *     age   seconds since a source last said that it is right; absent while there is none
 *     late  frames that came late since the program started
 *     hz    frames a second, where the machine cannot keep its display's; absent where it can
 *     on    whether the panel is on
 *     t     what time it is there, seconds since the epoch
 *     up    for how many seconds the program has been running
 *
 * It is 256 bytes long at most, an id 1 to 64 of A-Z a-z 0-9 '.' '_' '-'; an integer has 15
 * digits at most (RFC 8941), so a longer serial is left out. Members that are not known are
 * passed over. Nobody proves an id: whoever may ask for a feed can claim one.
 *
 * The site of config/nginx writes a line of JSON for each request:
 *
 *     {"time":1795426861.123,"status":304,"bytes":187,"took":0.000,"host":"…",
 *      "path":"/v1/32.73/mpp/feed.json","screen":"id=\\"bdg-mpp-1\\", …"}
 *
 * Caddy's own access log is read, too. What is no such line is counted and passed over. */
#pragma once

/* `siapambil-publish fleet …`: argv[0] is "fleet". Returns the exit status. */
int fleet_main(int argc, char **argv);
