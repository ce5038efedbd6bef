"""A window with its measures, or one measure."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext

from delta import windows
from events.followable import Followable, Subject, rest_of
from events.followables import keyed
from events.queries import followed
from events.queries.selection import Selection

KIND = "window"


def find(slug: str) -> Subject | None:
    """One by its code."""
    ref = f"{KIND}:{slug}"
    return named([ref]).get(ref)


def named(refs: Sequence[str]) -> Mapping[str, Subject]:
    """Several by their refs."""
    known = {ref: windows.window(rest_of(ref)) for ref in refs}
    return {
        ref: Subject(ref=ref, name=each.name, endpoint="events.window", values={"slug": each.code})
        for ref, each in known.items() if each
    }


def concerned(keys: Sequence[int], _among: Sequence[str]) -> dict[int, set[str]]:
    """The window and the measure of each date's event."""
    rows = [each for each in followed.belonging(keys) if each.is_in_scope]
    return {each.key: _refs(each.window_code, each.measure_code) for each in rows}


def _refs(*codes: str) -> set[str]:
    known = [each for each in map(windows.window, codes) if each]
    return {f"{KIND}:{code}" for each in known for code in (each.code, each.parent) if code}


def selection(ref: str) -> Selection | None:
    """All that belongs to it."""
    known = windows.window(rest_of(ref))
    return Selection(window_codes=windows.window_codes_under(known.code)) if known else None


def search(words: Sequence[str], limit: int) -> list[str]:
    """Several by words of their names."""
    return keyed.fitting({f"{KIND}:{each.code}": each.name for each in windows.all_windows()}, words, limit)


WINDOW = Followable(
    kind=KIND, words=lambda: gettext("Window"), find=find, named=named, concerned=concerned, selection=selection,
    search=search,
)
