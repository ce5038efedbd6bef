"""Error pages in style and in the reader's language; nothing of ours is told to the reader."""

from urllib.parse import urlsplit, urlunsplit

from flask import Flask, Response, g, render_template, request
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy.exc import DBAPIError
from werkzeug.exceptions import HTTPException, InternalServerError, ServiceUnavailable
from werkzeug.wrappers import Response as BaseResponse

from core.api.errors import PREFIX, refusal_of
from core.db import session
from core.errors import Refused, Unavailable, Unknown
from core.logs import log, told_path
from core.security import is_framed
from core.web import accepts

RETRY_SECONDS = 30
PERMANENT_REDIRECT = 308
EXPIRED = 419
PLAIN_ENDINGS = (".ics", ".atom", ".svg", ".txt", ".css", ".js")

TEXTS = {
    400: (_("That address does not work"), _("Something in it cannot be read. The date or the filter may be misspelt.")),
    401: (_("Please sign in"), _("This is for people who are signed in.")),
    403: (_("This door is closed"), _("You may not open this page.")),
    404: (_("Nothing is on at this address"), _("The page may have moved, or the address may be misspelt.")),
    405: (_("That cannot be done here"), _("This page can only be read.")),
    409: (
        _("That cannot be done as things stand"),
        _("Somebody was faster, or a rule says no. Go back, look again and try once more."),
    ),
    410: (_("This is gone for good"), _("Its owner took it back. The address leads nowhere any more and can be deleted.")),
    413: (_("That is too large"), _("Please send less at once.")),
    EXPIRED: (
        _("This page had been open for too long"),
        _("Go back, reload the page and send it once more. What you typed is still there when you go back."),
    ),
    429: (_("One moment, please"), _("Too many requests came from your side. Try again in a minute.")),
    500: (_("Something broke behind the scenes"), _("We have been told. Please try again in a while.")),
    503: (_("A short interval"), _("The site cannot answer just now. Please try again in half a minute.")),
}


def init_app(app: Flask) -> None:
    """Answer every failure with a page of ours."""
    app.after_request(_without_host)
    app.register_error_handler(HTTPException, answer_http)
    app.register_error_handler(Refused, _on_refused)
    app.register_error_handler(Unknown, _on_unknown)
    app.register_error_handler(Unavailable, _on_unavailable)
    app.register_error_handler(DBAPIError, _on_unavailable)
    app.register_error_handler(Exception, _on_anything)


def _page(code: int) -> Response:
    known = code if code in TEXTS else (500 if code >= 500 else 400)
    headline, advice = TEXTS[known]
    if request.path.startswith(PREFIX):
        response = refusal_of(code)
    elif request.path.endswith(PLAIN_ENDINGS):
        response = Response(f"{code} {headline}\n", status=code, content_type="text/plain; charset=utf-8")
    else:
        template = "errors/framed.html" if is_framed() else "errors/page.html"
        more = {"advice": _limit(code) or advice, "back": _back(code)}
        html = render_template(template, code=code, headline=headline, **more)
        response = Response(html, status=code, content_type="text/html; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    if code in {429, 503}:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    return response


def _limit(code: int) -> str:
    """How much this address takes, for whoever sent it a file that is too large; empty for others."""
    largest: int | None = g.get("largest_file")
    if largest is None or code != 413:
        return ""
    return gettext("What you sent is too large: here a file may have at most %(limit)s MB.", limit=largest // 2**20)


def _back(code: int) -> str:
    """The page with the form, for whoever sent it too much; empty where there is none."""
    return request.path if code == 413 and accepts(request.path, "GET") else ""


def answer_http(error: HTTPException) -> BaseResponse:
    """The page of an error of HTTP; a redirect goes as it is."""
    code = error.code or 500
    if code < 400:
        return error.get_response()
    response = _page(code)
    if code == 405 and (allowed := dict(error.get_headers()).get("Allow")):
        response.headers["Allow"] = allowed
    return response


def _without_host(response: Response) -> Response:
    """A redirect of the router's (a slash too many) names no host: it would be the one that the request states."""
    if response.status_code == PERMANENT_REDIRECT:
        parts = urlsplit(response.headers.get("Location", ""))
        response.headers["Location"] = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        response.headers["Cache-Control"] = "no-store"
    return response


def _on_refused(error: Refused) -> Response:
    return _page(EXPIRED if error.reason == "expired" else 409)


def _on_unknown(_error: Unknown) -> Response:
    session.rollback()
    return _page(404)


def _on_unavailable(error: Exception) -> Response:
    log.warning("unavailable", error=type(error.__cause__ or error).__name__)
    session.rollback()
    return _page(ServiceUnavailable.code or 503)


def _on_anything(error: Exception) -> Response:
    log.error("failure", path=told_path(), exc_info=error)
    session.rollback()
    return _page(InternalServerError.code or 500)
