"""Reads what organisers paste: dates, times, prices and facts out of an announcement, each with the words it came from."""
