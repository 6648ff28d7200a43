"""The table: every row."""

from faults import rows_clock, rows_disk, rows_display, rows_http, rows_list, rows_network, rows_nginx, rows_process

PARTS = {
    "answers": rows_http,
    "lists": rows_list,
    "network": rows_network,
    "nginx": rows_nginx,
    "disk": rows_disk,
    "process": rows_process,
    "clock": rows_clock,
    "display": rows_display,
}
FAULTS = [fault for part in PARTS.values() for fault in part.rows()]
#: With the sanitizers, where everything takes longer: of what a server may say, which unit tests and fuzzers say too,
#: each fourth row.
SOME = [fault for part in PARTS.values()
        for fault in list(part.rows())[::4 if part in (rows_http, rows_list) else 1]]
assert len({fault.name for fault in FAULTS}) == len(FAULTS), "each name once"
