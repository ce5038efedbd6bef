"""The long half of `flask search rebuild`: the whole index made anew, part after part, each a short transaction."""

from collections.abc import Callable, Sequence

from core.db import committing
from core.revision import touch
from portal.queries import index, sources
from portal.search.document import Kind
from portal.services import search
from portal.services.findable import MAKERS

Progress = Callable[[int], None]


def needs_rebuild() -> bool:
    """Whether the index was never made, or in another form than the code now has."""
    return not index.is_in_form()


def number_of_things() -> int:
    """How many things will be indexed."""
    return sum(len(sources.keys_of(kind)) for kind in MAKERS)


def rebuild(progress: Progress = lambda _things: None) -> int:
    """Index everything anew; what is right stays as it is. Answers how many things there are."""
    total = 0
    for kind in MAKERS:
        keys = sources.keys_of(kind)
        total += _index(kind, keys, progress)
        with committing():
            search.forget_lost(kind)
    with committing():
        search.note_form()
        touch()
    return total


def _index(kind: Kind, keys: Sequence[int], progress: Progress, *, shown: bool = True) -> int:
    for first in range(0, len(keys), search.THINGS_AT_ONCE):
        part = keys[first : first + search.THINGS_AT_ONCE]
        with committing():
            search.refresh(kind, part, shown=shown)
        progress(len(part))
    return len(keys)


def index_hidden(events: Sequence[int]) -> None:
    """Index a demo season that is about to be published: nothing of it is found before."""
    for kind in MAKERS:
        keys = list(events) if kind is Kind.EVENT else sources.keys_of(kind, only_demo=True)
        _index(kind, keys, lambda _things: None, shown=False)
