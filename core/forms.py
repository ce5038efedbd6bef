"""Forms: shape of input only. A token that has expired never loses what was typed: the form is shown again with it."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any, cast

from flask import Flask, abort, g, request
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFProtect, generate_csrf, validate_csrf
from wtforms import Field
from wtforms.validators import ValidationError

from core import db
from core.origin import comes_from_here
from core.text import clean_line, clean_text

View = Callable[..., Any]
csrf = CSRFProtect()
EXPIRED = lazy_gettext(
    "This form had been open for too long, so it was not sent. Nothing is lost: look it over and press again."
)


def init_app(app: Flask) -> None:
    """Tokens for all forms. The guards check them (accounts/session.py), so that none is checked twice or forgotten."""
    app.config.update(WTF_CSRF_CHECK_DEFAULT=False, WTF_CSRF_TIME_LIMIT=None, WTF_CSRF_SSL_STRICT=False)
    csrf.init_app(app)
    app.jinja_env.globals["csrf_token"] = generate_csrf


class Form(FlaskForm):  # type: ignore[misc]
    """What every form derives from. `validate()` says no to an expired token, and keeps all that was typed."""

    class Meta:
        """Tokens are checked once, by the guard."""

        csrf = False

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether everything fits and the form was still good."""
        fits = bool(super().validate(extra_validators))
        if is_expired():
            self.form_errors.append(str(EXPIRED))
            return False
        return fits

    @property
    def has_errors(self) -> bool:
        """Whether there is something to say at the top."""
        return bool(self.errors)

    def refuse(self, message: str, field: Field | None = None) -> None:
        """Add an error that a rule below found, at a field or for the whole form."""
        if field is None:
            self.form_errors.append(message)
        else:
            field.errors = [*field.errors, message]


def take_token() -> None:
    """Check a write request: from our own pages (quality.md 2.5), and with a token that holds.

    A request from elsewhere never comes this far (403). Where the token does not hold, nothing can be committed any more in
    this request (`Refused("expired")`), and forms say so.
    """
    g.has_expired = False
    try:
        validate_csrf(request.form.get("csrf_token") or request.headers.get("X-CSRF-Token"))
    except ValidationError:
        g.has_expired = True
        db.forbid_commit("expired")


def later(text: str) -> str:
    """A text of a form, put into the reader's language when it is shown: `from core.forms import later as _`."""
    return cast("str", lazy_gettext(text))


def is_expired() -> bool:
    """Whether this request's token did not hold."""
    return bool(g.get("has_expired", False))


def is_from_elsewhere() -> bool:
    """Whether another site's page sent this write."""
    return not comes_from_here()


def one_line(text: str | None) -> str | None:
    """A filter for fields of one line."""
    return clean_line(text) if text is not None else None


def prose(text: str | None) -> str | None:
    """A filter for fields of several lines."""
    return clean_text(text) if text is not None else None


def choices(members: Iterable[Any], words: Any, *, empty: str | None = None) -> list[tuple[str, str]]:
    """Choices of a select from a StrEnum: `words` gives each its text in the reader's language."""
    first = [] if empty is None else [("", empty)]
    return first + [(member.value, str(words(member))) for member in members]


def takes_files(most_bytes: int, *, largest: int | None = None) -> Callable[[View], View]:
    """Worn outside of a view's guard, which reads the form: this route takes a body of so many bytes, with a file in it.

    `largest` is what is said to whoever sends more: the bytes of the largest file that is taken.
    """

    def wear(view: View) -> View:
        @wraps(view)
        def wide(*args: Any, **values: Any) -> Any:
            request.max_content_length = most_bytes
            g.largest_file = largest or most_bytes
            if (request.content_length or 0) > most_bytes:
                abort(413)  # before a part of it is written to the disk
            return view(*args, **values)

        return wide

    return wear
