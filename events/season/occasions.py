"""When and where the events that are no shows are held: forums, festivals, exhibitions, city-weeks, calls."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from core.clock import SHANGHAI
from delta.cities import city
from events.models.words import EventKind, Form, LeadBody, PremiereKind, PremiereScope
from events.season.values import Billing, Diary, Gathering, Room, Row, Stay, Stock, Terms, Wish
from events.season.wording import OPENING_HOURS, evening_with_makers, session_title, visit_of
from venues.models import HallKind

# First and last possible day of a kind, counted from today, and the weekday that it likes to begin on.
WINDOWS: dict[EventKind, tuple[int, int, int]] = {
    EventKind.FESTIVAL: (-16, 96, 4),
    EventKind.EXHIBITION: (-50, 60, 5),
    EventKind.SERIES: (-8, 90, 3),
    EventKind.OPEN_CALL: (8, 100, 2),
    EventKind.FAIR: (5, 80, 5),
    EventKind.WORKSHOP: (-10, 90, 5),
    EventKind.LECTURE: (-8, 95, 6),
    EventKind.CONTEST: (-6, 90, 5),
}
WITH_SHOWS = frozenset({EventKind.FESTIVAL, EventKind.SERIES})
OTHERWISE = (-12, 100, 2)
QUIET_KINDS = (HallKind.STUDIO, HallKind.MIXED, HallKind.THEATRE)
DAYTIMES = (time(9, 30), time(11), time(13, 30), time(15), time(16, 30))
SESSION = timedelta(minutes=75)
LATER = 28
A_COURSE = 2
TALK = "-talk"
SATURDAY = 5
FESTIVAL_SHARE = 0.25
WORKSHOP_FEN = 12_000


class Occasions:
    """Finds days and rooms for the gatherings; festivals and series also ask for stays of shows."""

    def __init__(self, wish: Wish, stock: Stock, diary: Diary) -> None:
        self.wish, self.stock, self.diary = wish, stock, diary
        self.chance = wish.chance("occasions")
        self.billings: list[Billing] = []
        self.stays: list[Stay] = []

    def plan(self) -> tuple[list[Billing], list[Stay]]:
        """The events, and the stays of shows that are part of them."""
        room_for_shows = self.wish.performances * FESTIVAL_SHARE
        for gathering, first in self._dated():
            if gathering.kind in WITH_SHOWS:
                within = sum(stay.planned for stay in self.stays) < room_for_shows
                self._whole(gathering, first, with_shows=within)
            elif gathering.kind is EventKind.EXHIBITION:
                self._exhibition(gathering, first)
            elif gathering.kind is EventKind.OPEN_CALL:
                self._open_call(gathering, first)
            else:
                self._sessions(gathering, first)
        return self.billings, self.stays

    def _dated(self) -> list[tuple[Gathering, date]]:
        """Each with its first day: those of one kind spread over the season."""
        kinds: dict[EventKind, list[Gathering]] = {}
        for gathering in self.stock.gatherings:
            kinds.setdefault(gathering.kind, []).append(gathering)
        found = []
        for kind, gatherings in kinds.items():
            low, high, weekday = WINDOWS.get(kind, OTHERWISE)
            self.chance.shuffle(gatherings)
            for number, gathering in enumerate(gatherings):
                offset = low + (number + 0.5) * (high - low) / len(gatherings) + self.chance.randint(-3, 3)
                day = self.wish.today + timedelta(days=round(offset))
                found.append((gathering, day + timedelta(days=(weekday - day.weekday()) % 7)))
        # Wholes first: their shows need the rooms.
        return sorted(found, key=lambda each: (each[0].kind not in WITH_SHOWS, each[1], each[0].slug))

    def _bill(self, gathering: Gathering, stays: list[Stay], *, whole: str = "") -> Billing:
        billing = Billing(
            slug=gathering.slug, kind=gathering.kind, title=gathering.title, summary=gathering.summary, city=gathering.city,
            lead=gathering.lead, organiser=gathering.organiser, window=gathering.window, measure=gathering.measure,
            strands=gathering.strands, whole=whole, stays=stays,
        )
        self.billings.append(billing)
        return billing

    def _whole(self, gathering: Gathering, first: date, *, with_shows: bool) -> None:
        """A festival in its city, or a city-week with a stay in each host city; each with a talk and shows as parts."""
        hosts = gathering.hosts or (gathering.city,)
        days = max(1, gathering.days // len(hosts))
        stays, parts, day = [], [], first
        for host in hosts:
            last = day + timedelta(days=days - 1)
            span = _span(host, day, last)
            stays.append(span)
            parts.append((_part(gathering, host), day))
            if with_shows:
                wanted = max(2, min(6, gathering.sessions // 4)) if len(hosts) == 1 else 2
                self._shows(gathering, span, wanted)
            day = last + timedelta(days=1)
        self._bill(gathering, stays)
        for part, first_day in parts:
            self._sessions(part, first_day, whole=gathering.slug)

    def _shows(self, gathering: Gathering, span: Stay, wanted: int) -> None:
        rooms = [room for room in self.stock.rooms if room.city == span.city]
        between = (self.diary.offset(span.first), self.diary.offset(span.last))
        for _ in range(wanted):
            room = self.chance.choice(rooms)
            places = [day for day in self.diary.starts(room.key, 1, between=between) if day <= span.last]
            if not places:
                continue
            day = self.chance.choice(places)
            count = 2 if day.weekday() == SATURDAY else 1
            self.diary.take(room.key, day, 1)
            self.stays.append(Stay(
                city=span.city, room=room, venue=room.venue, first=day, last=day, counts=(count,) * 7, whole=gathering.slug,
                genres=gathering.genres,
            ))

    def _exhibition(self, gathering: Gathering, first: date) -> None:
        """Whole days in a house's foyer; without a number of days its end is open."""
        room = self.chance.choice([room for room in self.stock.rooms if room.city == gathering.city])
        if not gathering.days:
            first = self.wish.today - timedelta(days=30)
        last = first + timedelta(days=gathering.days - 1) if gathering.days else None
        stay = _span(gathering.city, first, last, venue=room.venue)
        stay.terms.is_free = True
        stay.terms.opening_hours = self.chance.choice(OPENING_HOURS)
        if self.chance.random() < 0.4:
            stay.terms.premiere = (PremiereKind.EXHIBITION, self.chance.choice((PremiereScope.DELTA, PremiereScope.CITY)))
        self._bill(gathering, [stay])

    def _open_call(self, gathering: Gathering, day: date) -> None:
        """Nothing but a deadline at 18:00."""
        moment = datetime.combine(day, time(18), SHANGHAI)
        row = Row(form=Form.DEADLINE, starts=moment, ends=moment + timedelta(minutes=15))
        self._bill(gathering, [
            Stay(city=gathering.city, room=None, first=day, last=day, terms=Terms(is_free=True), rows=[row]),
        ])

    def _sessions(self, gathering: Gathering, wanted: date, *, whole: str = "") -> None:
        """Sessions on one or several days in a quiet hall; where no hall is free, somewhere in town (no hall named)."""
        days = min(gathering.days, gathering.sessions) or 1
        room, first = self._quiet_room(gathering.city, wanted, days)
        terms = Terms(is_free=True)
        if gathering.kind is EventKind.WORKSHOP and gathering.lead is not LeadBody.GOVERNMENT:
            terms = Terms(prices=(("学员", "Participant", WORKSHOP_FEN),))
        if self.chance.random() < 0.3:
            terms.is_signed = True
        stay = Stay(
            city=gathering.city, room=room, venue=room.venue if room else "", first=first,
            last=first + timedelta(days=days - 1), terms=terms, rows=_session_rows(gathering, first, days),
        )
        self._bill(gathering, [stay], whole=whole)

    def _quiet_room(self, where: str, wanted: date, days: int) -> tuple[Room | None, date]:
        rooms = sorted(
            (room for room in self.stock.rooms if room.city == where),
            key=lambda room: (room.kind not in QUIET_KINDS, self.chance.random()),
        )
        for later in range(LATER):
            first = wanted + timedelta(days=later)
            for room in rooms:
                if self.diary.is_free(room.key, first, days):
                    self.diary.take(room.key, first, days)
                    return room, first
        return None, wanted


def _span(where: str, first: date, last: date | None, *, venue: str = "") -> Stay:
    end = (last or first) + timedelta(days=1)
    row = Row(
        form=Form.SPAN, starts=datetime.combine(first, time(0), SHANGHAI), ends=datetime.combine(end, time(0), SHANGHAI),
        last=last, end_is_stated=last is not None,
    )
    return Stay(city=where, room=None, venue=venue, first=first, last=last or first, terms=Terms(), rows=[row])


def _part(whole: Gathering, host: str) -> Gathering:
    """The talk of a festival, or a city-week's meeting in a host city."""
    if whole.kind is EventKind.FESTIVAL:
        slug, kind, words = whole.slug + TALK, EventKind.LECTURE, evening_with_makers(whole.title)
    else:
        town = city(host)
        slug, kind, words = f"{whole.slug}-in-{town.slug}", EventKind.PROMOTION_MEETING, visit_of(whole.title, town.told_apart)
    title, summary = words
    return replace(
        whole, slug=slug, kind=kind, title=title, summary=summary, city=host, days=1,
        sessions=1 if kind is EventKind.LECTURE else 2, hosts=(), genres=(),
    )


def _session_rows(gathering: Gathering, first: date, days: int) -> list[Row]:
    """The sessions, as evenly over the days as can be; a single one is in the afternoon or, for a talk, the evening."""
    rows: list[Row] = []
    for offset in range(days):
        count = gathering.sessions * (offset + 1) // days - gathering.sessions * offset // days
        for begins in _times(gathering, count, days):
            starts = datetime.combine(first + timedelta(days=offset), begins, SHANGHAI)
            rows.append(Row(form=Form.SESSION, starts=starts, ends=starts + SESSION))
    if len(rows) > 1:
        for number, row in enumerate(rows):
            row.title = session_title(gathering.kind, number, len(rows))
    return rows


def _times(gathering: Gathering, count: int, days: int) -> tuple[time, ...]:
    if count == 1:
        in_the_evening = days > A_COURSE or gathering.slug.endswith(TALK)
        return (time(19),) if in_the_evening else (time(14),)
    return DAYTIMES[:count] if count != 2 else (DAYTIMES[2], DAYTIMES[3])

