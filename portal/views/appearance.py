"""How the pages look: a page where it is chosen, the one deed behind it, and the one style sheet that reads the cookie."""

from functools import lru_cache
from urllib.parse import urlsplit

from flask import Response, redirect, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as BaseResponse

from core.origin import from_our_pages
from core.pages import Made, made, respond
from core.web import link, parsed_path, settings
from events.views.blueprint import Head, rendered, show
from portal.looks import Colours, Look, Type, look_of, sheet
from portal.views.home import bp

COOKIE = "appearance"
MOST_BYTES = 4_096
A_YEAR = 365 * 24 * 3600
LONGEST_WAY_BACK = 1000
NO_WAY_BACK = {"portal.appearance", "portal.choose_appearance"}


@bp.page("/appearance")
def appearance() -> Response:
    """Large type, light and dark: chosen here, kept in a cookie that says nothing of the person."""
    back = way_back(request.args.get("back", ""))
    return show(lambda: _page(back), back)


def _page(back: str) -> str:
    head = Head(
        title=gettext("Large type, light and dark"),
        description=gettext("Read these pages in large type, on light or on dark ground."),
        path=link("portal.appearance"),
    )
    return rendered("portal/appearance.html", head, back=back, types=Type, colours=Colours)


@bp.page("/appearance/choice", methods=["POST"])
@from_our_pages
def choose_appearance() -> BaseResponse:
    """Keep the choice for a year and go back to where the reader was."""
    request.max_content_length = MOST_BYTES
    back = way_back(request.form.get("back", ""))
    chosen = look_of(request.cookies.get(COOKIE, "")).with_choice(request.form.get("look", ""))
    answer = redirect(back, 303) if chosen else redirect(link("portal.appearance", back=back), 303)
    answer.headers["Cache-Control"] = "no-store"
    if chosen:
        answer.set_cookie(
            COOKIE, str(chosen), max_age=A_YEAR, secure=settings().production, httponly=True, samesite="Lax", path="/"
        )
    return answer


@bp.get("/appearance.css")
def appearance_css() -> Response:
    """The chosen look; the only answer that depends on the cookie, so nobody else may keep it."""
    answer = respond(_finished(look_of(request.cookies.get(COOKIE, ""))), "text/css; charset=utf-8", "private, no-cache")
    answer.headers["Vary"] = "Accept-Encoding, Cookie"
    return answer


@lru_cache(maxsize=8)
def _finished(look: Look) -> Made:
    return made(sheet(look), None)


def way_back(stated: str) -> str:
    """A path of ours that a page stands at, with its query; the front page for anything else."""
    is_path = stated.startswith("/") and not stated.startswith("//") and "\\" not in stated and stated.isprintable()
    if not is_path or len(stated) > LONGEST_WAY_BACK:
        return link("portal.home")
    try:
        endpoint, _values = parsed_path(urlsplit(stated).path)
    except (HTTPException, ValueError):
        return link("portal.home")
    return link("portal.home") if endpoint in NO_WAY_BACK else stated
