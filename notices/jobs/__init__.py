"""Work of this package that runs by itself; one file for each, and the list of all in schedule.py."""
