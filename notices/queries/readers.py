"""Who reads a settled notice, and by which way: followers in the order of their keys, each with what concerns them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from events.change import SOON
from notices.hours import told_when
from notices.kinds import Reader
from notices.models.follower import ChannelCode, Endpoint, Follower
from notices.models.notice import Item, Notice
from notices.news import News
from notices.queries import audience
from notices.queries import news as queries
from notices.queries.audience import Wanted
from notices.safety import Net, still_needs

# More dates than these are counted, not listed.
MOST_ITEMS = 400
# Ways that nobody is woken by.
SILENT = frozenset({ChannelCode.INBOX.value, ChannelCode.WEBHOOK.value})


@dataclass(frozen=True, slots=True)
class Telling:
    """A notice, its items by key, and the items by what they concern; when what is changed or cancelled begins, or was to."""

    notice: Notice
    items: Mapping[int, Item]
    by_subject: Mapping[str, Sequence[int]]
    at: datetime
    starts: Mapping[int, datetime]

    def items_of(self, subjects: Iterable[str]) -> list[int]:
        """The items that concern what somebody wishes by one way."""
        return sorted({key for subject in subjects for key in self.by_subject.get(subject, ())})

    def told_by(self, items: Iterable[int]) -> datetime | None:
        """When whoever it concerns must know of it: a day before the first start."""
        first = min((self.starts[key] for key in items if key in self.starts), default=None)
        return first - SOON if first is not None else None


def telling(notice: Notice, at: datetime) -> Telling:
    """What a settled notice tells, to be asked for readers."""
    items = {each.id: each for each in queries.told_items(notice.id)}
    by_subject: dict[str, list[int]] = {}
    for key, item in items.items():
        for ref in item.facts.get("refs", ()):
            by_subject.setdefault(ref, []).append(key)
    return Telling(notice, items, by_subject, at, _starts(items) if notice.kind in {News.CHANGE, News.CANCELLATION} else {})


def _starts(items: Mapping[int, Item]) -> dict[int, datetime]:
    names = ("starts_at", "was_starts_at")
    stated = {key: [each.facts[name] for name in names if name in each.facts] for key, each in items.items()}
    return {key: min(map(datetime.fromisoformat, several)) for key, several in stated.items() if several}


def readers_of(notice: Notice, cursor: int, at: datetime, news: Sequence[str]) -> list[Reader]:
    """The next readers after a cursor: by their direct ways, and below calendars by the net. Empty at the end only."""
    told = telling(notice, at)
    subjects = sorted(told.by_subject)
    while wanted := audience.wanted(subjects, list(news), cursor, at):
        if found := _readers(told, wanted):
            return found
        cursor = wanted[-1].follower.id
    return []


def _readers(told: Telling, wanted: Iterable[Wanted]) -> list[Reader]:
    by_follower: dict[int, list[Wanted]] = {}
    for each in wanted:
        by_follower.setdefault(each.follower.id, []).append(each)
    relying = [ways[0].follower.id for ways in by_follower.values() if _relies(ways)]
    inboxes = queries.inboxes_of(relying) if relying else {}
    found: list[Reader] = []
    for key, ways in by_follower.items():
        direct = {each.endpoint.id: told.items_of(each.subjects) for each in ways if _is_direct(each)}
        heard = {item for items in direct.values() for item in items}
        caught, checks = _caught(told, ways, heard)
        letter = next((each.endpoint for each in ways if _is_letter(each)), None)
        if caught and letter is not None:  # one mailbox hears of a notice once: it stands in the same letter
            direct[letter.id] = sorted({*direct[letter.id], *caught})
        for each in ways:
            if each.endpoint.id in direct:
                added = {"caught": caught} if caught and each.endpoint is letter else {}
                found.append(_reader(told, each, direct[each.endpoint.id], facts=added))
        if caught and letter is None:
            found += _netted(told, ways, (caught, checks), inboxes.get(key))
    return found


def _is_direct(each: Wanted) -> bool:
    return _is_letter(each) or each.endpoint.channel not in {ChannelCode.MAIL, ChannelCode.CALENDAR}


def _is_letter(each: Wanted) -> bool:
    return each.endpoint.channel == ChannelCode.MAIL and bool(each.follower.address)


def _relies(ways: Sequence[Wanted]) -> bool:
    """Whether a calendar is theirs, and no address is known."""
    return not ways[0].follower.address and any(each.endpoint.channel == ChannelCode.CALENDAR for each in ways)


def _reader(told: Telling, each: Wanted, items: Sequence[int], **more: Any) -> Reader:
    """`more`: another way than the wish's own, facts of this reader alone."""
    who, left = each.follower, max(0, len(items) - MOST_ITEMS)
    channel = more.get("channel", each.endpoint.channel)
    return Reader(
        cursor=who.id, channel=channel, language=each.language, mail=who.address if channel == ChannelCode.MAIL else "",
        follower_id=who.id, endpoint_id=more.get("endpoint_id", each.endpoint.id), person_id=who.person_id,
        items=list(items[:MOST_ITEMS]), subscriptions=each.subscriptions,
        due_at=due_at(who, channel, told.notice, told.at, told_by=told.told_by(items)),
        facts=({"more_dates": left} if left else {}) | more.get("facts", {}),
    )


def due_at(
    who: Follower, channel: str, notice: Notice, at: datetime, *, told_by: datetime | None = None
) -> datetime | None:
    """When it is told; None: at once."""
    if channel in SILENT:
        return None
    moment = told_when(who, at, is_urgent=notice.is_urgent, useful_until=notice.useful_until, told_by=told_by)
    return moment if moment > at else None


def _caught(told: Telling, ways: Sequence[Wanted], heard: set[int]) -> tuple[list[int], list[Any]]:
    """What nobody but a calendar tells somebody where that is not enough, and what is to be asked once more before it is sent:
    net, moment of the change, the calendars that hold the date."""
    calendars: dict[int, list[Endpoint]] = {}
    for each in ways:
        if each.endpoint.channel == ChannelCode.CALENDAR:
            for item in told.items_of(each.netted):
                calendars.setdefault(item, []).append(each.endpoint)
    caught, checks = [], []
    for item in sorted(calendars.keys() - heard):
        facts, holding = told.items[item].facts, calendars[item]
        net, changed_at = Net(facts.get("net", "")), datetime.fromisoformat(facts.get("changed_at", told.at.isoformat()))
        if still_needs(net, [each.fetched_at for each in holding], changed_at):
            caught.append(item)
            checks.append([net.value, changed_at.isoformat(), [each.id for each in holding]])
    return caught, checks


def _netted(told: Telling, ways: Sequence[Wanted], net: tuple[list[int], list[Any]], inbox: int | None) -> list[Reader]:
    """The direct notice to somebody who has it in a calendar alone: to the address that is known, else into their inbox."""
    lists = [each for each in ways if each.endpoint.channel == ChannelCode.CALENDAR]
    first = replace(lists[0], subscriptions=tuple(sorted({key for each in lists for key in each.subscriptions})))
    caught, facts = net[0], {"net": net[1]}
    if first.follower.address:
        return [_reader(told, first, caught, channel=ChannelCode.MAIL.value, facts=facts)]
    return [_reader(told, first, caught, channel=ChannelCode.INBOX.value, endpoint_id=inbox, facts=facts)]


def calendar_has_it(checks: Iterable[Sequence[Any]]) -> bool:
    """Whether every calendar that the net was spread below has been fetched meanwhile."""
    found = list(checks)
    fetched = queries.fetched_at(key for _net, _changed, keys in found for key in keys)
    return not any(
        still_needs(Net(net), [fetched.get(key) for key in keys], datetime.fromisoformat(changed))
        for net, changed, keys in found
    )
