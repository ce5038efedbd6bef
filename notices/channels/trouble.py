"""Why a way failed: the first word of an `Outcome.problem`, behind it what the other side answered. Pure."""

from enum import StrEnum


class Trouble(StrEnum):
    """One word a reason; the page says what to do about each (notices/trouble_words.py)."""

    KEY = "key"
    SIGN = "sign"
    KEYWORD = "keyword"
    NETWORK = "network"
    GONE = "gone"
    ADDRESS = "address"
    RATE = "rate"
    BUSY = "busy"
    ANSWER = "answer"
    REFUSED = "refused"
    CONTENT = "content"


# After these nothing that is sent by the same way can arrive until somebody changes something: the way is stopped at once.
SHUT = frozenset({Trouble.KEY, Trouble.SIGN, Trouble.KEYWORD, Trouble.NETWORK, Trouble.GONE, Trouble.ADDRESS})
# These say nothing against the way: it was too quick, or this one message was not liked.
HARMLESS = frozenset({Trouble.RATE, Trouble.CONTENT})


def trouble_of(problem: str) -> Trouble | None:
    """The word of a problem; None for what no way of ours said."""
    word = problem.partition(" ")[0]
    return Trouble(word) if word in set(Trouble) else None
