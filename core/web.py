"""Addresses: every public page once in Chinese at its path and once in English under /en, and links between them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import unquote_to_bytes, urlencode

from flask import Blueprint, Flask, current_app, g, request
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.routing import BaseConverter, IntegerConverter, MapAdapter

from core.config import Settings
from core.language import LANGUAGES, language

View = Callable[..., Any]


class SlugConverter(BaseConverter):
    """Lower-case letters, digits and hyphens: no dot, so that `<slug:slug>.ics` is another address."""

    regex = r"[a-z0-9]+(?:-[a-z0-9]+)*"


class PrivateBlueprint(Blueprint):
    """A blueprint whose pages stand at two addresses, one a language. Each view wears a guard, which declares its rule."""

    rule = ""

    def page(self, rule: str, endpoint: str = "", **options: Any) -> Callable[[View], View]:
        """Register a view for `rule` (zh) and `/en` + `rule` (en); the view reads the language from core.language."""

        def register(view: View) -> View:
            for speaks in LANGUAGES:
                prefix = "" if speaks == "zh" else "/en"
                self.add_url_rule(
                    prefix + rule, endpoint or view.__name__, view, defaults={"language": speaks}, **options
                )
            return view

        return register


class PublicBlueprint(PrivateBlueprint):
    """A blueprint of pages that are the same for everybody."""

    rule = "public"


class KeyConverter(IntegerConverter):
    """A row's key as we write it: no sign, no leading zero, no digits of other scripts."""

    regex = r"[1-9][0-9]{0,9}"


def init_app(app: Flask, settings: Settings) -> None:
    """Language from the address, links that stay in it, addresses that never depend on the request's host."""
    app.url_map.converters |= {"slug": SlugConverter, "key": KeyConverter}
    app.extensions["addresses"] = None
    app.extensions["settings"] = settings

    @app.url_value_preprocessor
    def _take_language(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.language = (values.pop("language", None) if values else None) or language()

    app.jinja_env.globals |= {"link": link, "absolute": absolute, "settings": settings, "language": language}


def settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["settings"]
    return found


def _adapter() -> MapAdapter:
    adapter: MapAdapter | None = current_app.extensions["addresses"]
    if adapter is None:
        adapter = current_app.url_map.bind(settings().public_host)
        current_app.extensions["addresses"] = adapter
    return adapter


def link(endpoint: str, speaks: str = "", /, **values: Any) -> str:
    """The path of a view, in the request's language unless another is named; unknown values become the query.

    Empty values are left out. The path never names a host.
    """
    bilingual = current_app.url_map.is_endpoint_expecting(endpoint, "language")
    stated = {name: value for name, value in values.items() if value not in (None, "")}
    if bilingual:
        stated["language"] = speaks or language()
    return _adapter().build(endpoint, stated)


def absolute(endpoint: str, speaks: str = "", /, **values: Any) -> str:
    """The whole address of a view from PUBLIC_BASE_URL: for feeds, mails, canonical links."""
    return settings().public_base_url + link(endpoint, speaks, **values)


def with_query(path: str, pairs: list[tuple[str, str]]) -> str:
    """A path with a query in the given order."""
    return f"{path}?{urlencode(pairs, safe=',')}" if pairs else path


def same_query(path: str) -> str:
    """A path with the query of this request, as it was sent: for what moved."""
    asked = request.query_string.decode("latin-1")
    return f"{path}?{asked}" if asked else path


def refuse_broken_query() -> None:
    """400 for a query whose percent-encoding is no UTF-8; werkzeug would let it pass as it stands."""
    raw: bytes = request.query_string
    if b"%" in raw or not raw.isascii():
        try:
            unquote_to_bytes(raw).decode("utf-8")
        except UnicodeDecodeError:
            raise BadRequest from None


def parsed_path(path: str) -> tuple[str, dict[str, Any]]:
    """The endpoint and values that a path of ours leads to; werkzeug's NotFound or RequestRedirect else."""
    endpoint, values = _adapter().match(path, method="GET")
    return str(endpoint), dict(values)


def accepts(path: str, method: str) -> bool:
    """Whether an address of ours takes requests of a method."""
    try:
        _adapter().match(path, method=method)
    except (HTTPException, ValueError):
        return False
    return True
