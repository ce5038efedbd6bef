"""What each findable thing says of itself: documents from rows."""

from collections.abc import Callable, Iterable, Sequence

from core.ordinals import edition_words
from core.types import Bilingual
from delta.cities import City, city, is_city
from delta.windows import strand
from events.models.event import Event
from events.models.run import Run
from events.models.words import TIMED, Form
from portal.queries import sources
from portal.queries.sources import Dated
from portal.search.document import Document, Kind, Remark, Topic
from portal.search.making import document, names_given, place_remarks
from portal.search.words import words_for
from repertoire.models import Artist, Company, Production
from venues.models import Venue

SEVERAL = 12
NOWHERE = Bilingual("", "")


def _city(adcode: str) -> City | None:
    return city(adcode) if is_city(adcode) else None


def _sorts(*codes: str) -> list[Remark]:
    return [Remark(Topic.SORT, text) for code in codes for text in words_for(code)]


def _days(rows: Iterable[Dated]) -> str:
    """The dates on which a thing is on; where there are none but moments (a deadline), those."""
    standing = [row for row in rows if row.takes_place]
    chosen = [row for row in standing if row.form in {*TIMED, Form.SPAN}] or standing
    return " ".join(sorted({f"{row.day}/{row.last_day}" if row.form == Form.SPAN else row.day for row in chosen}))


def events(keys: Sequence[int], *, with_drafts: bool = False, brought_by: int | None = None) -> list[Document]:
    """Documents of public events; with the dates that an import is about to give them."""
    found = sources.events(keys, with_drafts=with_drafts)
    shown = [event.id for event in found]
    if not shown:
        return []
    runs: dict[int, list[Run]] = {}
    for run in sources.runs_of(shown, with_drafts=with_drafts):
        runs.setdefault(run.event_id, []).append(run)
    rows: dict[int, list[Dated]] = {}
    for row in sources.dated_rows(events_named=shown, with_drafts=with_drafts, brought_by=brought_by):
        rows.setdefault(row.event_id, []).append(row)
    stated = {run.venue_id for each in runs.values() for run in each}
    moved_to = {row.venue_id for each in rows.values() for row in each if row.venue_id} - stated
    houses = {house.id: house for house in sources.venues([key for key in moved_to if key])} if moved_to else {}
    return [_event(event, runs.get(event.id, []), rows.get(event.id, []), houses) for event in found]


def _event(event: Event, runs: Sequence[Run], rows: Sequence[Dated], houses: dict[int, Venue]) -> Document:
    places = _houses(runs, rows, houses)
    cities = dict.fromkeys([event.city, *(run.city for run in runs)])
    works = list(dict.fromkeys(run.production for run in runs if run.production))
    remarks = [Remark(Topic.WORK, work.title) for work in works if work.title != event.title]
    if event.edition:
        remarks.append(Remark(Topic.EDITION, Bilingual(*edition_words(event.edition))))
    remarks += [each for run in runs for each in _performers(run)]
    remarks += [each for work in works for each in _makers(work)]
    remarks += [Remark(Topic.ORGANISER, body.name) for body in (event.organiser, event.on_behalf_of) if body]
    for house in places:
        remarks += [Remark(Topic.VENUE, house.name), *names_given_as_venue(house), Remark(Topic.PLACE, house.district)]
    remarks.append(Remark(Topic.PLACE, event.place_stated))
    remarks += [each for adcode in cities for each in place_remarks(city=_city(adcode))]
    genres = dict.fromkeys([event.genre, *(work.genre for work in works)])
    remarks += _sorts(f"kind:{event.kind}", *(f"genre:{genre}" for genre in genres if genre))
    remarks += [each for run in runs for each in _run_sorts(run)]
    remarks += _strands(event)
    titles = list(dict.fromkeys(row.title for row in rows if row.title and row.title != event.title))
    remarks += [Remark(Topic.PROGRAMME, title) for title in titles[:SEVERAL]]
    genre = event.genre or next((work.genre for work in works), None)
    return document(
        Kind.EVENT, event.id, event.slug, event.title, remarks=remarks, city=next(filter(None, cities), ""),
        place=places[0].name if len(places) == 1 else event.place_stated, about_kind=str(event.kind),
        genre=str(genre or ""), is_demo=event.is_demo, days=_days(rows),
    )


def _houses(runs: Sequence[Run], rows: Sequence[Dated], moved_to: dict[int, Venue]) -> list[Venue]:
    """The houses that its dates are in; where nothing is dated, those that its runs are stated for."""
    known = moved_to | {run.venue.id: run.venue for run in runs if run.venue}
    chosen = [row for row in rows if row.takes_place] or rows
    found = dict.fromkeys(known[row.venue_id] for row in chosen if row.venue_id in known)
    return list(found) or list(dict.fromkeys(run.venue for run in runs if run.venue))


def names_given_as_venue(house: Venue) -> list[Remark]:
    """A house's other names at what is on in it."""
    return [Remark(Topic.VENUE, each.text) for each in names_given(Kind.VENUE, house.slug)]


def _performers(run: Run) -> list[Remark]:
    return [Remark(Topic.PERSON, run.main_performers)] if run.main_performers else []


def _makers(work: Production) -> list[Remark]:
    found = [Remark(Topic.COMPANY, work.company.name)] if work.company else []
    return found + [Remark(Topic.PERSON, credit.artist.name) for credit in work.credits[:SEVERAL]]


def _run_sorts(run: Run) -> list[Remark]:
    premiere = _sorts(f"premiere:{run.premiere_kind}") if run.is_premiere else []
    return premiere + (_sorts("other:free") if run.is_free else [])


def _strands(event: Event) -> list[Remark]:
    known = [strand(each.code) for each in event.strands]
    return [Remark(Topic.SORT, each.name) for each in known if each]


def productions(keys: Sequence[int], *, with_drafts: bool = False) -> list[Document]:
    """Documents of productions, with all their dates."""
    found = sources.productions(keys)
    rows: dict[int, list[Dated]] = {}
    for row in sources.dated_rows(works_named=[work.id for work in found], with_drafts=with_drafts) if found else []:
        rows.setdefault(row.production_id or 0, []).append(row)
    return [
        document(
            Kind.PRODUCTION, work.id, work.slug, work.title, remarks=[*_makers(work), *_sorts(f"genre:{work.genre}")],
            city=work.company.city if work.company else "", place=work.company.name if work.company else NOWHERE,
            genre=str(work.genre), is_demo=work.is_demo, days=_days(rows.get(work.id, [])),
        )
        for work in found
    ]


def companies(keys: Sequence[int], *, with_drafts: bool = False) -> list[Document]:
    """Documents of companies."""
    del with_drafts
    return [_company(each) for each in sources.companies(keys)]


def _company(of: Company) -> Document:
    remarks = [*names_given(Kind.COMPANY, of.slug), *place_remarks(city=_city(of.city)), *_sorts("other:company")]
    return document(Kind.COMPANY, of.id, of.slug, of.name, remarks=remarks, city=of.city, is_demo=of.is_demo)


def artists(keys: Sequence[int], *, with_drafts: bool = False) -> list[Document]:
    """Documents of artists."""
    del with_drafts
    return [_artist(each) for each in sources.artists(keys)]


def _artist(of: Artist) -> Document:
    company = of.company
    remarks = [Remark(Topic.COMPANY, company.name)] if company else []
    remarks += [Remark(Topic.SORT, Bilingual("", of.role)), *_sorts("other:artist")]
    place = company.name if company else NOWHERE
    return document(Kind.ARTIST, of.id, of.slug, of.name, remarks=remarks, place=place, is_demo=of.is_demo)


def venues(keys: Sequence[int], *, with_drafts: bool = False) -> list[Document]:
    """Documents of houses; a hall leads to its house."""
    del with_drafts
    return [_venue(each) for each in sources.venues(keys)]


def _venue(of: Venue) -> Document:
    remarks = [*names_given(Kind.VENUE, of.slug), *(Remark(Topic.HALL, hall.name) for hall in of.halls)]
    remarks += [Remark(Topic.PLACE, of.district), *place_remarks(city=_city(of.city)), Remark(Topic.PLACE, of.address)]
    remarks += _sorts("other:venue", *(["other:zone"] if of.is_in_show_life_zone else []))
    return document(
        Kind.VENUE, of.id, of.slug, of.name, remarks=remarks, city=of.city, place=of.district, is_demo=of.is_demo
    )


def organisers(keys: Sequence[int], *, with_drafts: bool = False) -> list[Document]:
    """Documents of organisers."""
    del with_drafts
    return [
        document(
            Kind.ORGANISER, of.id, of.slug, of.name, is_demo=of.is_demo, city=of.city,
            remarks=[*names_given(Kind.ORGANISER, of.slug), *place_remarks(city=_city(of.city)), *_sorts("other:organiser")],
        )
        for of in sources.organisations(keys)
    ]


Maker = Callable[..., list[Document]]
MAKERS: dict[Kind, Maker] = {
    Kind.EVENT: events, Kind.PRODUCTION: productions, Kind.COMPANY: companies, Kind.ARTIST: artists, Kind.VENUE: venues,
    Kind.ORGANISER: organisers,
}
