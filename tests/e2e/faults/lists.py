"""The lists that the rows are played with. They fit on the screen, so that they stand still there."""

from conftest import make_feed

FIRST = ("KARTINI", "SUDIRMAN", "HATTA")
NEW = ("SRIKANDI", "SUDIRMAN", "HATTA")
#: Nobody may ever read it: it comes with what must not be taken.
FALSE = ("PALSU", "SUDIRMAN", "HATTA")


def first(**members):
    return make_feed(FIRST, **{"serial": 1, **members}).encode()


def new(**members):
    return make_feed(NEW, **{"serial": 3, **members}).encode()


def false(**members):
    """What is wrong with it, `members` or the caller says."""
    return make_feed(FALSE, **{"serial": 2, **members}).encode()
