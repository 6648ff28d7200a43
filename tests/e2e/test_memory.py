"""What a running board holds in memory: of a list's members that nobody asked for, nothing."""

import contextlib
import json
import os
import secrets

import pytest
from conftest import SANITIZED, make_feed, wait_until

ROWS = 200


def memory_of(process):
    """All that the process may write: heap, stacks, data."""
    parts = []
    with open(f"/proc/{process.pid}/maps") as maps, open(f"/proc/{process.pid}/mem", "rb", 0) as memory:
        for line in maps:
            addresses, rights = line.split()[:2]
            begin, end = (int(x, 16) for x in addresses.split("-"))
            if "w" in rights:
                with contextlib.suppress(OSError):  # given back meanwhile
                    parts.append(os.pread(memory.fileno(), end - begin, begin))
    return parts


@pytest.mark.skipif(SANITIZED, reason="a sanitizer keeps what was freed, and maps terabytes")
@pytest.mark.parametrize("scheme", ["http", "file"])
def test_what_nobody_asked_for_is_gone_when_the_list_is_shown(board, nginx, tmp_path, scheme):
    marker = f"rahasia{secrets.token_hex(12)}"
    feed = json.loads(make_feed(["KARTINI"] * ROWS))
    for i, document in enumerate(feed["documents"]):
        document.update(id=f"row-{i}", nama_ibu=marker, alamat={"jalan": marker})
    nginx.publish(json.dumps(feed))
    nginx.start()
    url = nginx.url if scheme == "http" else f"file://{nginx.site}/feed.json"
    b = board({"source.url": url, "source.poll": "1h", "list.old_after": "2h"}, "--off-screen", on=None)
    b.wait_log(f"{ROWS} documents")
    try:
        memory_of(b.process)
    except PermissionError:
        pytest.skip("only root may look at the memory of a process that is not dumpable")
    wait_until("what was read is wiped", lambda: not any(marker.encode() in part for part in memory_of(b.process)))
    assert any(b"KARTINI" in part for part in memory_of(b.process)), "what is shown is found"
