"""What every template may use: icons, static files at addresses that change with their content, the other language's path."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from hashlib import sha256
from typing import Any

from babel.dates import format_date
from flask import Flask
from markupsafe import Markup

from core import revision
from core.clock import local, today
from core.config import ROOT
from core.language import LOCALES, language, say
from core.quoting import unnested
from core.types import Bilingual


def init_app(app: Flask) -> None:
    """Give the templates these functions."""
    app.jinja_env.globals |= {
        "asset": asset, "icon": icon, "in_other_language": in_other_language, "banners": revision.banners,
    }
    app.jinja_env.filters["in_banner"] = in_banner
    app.jinja_env.filters |= {"iso": iso, "stamp": stamp, "day_parts": day_parts, "month_and_weekday": month_and_weekday}
    app.jinja_env.filters["unnested"] = unnested


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


def in_banner(shown: Mapping[str, Any]) -> Markup:
    """A banner's line in the reader's language, else in the other one, marked; where it leads somewhere, as a link there."""
    line = say(Bilingual(str(shown.get("zh", "")), str(shown.get("en", ""))))
    href = str(shown.get("href", ""))
    if href.startswith("/") and language() == "en":
        href = in_other_language(href) if not href.startswith("/en/") and href != "/en" else href
    return Markup('<a href="{}">{}</a>').format(href, line) if href else line


def iso(moment: datetime) -> str:
    """A moment for `datetime=`: the wall time in Shanghai with its offset."""
    return local(moment).isoformat(timespec="minutes")


def stamp(moment: datetime) -> str:
    """A moment as RFC 3339 wants it, with seconds (Atom)."""
    return local(moment).isoformat(timespec="seconds")


@lru_cache(maxsize=2048)
def _formatted(day: date, pattern: str, locale: str) -> str:
    return format_date(day, pattern, locale=locale)


def month_and_weekday(day: date) -> str:
    """What stands beside a large number of the day: 11月 周六 / Sat, November; with its year unless that is this one."""
    speaks = language()
    pattern = "M月 EEE" if speaks == "zh" else "EEE, MMMM"
    if day.year != today().year:
        pattern = f"y年{pattern}" if speaks == "zh" else f"{pattern} y"
    return _formatted(day, pattern, LOCALES[speaks])


def day_parts(day: date) -> Markup:
    """A day's number, with the rest of the date for those who hear it: 11月21日 / 21 November."""
    if language() == "zh":
        return Markup('<span class="vh">{}月</span>{}<span class="vh">日</span>').format(day.month, day.day)
    return Markup('{}<span class="vh"> {}</span>').format(day.day, _formatted(day, "MMMM", LOCALES["en"]))
