"""The pasted announcement: what was understood, each finding with the words it came from, and then a draft."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.types import Bilingual
from core.web import link
from delta.cities import all_cities
from events.duplicates import Likeness, Listed
from events.forms.paste import PasteForm, UnderstoodForm
from events.forms.start import ELSEWHERE
from events.intake.filling import Proposal, pattern_of, proposals
from events.intake.findings import Ambiguity
from events.intake.lines import TooLong
from events.intake.reading import Reading, read
from events.intake_words import OTHER_TIMES, WHYS, when_words
from events.manage.alike import alike_of
from events.manage.blueprint import bp, page, say_refused
from events.manage.houses import city_choices, place_choices, place_of
from events.models.words import EventKind
from events.naming import in_its_language
from events.queries import listings as stored
from events.queries.duplicates import duplicates_of
from events.queries.gazetteer import known_places, place_key
from events.services import listings as deeds
from events.services.listings import Beginning
from repertoire.models import Genre, Surtitles

MOST_BYTES = 1_000_000
CHOSEN = "%Y-%m-%dT%H:%M"


@dataclass(frozen=True, slots=True, kw_only=True)
class Open:
    """Something that is not certain: its words, why, and starts to choose from."""

    words: str
    why: str
    choices: tuple[tuple[str, str], ...]


@bp.page("/desk/<slug:organisation>/listings/paste", methods=["GET", "POST"])
@member(Role.EDITOR)
def paste(organisation: Organisation) -> BaseResponse | str:
    """Paste, look at what was understood, save. Looking saves nothing."""
    request.max_content_length = MOST_BYTES
    request.max_form_memory_size = MOST_BYTES
    if "save" in request.form:
        return _save(organisation)
    form = PasteForm()
    if not form.validate_on_submit():
        return page("paste.html", gettext("Paste an announcement"), organisation, form=form)
    try:
        text = form.text.data or ""
        reading = _read(text)
    except TooLong:
        form.refuse(gettext("This text is too long: at most 60,000 characters are read at once."), form.text)
        return page("paste.html", gettext("Paste an announcement"), organisation, form=form)
    return _understood(organisation, text, reading, proposals(reading)[0])


def _read(text: str) -> Reading:
    return read(text, on=clock.today(), places=known_places())


def _understood(organisation: Organisation, text: str, reading: Reading, proposal: Proposal) -> str:
    """The form, filled with what a text says."""
    form = UnderstoodForm(formdata=None, data=_filled(organisation, proposal), text=text, only=proposal.city)
    _set_choices(form, organisation, proposal)
    return _page(organisation, form, reading, proposal)


def _set_choices(form: UnderstoodForm, organisation: Organisation, proposal: Proposal) -> None:
    certain = [(f"{each.start:{CHOSEN}}", when_words(each.start)) for each in proposal.dates]
    possible = [choice for each in proposal.open for choice in _choices(each)]
    form.dates.choices = list(dict.fromkeys([*certain, *possible]))
    form.place.choices, form.city.choices = place_choices(organisation), city_choices(organisation)


def _choices(doubt: Ambiguity) -> tuple[tuple[str, str], ...]:
    """The starts among the ways to read something; a day alone is no start."""
    return tuple((f"{each:{CHOSEN}}", when_words(each)) for each in doubt.candidates if isinstance(each, datetime))


def _open(doubt: Ambiguity) -> Open:
    return Open(words=doubt.words, why=str(WHYS.get(doubt.why, WHYS[""])), choices=_choices(doubt))


def _filled(organisation: Organisation, proposal: Proposal) -> dict[str, Any]:
    values: dict[str, Any] = dict(proposal.values)
    for name in ("duration_minutes", "interval_minutes", "age_min"):
        values[name] = int(values[name]) if values.get(name) else None
    values["is_free"] = bool(values.get("is_free"))
    values["seller_url"] = values.pop("link", "")
    values["contact"] = values.pop("phone", "") or values.pop("email", "") or _lent(organisation)[0]
    values["dates"] = [f"{each.start:{CHOSEN}}" for each in proposal.dates if each.start > clock.now()]
    if proposal.spans and not proposal.dates:
        values["first"], values["last"] = proposal.spans[0].first, proposal.spans[0].last
    values["place"] = place_key(proposal.venue) or ELSEWHERE
    town = next((each for each in all_cities() if proposal.city and each.short_zh == proposal.city), None)
    values["city"] = town.slug if town else ""
    return values


def _lent(organisation: Organisation) -> tuple[str, str]:
    """A contact where the text names none, and whence it is: the last listing, or the organisation's own page."""
    last = stored.last_contact(organisation.id)
    if last:
        return last, gettext("The text names no contact: this is that of your last listing. Please check it.")
    return organisation.website, gettext("The text names no contact: this is your own page. Please check it.")


def _whence(organisation: Organisation, form: UnderstoodForm, proposal: Proposal) -> str:
    """What to say of a contact that is not the text's own; nothing of one that is, or that was typed."""
    if {"phone", "email"} & set(proposal.words) or not form.contact.data:
        return ""
    lent, whence = _lent(organisation)
    return whence if form.contact.data == lent else ""


def _words(proposal: Proposal) -> dict[str, str]:
    """The words of each finding by the name of its field."""
    words = dict(proposal.words)
    contact = words.pop("phone", "") or words.get("email", "")
    return words | {"contact": contact, "seller_url": words.pop("link", "")}


def _page(
    organisation: Organisation, form: UnderstoodForm, reading: Reading, proposal: Proposal, *, alike: Sequence[Likeness] = ()
) -> str:
    certain = {f"{each.start:{CHOSEN}}": each.words for each in proposal.dates}
    over = {f"{each.start:{CHOSEN}}" for each in proposal.dates if each.start <= clock.now()}
    others = [(OTHER_TIMES.get(each.kind, each.kind), when_words(each.start or each.day, each.last), each.words)
              for each in reading.other_times]
    return page(
        "understood.html", gettext("What we understood"), organisation, form=form, certain=certain, over=over,
        doubts=[_open(each) for each in proposal.open],
        others=others, said=_words(proposal), whence=_whence(organisation, form, proposal),
        place_said=place_key(proposal.venue), spans=proposal.spans if not proposal.dates else (),
        cities=[each.city for each in proposals(reading) if each.city], alike=alike_of(organisation, alike),
        is_likely=any(each.is_likely for each in alike),
    )


def _save(organisation: Organisation) -> BaseResponse | str:
    form = UnderstoodForm()
    try:
        reading = _read(form.text.data or "")
    except TooLong:
        return redirect(link("desk.paste", organisation=organisation.slug), 303)
    known = proposals(reading)
    proposal = next((each for each in known if each.city == (form.only.data or "")), known[0])
    _set_choices(form, organisation, proposal)
    beginning = _beginning(form) if form.validate() else None
    if beginning is None:
        return _page(organisation, form, reading, proposal)
    alike = duplicates_of(_listed(beginning, form), owner_id=organisation.id)
    if any(each.is_likely for each in alike) and not form.is_other.data:
        return _page(organisation, form, reading, proposal, alike=alike)
    try:
        with committing():
            event = deeds.start_listing(organisation, beginning, at=clock.now(), actor=actor())
            run = next(iter(stored.runs_of_event(event.id)), None)
            deeds.edit_listing(event, run, _facts(form), at=clock.now(), actor=actor())
            key = event.id
    except Refused as refused:
        form.refuse(say_refused(refused))
        return _page(organisation, form, reading, proposal)
    rest = known[known.index(proposal) + 1 :]
    if rest:
        flash(gettext("The draft is saved. The same text names another city: here is its draft."), "done")
        return _understood(organisation, form.text.data or "", reading, rest[0])
    return redirect(link("desk.listing", organisation=organisation.slug, key=key, new=1), 303)


def _starts(form: UnderstoodForm) -> list[datetime]:
    return sorted({datetime.strptime(each, CHOSEN).replace(tzinfo=clock.SHANGHAI) for each in form.dates.data or ()})


def _beginning(form: UnderstoodForm) -> Beginning | None:
    """What was ticked and typed, or None where a rule says no (the form says why)."""
    title, speaks = in_its_language(form.title.data)
    try:
        place = place_of(form.place.data, stated=form.stated.data or "", city_slug=form.city.data or "")
    except Refused:
        form.refuse(gettext("Please say in words where it is, and in which city."), form.stated)
        return None
    starts = _starts(form)
    pattern = pattern_of(starts)
    first: date | None = starts[0].date() if starts else form.first.data
    if first is None:
        form.refuse(gettext("Tick at least one date, or give the first day of what lasts whole days."), form.dates)
        return None
    if starts and starts[-1] <= clock.now():
        form.refuse(gettext("All these dates are over."), form.dates)
        return None
    return Beginning(
        title=title, language=speaks, kind=EventKind(form.kind.data), place=place, contact=form.contact.data, first=first,
        last=form.last.data if not starts else starts[-1].date(), pattern=pattern,
    )


def _listed(beginning: Beginning, form: UnderstoodForm) -> Listed:
    columns = beginning.place.columns
    days = {each.date() for each in _starts(form)} or {beginning.first}
    return Listed(
        event_id=None, slug="", title=beginning.title, days=frozenset(days), city=columns["city"],
        venue_id=columns["venue_id"],
    )


def _facts(form: UnderstoodForm) -> Mapping[str, Mapping[str, Any]]:
    """What is kept beyond the five fields; texts in the language they were written in."""
    advice, cast = _said(form.age_advice.data), _said(form.main_performers.data)
    return {
        "event": {"genre": Genre(form.genre.data) if form.genre.data else None},
        "run": {
            "duration_minutes": form.duration_minutes.data, "interval_minutes": form.interval_minutes.data,
            "age_min": form.age_min.data, "age_advice_zh": advice.zh, "age_advice_en": advice.en,
            "main_performers_zh": cast.zh, "main_performers_en": cast.en, "language_spoken": form.language_spoken.data,
            "surtitles": Surtitles(form.surtitles.data) if form.surtitles.data else None,
            "prices": form.prices.prices, "is_free": bool(form.is_free.data), "seller_url": form.seller_url.data or "",
        },
    }


def _said(text: str | None) -> Bilingual:
    return in_its_language(text)[0] if text else Bilingual("", "")
