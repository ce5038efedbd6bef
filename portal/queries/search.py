"""The search itself: what answers a question, best first. Also what the JSON interface calls."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from core.types import Bilingual
from delta.cities import City
from events.models.words import Status
from portal.queries import dates, index
from portal.queries.fates import public_events, works_off
from portal.search import asked
from portal.search.asked import Asked, Word
from portal.search.document import Document, Kind, Remark, next_day
from portal.search.expression import Expression, Without
from portal.search.making import city_documents
from portal.search.matching import Match, Tier, answers
from portal.search.ranking import place_of
from portal.search.reasons import Why, as_written, reason

MOST_BY_NAME, MOST_BY_ANYTHING, MOST_BY_INITIALS, MOST_NEARLY = 3000, 1000, 100, 200
ENOUGH, A_PAGE = 3, 20
FATED = (Kind.EVENT, Kind.PRODUCTION)
Readings = Sequence[tuple[tuple[Word, ...], Word | None]]


@dataclass(frozen=True, slots=True)
class Result:
    """One thing that answers: what it is, where, when it is next on (None: nothing to come), and why it answers.

    `days` are all its dates as the index keeps them; for houses, people and bodies it is empty. `fate`: cancelled, or postponed
    to a day not known yet, where nothing of an event or a work stands.
    """

    kind: Kind
    key: int
    slug: str
    title: Bilingual
    city: str
    place: Bilingual
    about_kind: str
    genre: str
    days: str
    next_day: date | None
    fate: Status | None
    is_demo: bool
    why: Why


@dataclass(frozen=True, slots=True)
class Found:
    """The answer. `total` is how many were found, at most some hundreds; `counts` are they by kind, whatever was asked for.

    `which_city`: cities that share the name asked for. `corrected`: the question as it seems to have been meant, where only
    similar things were found; else empty.
    """

    asked: Asked
    results: tuple[Result, ...]
    total: int
    counts: dict[Kind, int]
    which_city: tuple[City, ...]
    corrected: str


@dataclass(frozen=True, slots=True)
class Within:
    """Where it is looked: in some kinds of things (empty: all), from what day on, the demo season among them or not."""

    kinds: Collection[Kind]
    today: date
    with_demo: bool


@dataclass(frozen=True, slots=True)
class _Answer:
    document: Document
    matches: list[Match]
    next_day: date | None

    @property
    def tier(self) -> Tier:
        return self.matches[0].tier


def search(
    text: str, *, kinds: Collection[Kind] = (), limit: int = 20, offset: int = 0, today: date, with_demo: bool = True
) -> Found:
    """What answers a question, best first; `kinds` narrows it to some sorts of things, without `with_demo` to what is real.

    Exact names, then what begins or contains the words, other names, people and places, pinyin, what is nearly it; of what
    answers equally well, what is on soonest from `today`.
    """
    question = asked.read(text)
    if question.is_empty:
        return Found(question, (), 0, {}, (), "")
    found = _found(question, Within(kinds, today, with_demo))
    counts: dict[Kind, int] = {}
    for each in found:
        counts[each.document.kind] = counts.get(each.document.kind, 0) + 1
    chosen = [each for each in found if not kinds or each.document.kind in kinds]
    ordered = _in_order(chosen, today, until=offset + limit)
    shown = _still_public(ordered[offset : offset + limit], today)
    page, fates = _with_remarks([each for each, _fate in shown]), [fate for _each, fate in shown]
    results = tuple(map(_result, page, fates))
    return Found(question, results, len(ordered), counts, asked.namesakes(question), _corrected(question, ordered))


def _as_it_stands(question: Asked, within: Within) -> list[_Answer]:
    """Things that have all that was asked: by their names, then by anything."""
    by_name, by_anything = asked.by_name(question), asked.by_anything(question)
    proposed = [
        *city_documents(),
        *_proposed(by_name, within, MOST_BY_NAME),
        *_proposed(Without(by_anything, by_name), within, MOST_BY_ANYTHING),
    ]
    found = _verified(proposed, [(question.words, question.whole)], within.today)
    letters = asked.by_initials(question)
    if letters is None or len(found) >= A_PAGE:
        return found
    known = {each.document.identity for each in found}
    fresh = [each for each in _proposed(letters, within, MOST_BY_INITIALS) if each.identity not in known]
    return found + _verified(fresh, [(question.words, question.whole)], within.today)


def _proposed(wanted: Expression, within: Within, limit: int) -> list[Document]:
    """What the index proposes; where that is cut, so much of the kinds asked for that those are not cut with it."""
    found = index.candidates(wanted, today=within.today, limit=limit, with_demo=within.with_demo)
    if within.kinds and len(found) == limit:
        known = {each.identity for each in found}
        of_kinds = index.candidates(
            wanted, today=within.today, limit=limit, kinds=within.kinds, with_demo=within.with_demo
        )
        found += [each for each in of_kinds if each.identity not in known]
    return found


def _found(question: Asked, within: Within) -> list[_Answer]:
    """As it stands; read otherwise where that is little; with a slip where nothing fits; else in part."""
    found = _as_it_stands(question, within)
    if len(found) < ENOUGH:
        found += _otherwise(asked.readings_apart(question), found, within)
    if all(each.tier >= Tier.INITIALS and each.tier is not Tier.ALIKE for each in found):
        found += _otherwise(asked.readings_similar(question), found, within)
    return found or _in_part(question, within)


def _otherwise(readings: Sequence[tuple[Word, ...]], found: Sequence[_Answer], within: Within) -> list[_Answer]:
    """Things that answer one of several readings, beside those that are found."""
    if not readings:
        return []
    known = {each.document.identity for each in found}
    nearly = index.candidates(
        asked.nearly(readings), today=within.today, limit=MOST_NEARLY, with_demo=within.with_demo
    )
    proposed = [*city_documents(), *nearly]
    fresh = [each for each in proposed if each.identity not in known]
    return _verified(fresh, [(words, None) for words in readings], within.today)


def _in_part(question: Asked, within: Within) -> list[_Answer]:
    """Things that have the word that tells most of those asked for."""
    for words in asked.readings_in_part(question):
        found = _otherwise([words], [], within)
        if found:
            return [
                replace(each, matches=[replace(each.matches[0], tier=Tier.IN_PART, fit=int(each.tier))]) for each in found
            ]
    return []


def _verified(proposed: Iterable[Document], readings: Readings, today: date) -> list[_Answer]:
    found = []
    for each in proposed:
        ways = [way for words, whole in readings if (way := answers(each, words, whole))]
        if ways:
            found.append(_Answer(each, min(ways), next_day(each.days, today)))
    return found


def _in_order(found: Sequence[_Answer], today: date, *, until: int) -> list[_Answer]:
    """Best first. Houses, people and bodies that may stand on the page are asked for their next date, the best first."""
    ranked = sorted(found, key=lambda each: (each.matches[0], each.document.identity))
    worst = ranked[until - 1].matches[0] if until <= len(ranked) else None
    undated = [
        each.document
        for each in ranked
        if each.document.kind not in {Kind.EVENT, Kind.PRODUCTION} and not (worst and worst < each.matches[0])
    ]
    days = dates.next_days(undated, today)
    known = [replace(each, next_day=days.get((each.document.kind, each.document.key), each.next_day)) for each in found]
    return sorted(known, key=lambda each: place_of(each.matches[0], each.document, each.next_day))


def _still_public(found: Sequence[_Answer], today: date) -> list[tuple[_Answer, Status | None]]:
    """Whatever the index says, a withdrawn event is never shown; what has become of those of which nothing stands."""
    keys = {each.document.key for each in found if each.document.kind is Kind.EVENT}
    ended = [each.document for each in found if each.next_day is None]
    over = {kind: [each.key for each in ended if each.kind is kind] for kind in FATED}
    fates: dict[Kind, Mapping[int, Status | None]] = {
        Kind.EVENT: public_events(keys, over[Kind.EVENT], today), Kind.PRODUCTION: works_off(over[Kind.PRODUCTION], today),
    }
    return [
        (each, fates.get(each.document.kind, {}).get(each.document.key))
        for each in found
        if each.document.kind is not Kind.EVENT or each.document.key in fates[Kind.EVENT]
    ]


def _with_remarks(found: Sequence[_Answer]) -> list[_Answer]:
    """With what is said of them as it was written, for the reason why they answer."""
    kept = index.remarks((each.document.kind, each.document.key) for each in found if each.document.kind is not Kind.CITY)

    def said(of: Document) -> tuple[Remark, ...]:
        return kept.get((of.kind, of.key), of.remarks)

    return [replace(each, document=replace(each.document, remarks=said(each.document))) for each in found]


def _result(of: _Answer, fate: Status | None) -> Result:
    document = of.document
    return Result(
        document.kind, document.key, document.slug, document.title, document.city, document.place, document.about_kind,
        document.genre, document.days, of.next_day, fate, document.is_demo, reason(document, of.matches),
    )


def _corrected(question: Asked, ordered: Sequence[_Answer]) -> str:
    """The question with the word that was nearly right as it stands in the best answer."""
    if not ordered or ordered[0].tier is not Tier.SIMILAR:
        return ""
    best = next(each for each in ordered[0].matches if each.tier is Tier.SIMILAR)
    meant = as_written(ordered[0].document, best.found)
    parts = [meant if word.text == best.word else word.text for word in question.words]
    return " ".join(parts) if best.word != question.whole.text else meant
