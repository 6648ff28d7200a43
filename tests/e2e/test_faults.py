"""The fault matrix: tests/e2e/faults, a test each. What may go wrong, and what the board makes of it."""

import pytest
from faults.runner import Runner
from faults.table import FAULTS


@pytest.fixture(scope="session")
def outcomes(request):
    """Plays those that are asked for, side by side."""
    wanted = {item.callspec.params["fault"].name for item in request.session.items if "fault" in getattr(item, "fixturenames", ())}
    runner = Runner()
    runner.start([fault for fault in FAULTS if fault.name in wanted])
    yield runner
    runner.stop()


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.name)
def test_the_list_stands_whatever_happens(fault, outcomes):
    outcome = outcomes.outcome(fault)
    if outcome.skipped:
        pytest.skip(outcome.skipped)
    if outcome.failure:
        pytest.fail(outcome.failure, pytrace=False)
