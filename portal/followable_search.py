"""A search that somebody saved: whatever answers it by its words, now and later."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from core import clock
from core.folding import folded
from core.types import Bilingual
from events.followable import LONGEST_REF, Followable, Subject, rest_of
from events.queries import followed
from events.queries.selection import Selection
from portal.queries import index
from portal.queries.search import search
from portal.search import asked
from portal.search.asked import Asked
from portal.search.document import Document, Kind
from portal.search.matching import Tier, answers

KIND = "search"
MOST_EVENTS = 200
# What only sounds alike or is nearly it answers somebody who looks; it is no reason to write to them.
WORST = Tier.SOUND_WITHIN


def _ref(text: str) -> str:
    """Two who ask for the same words follow the same."""
    question = asked.read(text)
    ref = f"{KIND}:{folded(question.text)}"
    return ref if not question.is_empty and not question.was_cut and len(ref) <= LONGEST_REF else ""


def find(text: str) -> Subject | None:
    """A search by its words."""
    ref = _ref(text)
    return named([ref]).get(ref) if ref else None


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    return {
        ref: Subject(ref=ref, name=_name(rest_of(ref)), endpoint="portal.search", values={"q": rest_of(ref)})
        for ref in refs if rest_of(ref)
    }


def _name(words: str) -> Bilingual:
    return Bilingual(f"搜索：{words}", f"Search: {words}")


def concerned(keys: Sequence[int], among: Sequence[str]) -> dict[int, set[str]]:
    """Which of the searches that are followed each date's event or production answers. Three statements, however many."""
    if not among:
        return {}
    rows = followed.belonging(keys)
    events = index.documents(Kind.EVENT, {each.event_id for each in rows})
    works = index.documents(Kind.PRODUCTION, {each.production_id for each in rows if each.production_id})
    of_one: dict[tuple[int, int], set[str]] = {}
    questions = {ref: asked.read(rest_of(ref)) for ref in among}
    for each in rows:  # many dates are of one event
        known = (each.event_id, each.production_id or 0)
        if known not in of_one:
            documents = events.get(known[0]), works.get(known[1])
            of_one[known] = {ref for ref, question in questions.items() if _fits(question, *documents)}
    return {each.key: of_one[each.event_id, each.production_id or 0] for each in rows}


def _fits(question: Asked, *documents: Document | None) -> bool:
    for each in documents:
        found = answers(each, question.words, question.whole) if each else []
        if found and found[0].tier <= WORST:
            return True
    return False


def selection(ref: str) -> Selection | None:
    """The dates of the events that answer it now."""
    found = search(rest_of(ref), kinds=(Kind.EVENT,), limit=MOST_EVENTS, today=clock.today())
    keys = tuple(each.key for each in found.results)
    return Selection(event_ids=keys) if keys else None


SEARCH = Followable(
    kind=KIND, words=lambda: gettext("Search"), find=find, named=named, concerned=concerned, selection=selection, is_asked=True,
    is_typed=True,
)
