"""What a row of the fault matrix is."""

import dataclasses
import typing

#: How soon a board with a list asks again, at [source] poll = 5s: 1.7 polls at most, and a second to be seen.
AT_THE_NEXT_TRY = 11
#: One with nothing to show: 25 s at most after several failures.
WITH_NOTHING_SHOWN = 30


@dataclasses.dataclass(frozen=True)
class Fault:
    """Something that happens to a board on which a good list stands, and what is to come of it.

    `do` is a generator of the stage (stage.py): what comes before its `yield` brings the fault about, what comes
    behind ends it; then a new list is published, and must stand on the screen `well_in` seconds later."""

    name: str
    do: typing.Callable
    #: A regular expression for one line of the log, which must stand there once and be the only warning; None:
    #: nothing may be warned of.
    says: typing.Optional[str] = None
    #: What may be said in its place, once as well: it is chance which of the two is.
    either: typing.Optional[str] = None
    #: What else may be warned of beside it.
    also: typing.Optional[str] = None
    #: What stands on the screen while the fault lasts: a regular expression, and the part of the screen.
    stands: str = "KARTINI"
    where: str = "list"
    #: What nobody may read there meanwhile, nor in the log.
    never: str = "PALSU"
    #: Within how many seconds the log says so, and the screen shows the new list once the fault is over.
    seen_in: float = AT_THE_NEXT_TRY
    well_in: float = AT_THE_NEXT_TRY
    #: What the log says when it is over; None: nothing is wanted.
    ends: typing.Optional[str] = None
    #: How often it says so while the row is played.
    times: int = 1
    #: For how long the fault itself lasts, beside being seen.
    lasts: float = 0
    #: Nothing is kept, and the fault is there before the board is.
    from_start: bool = False
    settings: dict = dataclasses.field(default_factory=dict)
    options: tuple = ()
    #: Of the board's process, over those of the runner.
    environment: dict = dataclasses.field(default_factory=dict)
    #: What serves the list: "server" (server.py), "tls", "nginx", "file".
    source: str = "server"
    #: The list that stands first, or as lists.first().
    first: typing.Optional[bytes] = None
    #: What is done to the stage before the board is started.
    prepare: typing.Optional[typing.Callable] = None

    def __str__(self):
        return self.name
