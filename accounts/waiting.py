"""What waits for an organisation's people, as packages above tell it through a registry (application.py). Pure."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from accounts.models.organisation import Organisation


@dataclass(frozen=True, slots=True)
class Waiting:
    """One line: what waits, in the reader's words, and where it is seen to."""

    words: str
    href: str


# Asked for several organisations at once, so that the number of statements stays; answers by the organisation's key.
Teller = Callable[[Sequence[Organisation]], Mapping[int, Sequence[Waiting]]]


def waiting_for(tellers: Iterable[Teller], organisations: Sequence[Organisation]) -> dict[int, list[Waiting]]:
    """What all the tellers say together, by the organisation's key."""
    found: dict[int, list[Waiting]] = {each.id: [] for each in organisations}
    for tell in tellers if organisations else ():
        for key, lines in tell(organisations).items():
            found[key] += lines
    return found
