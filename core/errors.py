"""What the rooms below the door say when a rule says no."""


class Refused(Exception):
    """A deed that a rule forbids; `reason` is a code that the door turns into words, `facts` fill its blanks."""

    def __init__(self, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.reason = reason
        self.facts = facts


class Unavailable(Exception):
    """Something that is needed to answer does not answer now (the database, a stored copy)."""


class Unknown(Exception):
    """What was asked for is not there, or the asker may not know of it; the door answers 404 to both."""
