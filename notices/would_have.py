"""What would have been told, and when, had it been wanted as it is now. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from notices import rhythm
from notices.models.follower import Follower
from notices.news import RHYTHMS, SUMMED_UP, News, digest

DAYS = 30
# What is wanted by subject: by which way (its channel and name), which word of notices/news.py.
Wishes = Mapping[str, Sequence[tuple[tuple[str, str], str]]]


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that was told of a date: which kind of news, when it was settled, and whether it could not wait."""

    key: int
    news: str
    at: datetime
    is_urgent: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Coming:
    """One thing that would have come: when, by which ways, because of what; `waited` where quiet hours put it off, `rhythm`
    where it would have stood in a summary."""

    happened: Happened
    at: datetime
    ways: tuple[tuple[str, str], ...]
    because: tuple[str, ...]
    waited: bool = False
    rhythm: str = ""


@dataclass(slots=True)
class _Met:
    direct: dict[tuple[str, str], None] = field(default_factory=dict)
    digests: dict[str, dict[tuple[str, str], None]] = field(default_factory=dict)
    because: dict[str, None] = field(default_factory=dict)


def would_have(
    follower: Follower, wishes: Wishes, events: Iterable[Happened], concerned: Mapping[int, AbstractSet[str]], *,
    most: int = 1_000,
) -> tuple[list[Coming], int]:
    """What would have come, the latest first: one line for each thing that happened, and one where only a summary tells; at
    most so many. And at how many events was looked for that."""
    found: list[Coming] = []
    looked_at = 0
    for each in events:
        looked_at += 1
        coming = _coming(follower, each, _met(each, {ref: wishes[ref] for ref in concerned.get(each.key, ()) if ref in wishes}))
        found += [coming] if coming else []
        if len(found) == most:
            break
    return sorted(found, key=lambda each: (each.at, each.happened.key), reverse=True), looked_at


def _coming(follower: Follower, each: Happened, met: _Met) -> Coming | None:
    if met.direct:
        return _direct(follower, each, met)
    return _digest(follower, each, met) if met.digests else None


def _met(each: Happened, wishes: Wishes) -> _Met:
    met = _Met()
    for subject, several in wishes.items():
        for way, word in several:
            if word == each.news:
                met.direct[way] = met.because[subject] = None
            elif word.startswith(f"{News.DIGEST}:") and each.news in SUMMED_UP:
                met.digests.setdefault(word, {})[way] = None
                met.because[subject] = None
    return met


def _direct(follower: Follower, each: Happened, met: _Met) -> Coming:
    quiet = rhythm.quiet_until(each.at, zone=follower.zone, first=follower.quiet_from, last=follower.quiet_until)
    waits = quiet is not None and not each.is_urgent
    return Coming(
        happened=each, at=quiet if waits and quiet is not None else each.at, ways=tuple(met.direct),
        because=tuple(sorted(met.because)), waited=waits,
    )


def _digest(follower: Follower, each: Happened, met: _Met) -> Coming:
    word = next(digest(rhythm_) for rhythm_ in RHYTHMS if digest(rhythm_) in met.digests)
    weekday = follower.digest_weekday if word == digest("weekly") else None
    due = rhythm.next_digest(each.at, zone=follower.zone, minute=follower.digest_minute, weekday=weekday)
    return Coming(happened=each, at=due, ways=tuple(met.digests[word]), because=tuple(sorted(met.because)), rhythm=word)


def reminders(starts: Mapping[int, datetime], words: Iterable[str], *, since: datetime, until: datetime) -> list[Happened]:
    """The reminders of dates, by their starts, that would have come in a time."""
    found = []
    for word in sorted(words):
        lead = timedelta(minutes=int(word.partition(":")[2]))
        found += [Happened(key, word, start - lead) for key, start in starts.items() if since <= start - lead <= until]
    return found
