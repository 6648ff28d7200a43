"""The fault matrix: tests/e2e/faults, a test each. What may go wrong, and what the board makes of it."""

import dataclasses
import fcntl
import pathlib

import pytest
from conftest import SANITIZED
from faults.kills import kill
from faults.runner import Runner
from faults.table import FAULTS, SOME


@pytest.fixture(scope="module", autouse=True)
def alone():
    """Rows say how soon all is well again, and two dozen boards run side by side: those of another build wait."""
    with pathlib.Path(__file__).open("rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@pytest.fixture(scope="module")
def outcomes(request, alone):
    """Plays those that are asked for, side by side."""
    wanted = {item.callspec.params["fault"].name for item in request.session.items if "fault" in getattr(item, "fixturenames", ())}
    runner = Runner()
    runner.start([fault for fault in FAULTS if fault.name in wanted])
    yield runner
    runner.stop()


@pytest.mark.parametrize("fault", SOME if SANITIZED else FAULTS, ids=lambda fault: fault.name)
def test_the_list_stands_whatever_happens(fault, outcomes):
    outcome = outcomes.outcome(fault)
    if outcome.skipped:
        pytest.skip(outcome.skipped)
    if outcome.failure:
        pytest.fail(outcome.failure, pytrace=False)


#: Rows that play quickly, and what must not pass for them.
FAILS, TAKEN = "404 Not Found", "a row that is wrong among right ones"


@pytest.mark.parametrize("name, wrong, failure", [
    (FAILS, {"says": "HTTP 405"}, "in the log: not within"),
    (FAILS, {"stands": "PALSU"}, "/PALSU/ on the screen: not within"),
    (FAILS, {"never": "KARTINI"}, "/KARTINI/ stands on the screen"),
    (FAILS, {"says": "nothing at this address|answers again"}, "stands 2 times in the log, not 1"),
    (TAKEN, {"says": None}, "beside what it should, the log warns of"),
    (FAILS, {"well_in": 0.1}, "/SRIKANDI/ on the screen: not within"),
], ids=["another sentence", "another list", "what may not be read", "said twice", "nothing to be said", "too late"])
def test_a_row_that_is_not_as_it_says_fails(name, wrong, failure):
    runner = Runner()
    try:
        row = next(fault for fault in FAULTS if fault.name == name)
        fault = dataclasses.replace(row, **{"seen_in": 6, **wrong})
        runner.start([fault])
        assert failure in runner.outcome(fault).failure
    finally:
        runner.stop()


def test_a_list_outlives_a_kill_at_any_moment_of_its_keeping(tmp_path):
    """make faults kills a thousand times."""
    tally = kill(24 if SANITIZED else 100, tmp_path)
    assert tally.within and tally.read
