"""Pictures that were sent, while what they stand for is public; their address changes with their content."""

import re

from flask import Response, abort, request

from core.assets import FOR_EVER
from core.imaging import ENDINGS, WIDTHS
from core.uploads import picture_file, stored_as
from core.web import settings
from events.queries.pictures import is_shown
from events.views.blueprint import bp

_NAME = re.compile(rf"([0-9a-f]{{32}})-({'|'.join(map(str, WIDTHS))})\.({'|'.join(ENDINGS)})")


@bp.get("/media/<name>")
def media(name: str) -> Response:
    """One width of a picture; 404 for one that stands for drafts only, or for nothing."""
    asked = _NAME.fullmatch(name)
    if asked is None or not is_shown(stored_as(asked[1])):
        abort(404)
    return picture_answer(asked[1], int(asked[2]), asked[3], FOR_EVER)


def picture_answer(key: str, width: int, ending: str, cache_control: str) -> Response:
    """The bytes of a picture; 404 where this machine has none."""
    try:
        body = picture_file(settings().data_folder, key, width, ending).read_bytes()
    except FileNotFoundError:
        abort(404)
    response = Response(body, content_type=ENDINGS[ending], headers={"Cache-Control": cache_control})
    response.set_etag(f"{key}-{width}-{ending}")
    response.make_conditional(request)
    # A page of ours in a sandboxed frame has no origin, so that its own pictures come "from elsewhere".
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
