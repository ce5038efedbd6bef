"""What a way out is: it takes a finished letter and says how it went."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem` is empty for a letter that went out; `for_good` says that trying again is useless.

    `is_shut`: nothing was said of the letter, because the way itself is shut (no connection, no signing in, no sender's name).
    """

    problem: str = ""
    for_good: bool = False
    is_shut: bool = False

    @property
    def went_out(self) -> bool:
        """Whether the letter is on its way."""
        return not self.problem


class Channel(Protocol):
    """One way out."""

    def send(self, letter: EmailMessage, to: str) -> Outcome:
        """Send one letter to one address; never raises for what the other side does."""
