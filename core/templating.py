"""What every template may use: icons, static files at addresses that change with their content, the other language's path."""

from functools import lru_cache
from hashlib import sha256

from flask import Flask
from markupsafe import Markup

from core.config import ROOT


def init_app(app: Flask) -> None:
    """Give the templates these functions."""
    app.jinja_env.globals |= {"asset": asset, "icon": icon, "in_other_language": in_other_language}
    app.jinja_env.policies["ext.i18n.trimmed"] = True


@lru_cache(maxsize=64)
def asset(name: str) -> str:
    """The path of a file in `static/`, with the digest of its content, so that browsers may keep it for ever."""
    digest = sha256((ROOT / "static" / name).read_bytes()).hexdigest()[:10]
    return f"/static/{name}?v={digest}"


@lru_cache(maxsize=128)
def icon(name: str) -> Markup:
    """A small drawing beside words; never a meaning of its own."""
    return Markup('<svg class="icon" aria-hidden="true"><use href="{}#{}"></use></svg>').format(asset("icons.svg"), name)


def in_other_language(path: str) -> str:
    """The same page's path (with its query) in the other language: /calendar and /en/calendar."""
    if path == "/en" or path.startswith(("/en/", "/en?")):
        bare = path.removeprefix("/en")
        return bare if bare.startswith("/") else f"/{bare}"
    return f"/en{path}"
