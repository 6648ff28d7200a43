"""The fault matrix: the real program in a real window, and what an office does to it, a row each.

`fault.py` says what a row is, `rows_*.py` are the table, `server.py` and `scripts.py` the server that answers as
badly as it is told to, `stage.py` what a row is played on, `runner.py` how; `make faults` prints the table, and
tests/e2e/test_faults.py is the same for pytest.
"""
