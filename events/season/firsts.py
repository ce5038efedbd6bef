"""What the demo's register of premieres says: most firsts are confirmed, some wait, a few are refused, some are disputed."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from events.models.words import PremiereScope, PremiereState
from events.season.values import Billing, Stay, Wish
from events.season.wording import CHALLENGE, EVIDENCE

CONFIRMED, REFUSED = 0.62, 0.04
STAYS_A_DISPUTE = 120
WIDE = frozenset({PremiereScope.WORLD, PremiereScope.CHINA, PremiereScope.DELTA})


def decide_firsts(wish: Wish, billings: Iterable[Billing]) -> None:
    """Give every stated first its state; then let later stays elsewhere claim some of them too, near today where possible."""
    chance = wish.chance("firsts")
    by_work: dict[str, list[Stay]] = defaultdict(list)
    stays = 0
    for billing in billings:
        for stay in billing.stays:
            stays += 1
            by_work[stay.work.slug if stay.work else billing.slug].append(stay)
    for slug in sorted(by_work):
        for stay in _in_time(by_work[slug]):
            if stay.terms.premiere:
                _decide(stay, chance.random())
    pairs = [pair for slug in sorted(by_work) if (pair := _pair(_in_time(by_work[slug])))]
    pairs.sort(key=lambda pair: abs((pair[1].first - wish.today).days))
    for number, (first, later) in enumerate(pairs[: 2 + stays // STAYS_A_DISPUTE]):
        _dispute(first, later, is_decided=number % 2 == 0)


def _in_time(stays: Iterable[Stay]) -> list[Stay]:
    return sorted(stays, key=lambda each: (each.first, each.venue))


def _decide(stay: Stay, drawn: float) -> None:
    terms = stay.terms
    if drawn < CONFIRMED:
        terms.premiere_state, terms.premiere_evidence = PremiereState.CONFIRMED, EVIDENCE
    elif drawn < CONFIRMED + REFUSED:
        terms.premiere_state = PremiereState.REFUSED
    else:
        terms.premiere_state = PremiereState.CLAIMED


def _pair(stays: Sequence[Stay]) -> tuple[Stay, Stay] | None:
    """A work's first stay that is a first far and wide, and its next one in another city that is none."""
    first = stays[0]
    stated = first.terms.premiere
    if stated is None or stated[1] not in WIDE or first.terms.premiere_state is PremiereState.REFUSED:
        return None
    later = next((each for each in stays[1:] if each.city != first.city and each.terms.premiere is None), None)
    return (first, later) if later else None


def _dispute(first: Stay, later: Stay, *, is_decided: bool) -> None:
    """Both claim the same: with one confirmed the other stands against it, else both wait for a decision."""
    first.terms.premiere_state = PremiereState.CONFIRMED if is_decided else PremiereState.CLAIMED
    first.terms.premiere_evidence = EVIDENCE
    later.terms.premiere = first.terms.premiere
    later.terms.premiere_state, later.terms.premiere_evidence = PremiereState.CLAIMED, CHALLENGE
