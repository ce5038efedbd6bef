"""What an answer says of a link, and when enough was seen to call it dead: rather shown too long than hidden too soon.

A page that is gone (404, 410), a name or a certificate that is none: dead at the second check. What may pass (5xx, time-outs):
after several checks over two days. What keeps machines out (403, 429, sign-ins) is no dead link: people may well get in.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum


class State(StrEnum):
    """Where a link stands."""

    UNCHECKED = "unchecked"
    ALIVE = "alive"
    FAILING = "failing"
    DEAD = "dead"


class Verdict(StrEnum):
    """What one check says."""

    ALIVE = "alive"
    GONE = "gone"
    FAILED = "failed"
    UNSURE = "unsure"


GONE_STATUS = {404, 410}
# Sign-ins, machines kept out, methods not liked, too many at once, law: something answers, and not us.
UNSURE_STATUS = {400, 401, 402, 403, 405, 406, 407, 409, 412, 418, 421, 423, 425, 426, 428, 429, 431, 444, 451, 499, 521, 999}
ANSWERED = {"done", "unchanged", "too_large", "bad_encoding"}
GONE = {"unresolved", "tls", "not_public", "bad_address"}
FAILED = {"timeout", "unreachable", "bad_answer", "too_many_hops"}
# Where our own line may be what is broken.
OF_THE_LINE = {"unresolved", "timeout", "unreachable"}
CHECKS_IF_GONE = 2
CHECKS_IF_FAILED = 5
FAILS_FOR = timedelta(hours=48)
FRESH_FOR = timedelta(hours=24)
SOON, LATER = timedelta(hours=1), timedelta(hours=8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known of a link. `failing_since` is the first check of the unbroken row of bad ones."""

    state: State = State.UNCHECKED
    gone: int = 0
    failures: int = 0
    failing_since: datetime | None = None
    dead_since: datetime | None = None


def verdict(reason: str, status: int) -> Verdict:
    """What came of asking (core/outbound.py's reason, and the HTTP status, 0 without one)."""
    if reason in ANSWERED:
        return Verdict.ALIVE
    if reason == "status":
        return _of_status(status)
    if reason in GONE:
        return Verdict.GONE
    return Verdict.FAILED if reason in FAILED else Verdict.UNSURE


def _of_status(status: int) -> Verdict:
    if status in GONE_STATUS:
        return Verdict.GONE
    return Verdict.UNSURE if status in UNSURE_STATUS else Verdict.FAILED


def after(known: Standing, found: Verdict, *, at: datetime) -> Standing:
    """Where the link stands after one more check."""
    if found is Verdict.ALIVE:
        return Standing(state=State.ALIVE)
    if found is Verdict.UNSURE:
        # It answers somebody: what failed before is over, what was dead is not proven alive.
        return known if known.state is State.DEAD else Standing(state=State.ALIVE)
    since = known.failing_since or at
    now = replace(
        known, gone=known.gone + 1 if found is Verdict.GONE else 0, failures=known.failures + 1, failing_since=since,
        state=known.state if known.state is State.DEAD else State.FAILING,
    )
    return replace(now, state=State.DEAD, dead_since=known.dead_since or at) if _is_enough(now, at) else now


def _is_enough(now: Standing, at: datetime) -> bool:
    if now.state is State.DEAD or now.gone >= CHECKS_IF_GONE:
        return True
    return now.failures >= CHECKS_IF_FAILED and now.failing_since is not None and at - now.failing_since >= FAILS_FOR


def pause(now: Standing) -> timedelta:
    """How long until it is looked at again."""
    if now.state is not State.FAILING:
        return FRESH_FOR
    return SOON if now.gone else LATER
