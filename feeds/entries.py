"""Turns rows of any domain into one frozen Entry; feeds/ical.py alone knows how an Entry is written."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid5

from flask_babel import force_locale, gettext

from core import clock
from core.language import LOCALES, day_words, moment_words
from core.text import clean_line, clean_text, shortened
from core.types import Bilingual
from core.uploads import addresses_of
from core.web import absolute, settings
from delta.cities import city
from events.amended_words import plain_lines
from events.amendments import UNAMENDED, Amended, reasons_of
from events.models.performance import Performance
from events.models.words import MOMENTS, Form, Status
from events.words import premiere_full, premiere_short

DESCRIPTION_LIMIT = 300
# With its refund line, which the audience must be told (R9).
REASON_LIMIT = 200
MARKS = {
    Status.CANCELLED: Bilingual("【已取消】", "[Cancelled] "),
    Status.POSTPONED: Bilingual("【延期待定】", "[Postponed] "),
    Status.RESCHEDULED: Bilingual("【改期】", "[New time] "),
    Status.SOLD_OUT: Bilingual("【售罄】", "[Sold out] "),
    Status.MOVED_ONLINE: Bilingual("【改为线上】", "[Now online] "),
}
# A production has no entry of its own: its performances name one lasting identifier in common (feeds.md 0.1).
PRODUCTIONS = UUID("5c0e5b3a-8f0c-4d5e-9d0b-6a4f3f1f2a77")
DEMO_MARK = Bilingual("【示例】", "[Demo] ")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One calendar entry in one language. `start` and `end` are both moments (aware) or both dates (end exclusive).

    `geo` is WGS-84 (lat, lng). `is_off`: it does not take place at that time. `is_busy` is False for all public feeds.
    """

    uid: str
    sequence: int
    language: str
    summary: str
    description: str
    location: str
    url: str
    start: datetime | date
    end: datetime | date
    categories: tuple[str, ...]
    is_off: bool = False
    geo: tuple[float, float] | None = None
    place_name: str = ""
    address: str = ""
    online_url: str = ""
    image_url: str = ""
    related: str = ""


def entry_of(row: Performance, language: str, amended: Amended = UNAMENDED) -> Entry:
    """The entry of a performance, session, span or moment: its row, what that hangs on, what stands changed of it."""
    with force_locale(LOCALES[language]):
        start, end = _times(row)
        address = absolute("events.event", language, slug=row.run.event.slug)
        place, town, street = _place(row, language)
        whole = f"{town}{street}" if language == "zh" else ", ".join(part for part in (street, town) if part)
        geo = (row.venue.lat, row.venue.lng) if row.venue and row.venue.lat is not None and row.venue.lng is not None else None
        return Entry(
            uid=row.uid,
            sequence=row.sequence,
            language=language,
            summary=_summary(row, language),
            description="\n".join(part for part in (_description(row, language, amended), address) if part),
            location=", ".join(part for part in (place, whole) if part),
            url=address,
            start=start,
            end=end,
            categories=_categories(row),
            is_off=not row.takes_place,
            geo=geo if row.status is not Status.MOVED_ONLINE else None,
            place_name=place,
            address=whole if street else "",
            online_url=row.live_online_url,
            image_url=_image(row),
            related=str(uuid5(PRODUCTIONS, str(row.run.production_id))) if row.run.production_id else "",
        )


def _times(row: Performance) -> tuple[datetime | date, datetime | date]:
    """Spans are whole days, their end exclusive; one whose end is open stands on its first day."""
    if row.form is Form.SPAN:
        return row.day, (row.last_day or row.day) + timedelta(days=1)
    return clock.local(row.starts_at), clock.local(row.ends_at)


def _title(row: Performance, language: str) -> str:
    event = row.run.event
    title = clean_line(event.title.in_language(language))
    session_title = clean_line(row.title.in_language(language)) if row.title else ""
    return f"{title} · {session_title}" if session_title else title


def _summary(row: Performance, language: str) -> str:
    mark = MARKS.get(row.status, Bilingual("", "")).in_language(language)
    demo = DEMO_MARK.in_language(language) if row.run.event.is_demo else ""
    moment = {Form.ON_SALE: gettext("Tickets on sale") + ": ", Form.DEADLINE: gettext("Deadline") + ": "}.get(row.form, "")
    where = f" · {city(row.city).short.in_language(language)}" if row.city else ""
    return clean_line(f"{mark}{demo}{moment}{_title(row, language)}{where}{_first(row)}")


def _first(row: Performance) -> str:
    """Which first it is, with " (to be confirmed)" until the register has found it true; nothing once it has refused it."""
    run = row.run
    if run.premiere_kind is None or not run.is_premiere or row.form in MOMENTS:
        return ""
    return f" · {premiere_short(run.premiere_kind, run.premiere_scope, run.premiere_state)}"


def _place(row: Performance, language: str) -> tuple[str, str, str]:
    """The names of the place and of its town, and the street; empty where unknown."""
    if row.status is Status.MOVED_ONLINE:
        return gettext("Online"), "", ""
    town = city(row.city).name.in_language(language) if row.city else ""
    if row.venue is None:
        stated = clean_line(row.run.event.place_stated.in_language(language))
        return (stated, clean_line(town), "") if stated else (town, "", "")
    name = row.venue.name.in_language(language)
    if row.hall:
        name = f"{name} {row.hall.name.in_language(language)}"
    return clean_line(name), clean_line(town), clean_line(row.venue.address.in_language(language))


def _description(row: Performance, language: str, amended: Amended) -> str:
    lines = [*_status_lines(row, language, amended), *_fact_lines(row, language)]
    standing = _standing(row, language)
    if standing and sum(map(len, lines)) + len(standing) < DESCRIPTION_LIMIT:
        lines.append(standing)
    event, work = row.run.event, row.run.production
    summary = (event.summary or (work.summary if work else Bilingual("", ""))).in_language(language)
    said = clean_text("\n".join(line for line in lines if line))
    room = DESCRIPTION_LIMIT - len(said) - 1
    if summary and room > 40:
        said = f"{said}\n{shortened(clean_text(summary), room)}" if said else shortened(clean_text(summary), room)
    return said


def _standing(row: Performance, language: str) -> str:
    """What the organiser said last of a listing of their own."""
    if row.run.event.owner_id is None or row.form in MOMENTS or not row.takes_place:
        return ""
    if row.run.doubted_at:
        return gettext("Not yet confirmed by the organiser.")
    if row.run.confirmed_at:
        return gettext("Confirmed by the organiser on %(day)s.", day=day_words(row.run.confirmed_at, language))
    return ""


def _status_lines(row: Performance, language: str, amended: Amended) -> list[str]:
    lines = []
    if row.run.event.is_demo:
        lines.append(gettext("Demo data: this is not a real event."))
    if row.status is Status.CANCELLED:
        lines.append(gettext("This does not take place."))
    if row.status is Status.POSTPONED:
        lines.append(gettext("Postponed; the new date is not known yet."))
    if row.takes_place and row.moved_from and row.moved_from != row.starts_at:
        lines.append(gettext("Moved; the earlier time was %(moment)s.", moment=moment_words(row.moved_from, language)))
    lines += plain_lines(row, amended, language)
    for reason in reasons_of(row, amended):
        lines.append(gettext("Reason: %(reason)s", reason=shortened(reason.in_language(language), REASON_LIMIT)))
    return lines


def _fact_lines(row: Performance, language: str) -> list[str]:
    lines, run = [], row.run
    if run.premiere_kind is not None and run.is_premiere:
        lines.append(premiere_full(run.premiere_kind, run.premiere_scope, run.premiere_state))
    if row.is_timed and not row.end_is_stated:
        lines.append(gettext("The end is not stated; two hours are assumed."))
    if row.form is Form.SPAN:
        lines.append(
            gettext("Until %(day)s.", day=day_words(row.last_day, language)) if row.last_day
            else gettext("Open until further notice.")
        )
    if row.run.opening_hours:
        lines.append(gettext("Open: %(hours)s", hours=row.run.opening_hours.in_language(language)))
    if row.live_online_url:
        lines.append(row.live_online_url)
    return lines


def _categories(row: Performance) -> tuple[str, ...]:
    """Codes from fixed lists, so that clients can group by them in either language."""
    event, work = row.run.event, row.run.production
    genre = (work.genre if work else None) or event.genre
    codes = tuple(code.value.upper().replace("_", "-") for code in (event.kind, genre) if code)
    return (*codes, "PREMIERE") if row.run.is_premiere else codes


def _image(row: Performance) -> str:
    """The whole address of the event's picture, else of the work's; ours only, since one elsewhere would count its readers."""
    event, work = row.run.event, row.run.production
    found = addresses_of(event.live_image) or (addresses_of(work.image) if work else None)
    return settings().public_base_url + found.plain if found else ""
