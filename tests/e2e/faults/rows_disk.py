"""Where the last good list is kept: full, read-only, gone, damaged, somebody else's."""

import os
import shutil

from conftest import Board
from faults.fault import WITH_NOTHING_SHOWN, Fault
from faults.lists import first
from faults.rows_http import ODD
from faults.stage import Failed, inside, mount_first, root_of, wait

# ---- a disk of the board's own

def small_disk(stage):
    """The state folder is a disk of 256 kB."""
    stage.state.mkdir(mode=0o700)
    mount_first(stage, f"mount -t tmpfs -o size=256k,mode=700 none {stage.state}")


def fill(stage):
    with (root_of(stage, stage.state) / "ballast").open("wb", buffering=0) as ballast:
        try:
            while True:
                ballast.write(bytes(4096))
        except OSError:
            pass


def full(stage):
    fill(stage)
    stage.publish(ODD)
    yield
    (root_of(stage, stage.state) / "ballast").unlink()


def read_only(stage):
    inside(stage, "mount", "-o", "remount,ro", str(stage.state))
    stage.publish(ODD)
    yield
    inside(stage, "mount", "-o", "remount,rw", str(stage.state))


def kept(stage, name, seconds=10):
    """Waits until the folder holds a list with that name in it."""
    path = root_of(stage, stage.state) / "list.json"
    wait(f"{name} is kept", lambda: path.exists() and name.encode() in path.read_bytes(), seconds)


def folder_gone(stage):
    """Somebody tidies up while it runs: it is made anew with the next list."""
    shutil.rmtree(stage.state)
    stage.publish(ODD)
    yield
    kept(stage, "GATOTKACA")


def file_gone(stage):
    (stage.state / "list.json").unlink()
    stage.wait_pulls(2)
    yield
    kept(stage, "KARTINI")


def folder_in_the_way(stage):
    """The file that is written first cannot be."""
    (stage.state / "list.json.new").mkdir()
    (stage.state / "list.json.new" / "x").write_text("")
    stage.publish(ODD)
    yield
    shutil.rmtree(stage.state / "list.json.new")


def file_for_folder(stage):
    """A file where the state folder should be, from the start."""
    stage.state.write_text("")
    stage.publish(first())
    yield


# ---- what was kept, and what has become of it while the board was off

def while_off(change):
    """The board is ended, the network goes, `change` comes upon the kept file, and the board is started again."""

    def do(stage):
        stage.end_board()
        stage.server.refuse()
        change(stage.state)
        stage.start_board()
        yield
        stage.server.listen()

    return do


def edit(name, change):
    def to(state):
        path = state / name
        data = path.read_bytes()
        new = change(data)
        if new == data:
            raise Failed(f"{name} is as it was")
        path.write_bytes(new)

    return to


def flip(data, at=0.6):
    i = int(len(data) * at)
    return data[:i] + bytes([data[i] ^ 1]) + data[i + 1:]


def to_folder(state):
    (state / "list.json").unlink()
    (state / "list.json").mkdir()


def to_fifo(state):
    (state / "list.json").unlink()
    os.mkfifo(state / "list.json")


def left_over(state):
    """What a power cut leaves."""
    (state / "list.json.new").write_bytes(b"siapambil-cache/1 half")
    (state / "position.new").write_bytes(b"half")


def damaged_rows():
    down = "no connection: Connection refused"
    waits = {"stands": "Menunggu data", "where": "whole", "well_in": WITH_NOTHING_SHOWN}

    def lost(name, change, says):
        return Fault(name, while_off(change), "the kept list '.*list.json' is not shown: " + says + "; it is set aside as list.json.bad",
                     also=down, **waits)

    yield lost("the kept list is cut", edit("list.json", lambda d: d[:len(d) // 2]), "it is [0-9]+ bytes long instead of [0-9]+")
    yield lost("the kept list is cut to nothing", edit("list.json", lambda d: b""), "it does not begin as a kept list does")
    yield lost("a bit of the kept list is flipped", edit("list.json", flip), "its checksum is wrong")
    yield lost("a bit of the kept list's first line is flipped", edit("list.json", lambda d: flip(d, 0.02)), "its checksum is wrong")
    yield lost("the kept list is all zeros, as after a power cut", edit("list.json", lambda d: bytes(len(d))), "it does not begin as a kept list does")
    yield lost("the kept list is of another version", edit("list.json", lambda d: d.replace(b"siapambil-cache/1", b"siapambil-cache/2", 1)),
               "it is of another version of siapambil")
    yield Fault("the kept list is a folder", while_off(to_folder), "the kept list is not shown: cannot read '.*list.json': it is a folder",
                also=down + "|the list is not kept", **waits)
    yield Fault("the kept list is a pipe", while_off(to_fifo), "the kept list is not shown: .*it is a pipe", also=down, **waits)
    yield Fault("the kept list is of another screen", of_another, "the list in '.*' is of another source, and not used for this one", also=down, **waits)
    for name, change in (
        ("a power cut has left halves of files", left_over),
        ("the key of ids is gone", lambda state: (state / "id.key").unlink()),
        ("the key of ids is cut", edit("id.key", lambda d: d[:5])),
        ("the note of the place in the list is rubbish", lambda state: (state / "position").write_bytes(b"\xff\0PALSU\n" * 100)),
        ("the notes of fonts are rubbish", lambda state: (state / "fonts").write_bytes(b"\xff\0PALSU\n" * 100)),
        ("the state folder may be read by everybody", lambda state: state.chmod(0o777)),
    ):
        yield Fault(name, while_off(change), down)


def of_another(stage):
    """Its settings name another source from now on."""
    stage.end_board()
    stage.server.refuse()
    stage.settings["source.url"] = stage.url.replace("/feed.json", "/lain/feed.json")
    publish = stage.publish
    stage.publish = lambda feed: publish(feed, {"/lain/feed.json": feed})
    stage.start_board()
    yield
    stage.server.listen()


def second_board(stage):
    """Two boards with one folder: the second reads what it finds, and takes over when the first has ended."""
    other = Board(stage.folder, None, stage.settings, "--off-screen", environment=stage.environment)
    stage.beside.append(other)
    yield
    other.end()


def rows():
    yield Fault("the disk is full", full, "the list is not kept: cannot write '.*list.json.new': No space left on device", stands="GATOTKACA",
                prepare=small_disk, ends="the list is kept again")
    yield Fault("the disk is read-only", read_only, "the list is not kept: cannot create '.*list.json.new': Read-only file system",
                stands="GATOTKACA", prepare=small_disk, ends="the list is kept again")
    yield Fault("the folder is deleted while it runs", folder_gone, None, stands="GATOTKACA")
    yield Fault("the kept list is deleted while it runs", file_gone, None)
    yield Fault("a folder lies where the new file is to be written", folder_in_the_way, "the list is not kept: cannot create", stands="GATOTKACA",
                ends="the list is kept again")
    yield Fault("a file lies where the folder should be", file_for_folder, r"no list is kept: \[cache\] dir", from_start=True)
    yield Fault("another board has the folder", second_board, "no list is kept: .*is in use by another program")
    yield from damaged_rows()

