"""What a way out is: it takes a finished letter and says how it went."""

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Outcome:
    """`problem` is empty for a letter that went out; `for_good` says that trying again is useless."""

    problem: str = ""
    for_good: bool = False

    @property
    def went_out(self) -> bool:
        """Whether the letter is on its way."""
        return not self.problem


class Channel(Protocol):
    """One way out."""

    def send(self, letter: EmailMessage, to: str) -> Outcome:
        """Send one letter to one address; never raises for what the other side does."""
