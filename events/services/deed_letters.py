"""Who is told of a deed, and what: the organisation's people, those of the house, and the desk."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models.person import Person
from accounts.queries import people
from accounts.services.telling import tell
from core.language import clock_words, day_words
from core.types import Bilingual
from events.amended_words import place_name
from events.amendments import CAST
from events.models.deed import Batch, Deed, DeedKind, DeedRow
from events.models.event import Event
from events.models.performance import Performance
from events.models.words import Form
from events.queries import deeds as queries
from events.queries.amendments import Places, places_named

MOST_LINES = 60
DATES_OF_EACH = 5


@dataclass(frozen=True, slots=True)
class Circle:
    """Who is told, apart: the organisation's own people, those of the houses concerned, the desk."""

    own: Sequence[Person]
    houses: Sequence[Person]
    desk: Sequence[Person]

    @property
    def everybody(self) -> list[Person]:
        """Each person once."""
        return list({each.id: each for each in (*self.own, *self.houses, *self.desk)}.values())


def circle(owner_ids: Iterable[int], venue_ids: Sequence[int], *, at: datetime) -> Circle:
    """Who is told of a change: owners and editors of these organisations and of those that run these houses, and the desk."""
    owners = sorted(set(owner_ids))
    keepers = [key for key in queries.keepers_of(venue_ids) if key not in owners] if venue_ids else []
    return Circle(people.people_of_all(owners, at), people.people_of_all(keepers, at), people.staff_to_tell(at))


def when_words(form: Form, moment: datetime) -> dict[str, str]:
    """A moment of a date as letters write it, in both languages: whole days for spans."""
    if form is Form.SPAN:
        return {speaks: day_words(moment, speaks) for speaks in ("zh", "en")}
    return {
        "zh": f"{day_words(moment, 'zh')}{clock_words(moment)}", "en": f"{day_words(moment, 'en')}, {clock_words(moment)}",
    }


def said_of(deed: Deed, event: Event) -> dict[str, Any]:
    """A deed as its letter needs it: plain words in both languages."""
    lines, places = [], _places_in(deed)
    for each in deed.rows:
        row = each.performance
        if row is None or (deed.kind is DeedKind.CAST and not row.takes_place):
            continue  # who plays matters to nobody on a night that does not take place
        was = each.before.get("starts_at")
        start = datetime.fromisoformat(was) if was else row.starts_at
        now = when_words(row.form, row.starts_at) if was else None
        lines.append({"was": when_words(row.form, start), "now": now} | _place_of(each, row, places))
    return {
        "kind": deed.kind.value, "event": event.slug, "title": both(event.title), "dates": lines[:MOST_LINES],
        "more": max(0, len(lines) - MOST_LINES), "casts": _casts_of(deed),
    }


def _places_in(deed: Deed) -> Places:
    """The houses and halls that a change of place names."""
    if deed.kind is not DeedKind.HALL:
        return Places()
    sides = [side for each in deed.rows for side in (each.before, each.after)]
    return places_named((side.get("venue_id") for side in sides), (side.get("hall_id") for side in sides))


def _place_of(each: DeedRow, row: Performance, places: Places) -> dict[str, Any]:
    """Where a date is and where it was to be; the hall alone where the house is the same one."""
    if not {"venue_id", "hall_id"} & each.after.keys():
        return {}
    now, was = (places.at(side.get("venue_id"), side.get("hall_id")) for side in (each.after, each.before))
    house = now.venue or (row.venue if "venue_id" not in each.after else None)
    return {
        "place": both(place_name(house, now.hall, with_house=True)),
        "was_place": both(place_name(was.venue, was.hall, with_house=True)),
    }


def _casts_of(deed: Deed) -> list[dict[str, Any]]:
    """Who plays now and who was to play, run by run."""
    found = []
    for each in deed.rows:
        if each.run is not None:
            now, was = (Bilingual(*(side.get(name, "") for name in CAST)) for side in (each.after, each.before))
            found.append({"now": both(now), "was": both(was)})
    return found


def both(text: Bilingual) -> dict[str, str]:
    """A text as letters keep it."""
    return {"zh": text.in_language("zh"), "en": text.in_language("en")}


def why(deed: Deed | Batch) -> dict[str, Any]:
    """Why it was done, and what becomes of tickets."""
    return {
        "reason": both(deed.reason), "refund": both(deed.refund), "cause": deed.cause.value if deed.cause else "",
    }


def venues_of(rows: Iterable[Performance]) -> list[int]:
    """The houses that dates are in."""
    return sorted({row.venue_id for row in rows if row.venue_id is not None})


def _houses_of(deed: Deed) -> set[int]:
    """The houses concerned: where the dates are, and where they were."""
    found = {each.performance.venue_id for each in deed.rows if each.performance is not None}
    found |= {each.before["venue_id"] for each in deed.rows if each.before.get("venue_id")}
    return {key for key in found if key is not None}


def _owners_of(deeds: Iterable[Deed]) -> set[int]:
    return {deed.organisation_id for deed in deeds if deed.organisation_id is not None}


def tell_of(deed: Deed, event: Event, *, at: datetime) -> None:
    """Tell of a deed: at once where it was told at once, else when its ten minutes are over."""
    _tell("deed", deed, said_of(deed, event) | why(deed), at=at, due_at=deed.told_at or deed.undo_until, group=deed.group)


def tell_of_undoing(deed: Deed, *, at: datetime) -> None:
    """Those who were told that it changed are told that it did not."""
    _tell("deed_undone", deed, said_of(deed, deed.event) | why(deed), at=at, due_at=at, group="")


def _tell(kind: str, deed: Deed, facts: dict[str, Any], *, at: datetime, due_at: datetime, group: str) -> None:
    for person in circle(_owners_of([deed]), sorted(_houses_of(deed)), at=at).everybody:
        tell(
            kind, at=at, to=person, key=f"{kind}:{deed.id}:{person.id}", facts=facts, due_at=due_at, group=group,
            organisation_id=deed.organisation_id,
        )


def tell_of_batch(batch: Batch, deeds: Sequence[Deed], *, at: datetime) -> None:
    """One letter a person, whatever number of events it is about."""
    _tell_merged("batch", batch, deeds, at=at, due_at=batch.told_at or batch.undo_until, group=batch.group)


def tell_of_batch_undoing(batch: Batch, deeds: Sequence[Deed], *, at: datetime) -> None:
    """One letter a person that it is all taken back."""
    _tell_merged("batch_undone", batch, deeds, at=at, due_at=at, group="")


def _tell_merged(kind: str, batch: Batch, deeds: Sequence[Deed], *, at: datetime, due_at: datetime, group: str) -> None:
    said = {deed.id: said_of(deed, deed.event) for deed in deeds}
    houses = {deed.id: _houses_of(deed) for deed in deeds}
    owners = {deed.id: deed.organisation_id for deed in deeds}
    for person, mine in each_with_theirs(houses, owners, at=at):
        chosen = [deed for deed in deeds if deed.id in mine]
        facts = {
            "kind": batch.kind.value,
            "events": [said[deed.id] | {"dates": said[deed.id]["dates"][:DATES_OF_EACH]} for deed in chosen[:MOST_LINES]],
            "number": len(chosen), "dates_number": sum(len(deed.rows) for deed in chosen),
        } | why(batch)
        tell(kind, at=at, to=person, key=f"{kind}:{batch.id}:{person.id}", facts=facts, due_at=due_at, group=group)


def each_with_theirs(
    houses: Mapping[int, set[int]], owners: Mapping[int, int | None], *, at: datetime
) -> list[tuple[Person, set[int]]]:
    """Everybody who is told of several deeds, each with the keys of those that concern them: the desk is told of all.

    `houses` and `owners` are those of each deed, by its key.
    """
    keepers = queries.keeper_of_each(sorted(set().union(*houses.values()))) if houses else {}
    staff = {each.id for each in people.staff_to_tell(at)}
    concerned: dict[int, set[int]] = {}
    for deed, owner in owners.items():
        bodies = {keepers[key] for key in houses[deed] if key in keepers} | ({owner} if owner is not None else set())
        for body in bodies:
            concerned.setdefault(body, set()).add(deed)
    acting = people.bodies_of_people(sorted(concerned), at)
    found = []
    for person in circle(concerned, (), at=at).everybody:
        mine = {key for body in acting.get(person.id, ()) for key in concerned.get(body, ())}
        found.append((person, set(owners) if person.id in staff else mine))
    return found
