"""Every .ics address."""

from flask import Response, abort
from werkzeug.wrappers import Response as BaseResponse

from core.language import language
from core.web import PublicBlueprint
from feeds import scopes
from feeds.services import Feed
from feeds.views.addresses import Asked, asked, feed_of_filter, feed_of_scope, scope_or_moved
from feeds.views.serving import feed_response

bp = PublicBlueprint("calendars", __name__)
KINDS = ",".join(scopes.BY_SLUG)
LONGEST_NAME = 80
FIXED = ",".join(f'"{name}"' for name in scopes.FIXED)


class _Moved(Exception):
    """The address leads elsewhere."""

    def __init__(self, answer: BaseResponse) -> None:
        super().__init__()
        self.answer = answer


@bp.page("/calendar.ics")
def calendar() -> Response:
    """Everything, or the filter on the screen."""
    wanted = asked(with_filters=True)
    values = (value for _, several in wanted.filters.stated for value in several)
    name = "-".join(["deltawindow", *values])[:LONGEST_NAME]
    return feed_response(wanted, lambda: feed_of_filter(wanted), filename=f"{name}-{language()}.ics")


@bp.page(f"/<any({FIXED}):name>.ics")
def fixed(name: str) -> Response:
    """Premieres, tickets going on sale, deadlines."""
    wanted = asked(with_filters=False)
    return feed_response(wanted, lambda: feed_of_scope(wanted, scopes.FIXED[name]), filename=f"deltawindow-{name}.ics")


@bp.page(f"/<any({KINDS}):kind>/<slug:slug>.ics", endpoint="scope_ics")
def scope(kind: str, slug: str) -> BaseResponse:
    """One thing that can be followed."""
    wanted = asked(with_filters=False)
    try:
        return feed_response(
            wanted, lambda: _resolved(wanted, kind, slug), filename=f"deltawindow-{slug}.ics", as_download=False
        )
    except _Moved as moved:
        return moved.answer


def _resolved(wanted: Asked, kind: str, slug: str) -> Feed:
    found = scope_or_moved(kind, slug, "ics")
    if isinstance(found, scopes.Scope):
        return feed_of_scope(wanted, found)
    raise _Moved(found)


@bp.page("/performances/<key:key>.ics")
def performance(key: int) -> Response:
    """One dated row, to be saved once."""
    wanted = asked(with_filters=False)

    def resolve() -> Feed:
        found = scopes.of_performance(key) if key < 2**31 else None
        if found is None:
            abort(404)
        return feed_of_scope(wanted, found)

    return feed_response(wanted, resolve, filename=f"deltawindow-{key}.ics", as_download=True)
