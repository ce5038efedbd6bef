"""A form that was sent while signed out loses nothing: it is kept in the page, and offered again after signing in."""

import json
from dataclasses import dataclass
from urllib.parse import urlsplit

from flask import current_app, g, request
from flask_babel import gettext
from werkzeug.exceptions import HTTPException, Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from accounts.forms import SignInForm
from accounts.views.blueprint import bp, page
from core.failures import answer_http
from core.web import accepts

SECRET_NAMES = ("password", "current", "csrf_token", "code", "secret")
MOST_FIELDS = 500
LONGEST_PATH = 1_000


@dataclass(frozen=True, slots=True)
class Kept:
    """Where a form was going, and what it held: names and values in their order."""

    path: str
    fields: tuple[tuple[str, str], ...]

    @property
    def is_readable(self) -> bool:
        """Whether there is anything that somebody typed."""
        return any(value.strip() for _name, value in self.fields)


def written() -> str:
    """The form of this request as text for a hidden field. Secrets and files are left out."""
    path = request.full_path.rstrip("?")
    fields = [
        [name, value] for name, value in request.form.items(multi=True) if name not in SECRET_NAMES and "password" not in name
    ]
    return json.dumps({"path": path, "fields": fields}, ensure_ascii=False, separators=(",", ":"))


def read(text: str | None) -> Kept | None:
    """A kept form, or None where there is none that one of our addresses takes."""
    try:
        stated = json.loads(text or "null")
        path = stated["path"]
        fields = tuple((str(name), str(value)) for name, value in stated["fields"][:MOST_FIELDS])
    except (ValueError, TypeError, KeyError):
        return None
    is_path = isinstance(path, str) and path.startswith("/") and not path.startswith("//") and "\\" not in path
    if not is_path or len(path) > LONGEST_PATH or not path.isprintable() or not accepts(urlsplit(path).path, "POST"):
        return None
    return Kept(path, fields)


def offered(kept: Kept) -> str:
    """The page that offers a kept form again; it is sent by pressing, with a fresh token."""
    return page("accounts/send_again.html", gettext("Signed in: send it now?"), kept_form=kept)


@bp.app_errorhandler(Unauthorized)
def on_unauthorized(error: HTTPException) -> BaseResponse:
    """Signing in with what was sent beside it; any other 401 is an ordinary failure."""
    if not g.get("kept_form"):
        return answer_http(error)
    g.is_private = True
    form = SignInForm(formdata=None, kept=written())
    has_files = any(file.filename for file in request.files.values())
    title = gettext("Please sign in; nothing is lost")
    html = page("accounts/sign_in.html", title, form=form, kept_form=read(form.kept.data), has_files=has_files)
    return current_app.make_response((html, 401))


