"""What of the calendar can be followed, a kind a file."""
