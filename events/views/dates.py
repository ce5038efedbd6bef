"""The dates of an event in words: when, until when, what has become of each, and what everybody must see first."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from flask_babel import gettext, ngettext
from markupsafe import Markup

from core import clock
from core.language import clock_words, day_short, day_words, moment_words, say
from events.amended_words import shown_lines
from events.amendments import UNAMENDED, Amended, reasons_of
from events.models.performance import Performance
from events.models.words import Form, Status
from events.views.rows import Badge, access_badges, amended_badges, daytime_badge, moved_words, span_words, status_badges, town
from events.words import OFF

MOST_REASONS = 2


@dataclass(frozen=True, slots=True)
class DateLine:
    """One date of an event in its table."""

    key: int
    day: str
    clock: str
    iso: str
    ends: str
    title: Markup
    place: Markup
    badges: tuple[Badge, ...]
    words: str
    since: str
    changes: tuple[Markup, ...]
    reasons: tuple[Markup, ...]
    watch: str
    is_off: bool
    is_past: bool


@dataclass(frozen=True, slots=True)
class Banner:
    """What everybody must see first."""

    look: str
    icon: str
    title: str
    text: Markup


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of its own: tickets go on sale, a call closes."""

    key: int
    words: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class Span:
    """Whole days: an exhibition's, a festival's."""

    key: int
    words: str
    hours: Markup


@dataclass(frozen=True, slots=True)
class Dates:
    """The dates of an event by what they are; `now` is the moment of the page, `amended` what stands changed of them."""

    timed: Sequence[Performance]
    whole_days: Sequence[Performance]
    moments: Sequence[Performance]
    now: datetime
    amended: Mapping[int, Amended] = field(default_factory=dict)

    @classmethod
    def of(cls, every: Sequence[Performance], now: datetime, amended: Mapping[int, Amended]) -> "Dates":
        """Sort them."""
        return cls(
            [each for each in every if each.is_timed],
            [each for each in every if each.form is Form.SPAN],
            [each for each in every if each.form in {Form.ON_SALE, Form.DEADLINE}],
            now,
            amended,
        )

    @property
    def shown(self) -> list[Performance]:
        """Timed rows and spans."""
        return [*self.timed, *self.whole_days]

    @property
    def lines(self) -> list[DateLine]:
        """The table of dates."""
        has_places = len({(each.venue_id, each.hall_id) for each in self.timed}) > 1
        access = [set(access_badges(each)) for each in self.timed]
        common = set.intersection(*access) if len(access) > 1 else set()
        return [_line(each, self.now, common, self.amended_of(each), has_places=has_places) for each in self.timed]

    def amended_of(self, row: Performance) -> Amended:
        """What stands changed of a date."""
        return self.amended.get(row.id, UNAMENDED)

    @property
    def city(self) -> str:
        """The one city that the dates to come are in; empty where there are none, or several."""
        coming = [each for each in self.shown if each.takes_place and not each.has_ended_at(self.now)]
        cities = {each.city for each in coming}
        return cities.pop() if len(cities) == 1 else ""

    @property
    def off(self) -> Status | None:
        """Cancelled or postponed, where nothing that stands is to come; a postponed date waits for its new one without end."""
        rows = self.timed or self.whole_days
        if any(each.takes_place and not each.has_ended_at(self.now) for each in rows):
            return None
        if any(each.status is Status.POSTPONED for each in rows):
            return Status.POSTPONED
        is_cancelled = [each for each in rows if each.status is Status.CANCELLED]
        is_lost = len(is_cancelled) == len(rows) or any(not each.has_ended_at(self.now) for each in is_cancelled)
        return Status.CANCELLED if is_cancelled and is_lost else None

    @property
    def spans(self) -> list[Span]:
        """Whole days in words."""
        return [Span(each.id, _span_words(each, self.now), say(each.run.opening_hours)) for each in self.whole_days]

    @property
    def calls(self) -> list[Moment]:
        """On-sale moments that are still to come, and deadlines."""
        return [
            Moment(each.id, _moment_words(each), each.starts_at <= self.now)
            for each in self.moments if each.form is Form.DEADLINE or each.starts_at > self.now
        ]

    @property
    def when(self) -> str:
        """The first thing people ask: the one date, the next one, or from when to when; that the new date is not known yet."""
        if self.off is Status.POSTPONED:
            return str(OFF[Status.POSTPONED])
        taking = [each for each in self.timed if each.takes_place] or self.timed
        if not taking:
            return span_words(self.whole_days[0].day, self.whole_days[0].last_day, with_year=True) if self.whole_days else ""
        if len(taking) == 1:
            return moment_words(taking[0].starts_at)
        coming = [each for each in taking if not each.has_ended_at(self.now)]
        if coming:
            return gettext("Next: %(moment)s", moment=moment_words(coming[0].starts_at))
        return span_words(taking[0].day, taking[-1].day, with_year=True)

    @property
    def until(self) -> str:
        """How long a run lasts, and how many dates it has; that it is cancelled; when it was to be before it was postponed."""
        if self.off is Status.POSTPONED:
            row = next(each for each in self.shown if each.status is Status.POSTPONED)
            clock_ = f" {clock_words(row.starts_at)}" if row.is_timed else ""
            return gettext("Was %(moment)s", moment=f"{day_short(row.starts_at)}{clock_}")
        if self.off:
            return str(OFF[self.off])
        taking = [each for each in self.timed if each.takes_place]
        if len(taking) < 2:
            return ""
        number = ngettext("%(num)s date in all", "%(num)s dates in all", len(taking))
        last = day_words(taking[-1].day)
        is_over = taking[-1].has_ended_at(self.now)
        said = gettext("Ran until %(day)s", day=last) if is_over else gettext("Runs until %(day)s", day=last)
        return f"{said} · {number}"

    @property
    def poster_days(self) -> str:
        """From the first to the last day, short."""
        rows = self.timed or self.whole_days
        return span_words(rows[0].day, rows[-1].last_day) if rows else ""

    @property
    def banner(self) -> Banner | None:
        """That it is over, cancelled, or partly so."""
        rows = self.timed or self.whole_days
        if self.off:
            return _off([each for each in rows if each.status is self.off])
        coming = [each for each in rows if not each.has_ended_at(self.now)]
        if rows and not coming:
            last = max(each.last_day or each.day for each in rows)
            words = Markup.escape(gettext("The last day was %(day)s.", day=day_words(last)))
            return Banner("ended", "clock", gettext("This has ended."), words)
        return self._partly(coming)

    def _partly(self, coming: Sequence[Performance]) -> Banner | None:
        """What has become of some of the dates to come, with the first reasons."""
        parts, reasons = [], []
        for count, is_so in PARTLY:
            rows = [each for each in coming if is_so(each, self.amended_of(each))]
            if rows:
                parts.append(count(len(rows)))
                reasons += reasons_of(rows[0], self.amended_of(rows[0]))
        said = Markup(" ").join(map(say, list(dict.fromkeys(reasons))[:MOST_REASONS]))
        return Banner("", "warning", " · ".join(parts), said) if parts else None


PARTLY: tuple[tuple[Callable[[int], str], Callable[[Performance, Amended], bool]], ...] = (
    (
        lambda number: ngettext("%(num)s date does not take place", "%(num)s dates do not take place", number),
        lambda row, _amended: not row.takes_place,
    ),
    (
        lambda number: ngettext("%(num)s date has a new time", "%(num)s dates have a new time", number),
        lambda row, amended: row.status is Status.RESCHEDULED or amended.time is not None,
    ),
    (
        lambda number: ngettext("%(num)s date is in another place", "%(num)s dates are in another place", number),
        lambda _row, amended: amended.place is not None,
    ),
    (
        lambda number: ngettext("%(num)s date has another cast", "%(num)s dates have another cast", number),
        lambda _row, amended: amended.cast is not None,
    ),
)


def _off(rows: Sequence[Performance]) -> Banner:
    title = gettext("This is cancelled.") if rows[0].status is Status.CANCELLED else gettext("This is postponed.")
    return Banner("cancelled", "warning", title, say(rows[0].reason))


def _line(each: Performance, now: datetime, common: set[Badge], amended: Amended, *, has_places: bool) -> DateLine:
    return DateLine(
        each.id,
        _day(each.day, now),
        clock_words(each.starts_at),
        each.starts_local.isoformat(timespec="minutes"),
        clock_words(each.ends_at) if each.end_is_stated else "",
        say(each.title),
        _where(each) if has_places else Markup(""),
        (
            *status_badges(each, now), *amended_badges(each, amended), *daytime_badge(each),
            *(badge for badge in access_badges(each) if badge not in common),
        ),
        _sale_words(each, now),
        _since(each),
        tuple(shown_lines(each, amended)),
        tuple(map(say, reasons_of(each, amended))),
        _watch(each, now),
        not each.takes_place,
        each.has_ended_at(now) and each.status is not Status.POSTPONED,
    )


def _watch(each: Performance, now: datetime) -> str:
    """Where it can be followed on the net, while there is something to follow."""
    is_address = each.live_online_url.startswith(("https://", "http://"))
    return each.live_online_url if is_address and each.takes_place and not each.has_ended_at(now) else ""


def _day(day: date, now: datetime) -> str:
    return day_short(day) if day.year == clock.local(now).year else day_words(day)


def _where(each: Performance) -> Markup:
    names = [say(each.venue.name if each.venue else None), say(each.hall.name if each.hall else None)]
    return Markup(" · ").join(part for part in (Markup(" ").join(filter(None, names)), town(each.city)) if part)


def _sale_words(each: Performance, now: datetime) -> str:
    if each.has_ended_at(now) or not each.takes_place or each.status is Status.SOLD_OUT:
        return ""
    if each.run.is_free:
        return gettext("Free")
    if each.form is not Form.PERFORMANCE:
        return ""
    return gettext("Tickets on sale") if each.sells_at(now) else gettext("Not on sale yet")


def _since(each: Performance) -> str:
    parts = [moved_words(each)] if moved_words(each) else []
    if each.status is not Status.SCHEDULED and each.status_since:
        parts.append(gettext("since %(moment)s", moment=f"{day_short(each.status_since)} {clock_words(each.status_since)}"))
    return " · ".join(parts)


def _span_words(each: Performance, now: datetime) -> str:
    words = span_words(each.day, each.last_day, with_year=True)
    if each.last_day and not each.has_ended_at(now):
        left = (each.last_day - clock.local(now).date()).days
        if each.is_on_at(now):
            last = gettext("last day today") if left == 0 else ngettext("%(num)s day left", "%(num)s days left", left)
            words = f"{words} · {last}"
    return words


def _moment_words(each: Performance) -> str:
    label = gettext("Tickets on sale from") if each.form is Form.ON_SALE else gettext("Closes")
    return f"{label} {moment_words(each.starts_at)}"
