"""Whole numbers as addresses and forms send them: anything else is as if nothing had been sent."""

# Python refuses to read more than 4,300 digits, with an error that nobody expects; no number of ours is longer than this.
MOST_DIGITS = 18
# The largest key of a row: an integer of four bytes on PostgreSQL, which refuses to be asked for more.
LARGEST_KEY = 2**31 - 1


def whole_number(text: str | None) -> int | None:
    """What a text of 1 to 18 ASCII digits says; None for anything else (a sign, a blank, other scripts' digits, nothing)."""
    if text is None or len(text) > MOST_DIGITS or not (text.isascii() and text.isdecimal()):
        return None
    return int(text)
