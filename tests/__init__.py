"""Tests mirror the code: tests/<package>/test_<room>.py."""
