"""Deeds on private calendars: made, put on, taken off, given another address, revoked."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import or_, update

from core.db import session
from core.errors import Refused
from core.text import clean_line
from notices.models.follower import ChannelCode, Endpoint, Follower, Subscription, Wish
from notices.news import News
from notices.queries import calendars as queries

MOST_CALENDARS = 20
MOST_ON_ONE = 500
# Whole things (a house, a city): each is a search of its own in every feed.
MOST_THINGS = 100
LONGEST_NAME = 60
# Before the start, in minutes.
ALARMS = (30, 2 * 60, 24 * 60, 7 * 24 * 60)
TOLD = (News.CHANGE.value, News.CANCELLATION.value)
NOTED_EVERY = timedelta(minutes=1)


def new_calendar(follower: Follower, name: str, token_hash: str, *, at: datetime) -> Endpoint:
    """Another private calendar of a follower's. `Refused`: "name_needed", "name_long", "too_many_calendars"."""
    stated = _name(name)
    queries.follower_to_change(follower.id)
    if len(queries.calendars_of(follower.id)) >= MOST_CALENDARS:
        raise Refused("too_many_calendars", most=MOST_CALENDARS)
    row = Endpoint(
        follower_id=follower.id, channel=ChannelCode.CALENDAR.value, name=stated, token_hash=token_hash, made_at=at,
        rotated_at=at, options={},
    )
    session.add(row)
    session.flush()  # wishes name it
    return row


def _name(stated: str) -> str:
    name = clean_line(stated)
    if not name:
        raise Refused("name_needed")
    if len(name) > LONGEST_NAME:
        raise Refused("name_long", most=LONGEST_NAME)
    return name


def edit(row: Endpoint, name: str, alarms: Sequence[int], *, at: datetime) -> None:
    """Another name, other alarms. `Refused`: as for a new one, "unknown_alarm"."""
    row.name = _name(name)
    wanted = sorted(set(alarms))
    if any(each not in ALARMS for each in wanted):
        raise Refused("unknown_alarm")
    if wanted != alarms_of(row):
        # Clients look at an entry again only when its stamp has grown: every entry says since when it has these alarms.
        row.options = dict(row.options) | {"alarms": wanted, "alarms_at": at.replace(microsecond=0).isoformat()}


def alarms_of(row: Endpoint) -> list[int]:
    """How long before the start a calendar rings, in minutes; empty: never."""
    return [int(each) for each in row.options.get("alarms", ())]


def alarms_chosen_at(row: Endpoint) -> datetime | None:
    """When its alarms were last chosen; None where they never were."""
    stated = row.options.get("alarms_at")
    return datetime.fromisoformat(stated) if stated else None


def give_address(row: Endpoint, token_hash: str, *, at: datetime) -> None:
    """Another secret address; the one before leads nowhere from now on. A revoked calendar is in force again."""
    row.token_hash, row.rotated_at, row.ended_at = token_hash, at, None
    row.fetched_at, row.fetched_by = None, ""


def revoke(row: Endpoint, *, at: datetime) -> None:
    """Its address leads nowhere any more; what is on it stays."""
    if row.ended_at is None:
        row.ended_at = at


def drop(row: Endpoint, *, at: datetime) -> None:
    """It is no more, and what was followed for it alone is followed no more."""
    take_off(row, queries.subjects_on(row.id), at=at)
    session.delete(row)


def put(row: Endpoint, subjects: Sequence[str], *, at: datetime) -> list[str]:
    """Put these on a calendar; answers those that were not there yet. `Refused`: "is_full",
    "too_many_things".

    Each is a subscription of the follower's, of which the calendar hears changes and cancellations. One that had ended begins
    anew, without what was wished then.
    """
    follower = queries.follower_to_change(row.follower_id)
    there = set(queries.subjects_on(row.id))
    new = [each for each in dict.fromkeys(subjects) if each not in there]
    if len(there) + len(new) > MOST_ON_ONE:
        raise Refused("is_full", most=MOST_ON_ONE)
    if len(queries.things_in([*there, *new])) > MOST_THINGS:
        raise Refused("too_many_things", most=MOST_THINGS)
    known = queries.subscriptions_to(follower.id, new)
    for subject in new:
        mine = known.get(subject) or _followed(follower, subject, at)
        if mine.ended_at is not None:
            mine.wishes.clear()
            mine.made_at, mine.ended_at, mine.paused_at, mine.net_ended_at = at, None, None, None
            session.flush()  # the same wish may be made again
        mine.confirmed_at = mine.confirmed_at or at
        wished = {each.news for each in mine.wishes if each.endpoint_id == row.id}
        mine.wishes += [
            Wish(follower_id=follower.id, endpoint_id=row.id, subject=subject, news=each) for each in TOLD if each not in wished
        ]
    session.flush()  # whoever asks next in this transaction must find them
    return new


def _followed(follower: Follower, subject: str, at: datetime) -> Subscription:
    mine = Subscription(follower_id=follower.id, subject=subject, made_at=at, confirmed_at=at, wishes=[])
    session.add(mine)
    return mine


def take_off(row: Endpoint, subjects: Sequence[str], *, at: datetime) -> int:
    """Take these off a calendar; what nothing else is wished of ends. Answers how many."""
    taken = 0
    for mine in queries.subscriptions_to(row.follower_id, subjects).values():
        left = [each for each in mine.wishes if each.endpoint_id != row.id]
        taken += len(left) < len(mine.wishes)
        mine.wishes = left
        if not left and mine.ended_at is None:
            mine.ended_at = at
    session.flush()  # whoever asks next in this transaction must not find them
    return taken


def note_fetch(endpoint_id: int, by: str, *, at: datetime) -> None:
    """A service asked for the calendar, and was answered with what is true; written down once a minute at most."""
    is_old = or_(Endpoint.fetched_at.is_(None), Endpoint.fetched_at <= at - NOTED_EVERY)
    session.execute(
        update(Endpoint).where(Endpoint.id == endpoint_id, is_old).values(fetched_at=at, fetched_by=by),
        execution_options={"synchronize_session": False},
    )
