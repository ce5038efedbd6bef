"""Rows for tests: plain functions, one module a package; every call is one committed transaction."""
