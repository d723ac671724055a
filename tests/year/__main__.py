"""A whole year, in two parts side by side: `python -m tests.year`. It takes most of an hour on two cores."""

import sys

import pytest

sys.exit(pytest.main(["-q", "-m", "year", "-n", "2", "--no-header", "tests/year/test_year.py", *sys.argv[1:]]))
