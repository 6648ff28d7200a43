"""The fault matrix: tests/e2e/faults, a test each. What may go wrong, and what the board makes of it."""

import dataclasses

import pytest
from conftest import SANITIZED
from faults.kills import kill
from faults.runner import Runner
from faults.table import FAULTS, SOME


@pytest.fixture(scope="module")
def outcomes(request):
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


#: A row that plays quickly, and what must not pass for it.
ROW = next(fault for fault in FAULTS if fault.name == "404 Not Found")


@pytest.mark.parametrize("wrong, failure", [
    ({"says": "HTTP 405"}, "in the log: not within"),
    ({"stands": "PALSU"}, "/PALSU/ on the screen: not within"),
    ({"never": "KARTINI"}, "/KARTINI/ stands on the screen"),
    ({"says": "nothing at this address|answers again"}, "stands 2 times in the log, not 1"),
    ({"says": None}, "beside what it should, the log warns of"),
    ({"well_in": 0.1}, "/SRIKANDI/ on the screen: not within"),
], ids=["another sentence", "another list", "what may not be read", "said twice", "nothing to be said", "too late"])
def test_a_row_that_is_not_as_it_says_fails(wrong, failure):
    runner = Runner()
    try:
        fault = dataclasses.replace(ROW, **{"seen_in": 6, **wrong})
        runner.start([fault])
        assert failure in runner.outcome(fault).failure
    finally:
        runner.stop()


def test_a_list_outlives_a_kill_at_any_moment_of_its_keeping(tmp_path):
    """make faults kills a thousand times."""
    tally = kill(24 if SANITIZED else 100, tmp_path)
    assert tally.within and tally.read
