"""The two languages of the site: which one a request speaks, and how dates, money and missing translations are said."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from functools import lru_cache

from babel.dates import format_date as babel_date
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale, gettext
from markupsafe import Markup, escape

from core.clock import local
from core.types import Bilingual

LANGUAGES = ("zh", "en")
LOCALES = {"zh": "zh_Hans_CN", "en": "en_GB"}
TAGS = {"zh": "zh-CN", "en": "en"}

babel = Babel()


def init_app(app: Flask) -> None:
    """Translations from `translations/`, chosen by the address alone (never by a header or a cookie)."""
    babel.init_app(
        app,
        default_locale="zh_Hans_CN",
        default_timezone="Asia/Shanghai",
        default_translation_directories=str(app.config["ROOT"] / "translations"),
        locale_selector=lambda: LOCALES[language()],
    )
    app.jinja_env.filters |= {
        "say": say, "day": day_words, "day_short": day_short, "weekday": weekday, "clock": clock_words,
        "money": money, "moment": moment_words, "month": month_words,
    }
    app.jinja_env.tests["translated"] = lambda text: text.has(language())


def language() -> str:
    """The language of this request: "en" under /en, else "zh"."""
    if not has_request_context():
        return str(g.get("language", "zh"))
    known = g.get("language")
    return str(known) if known else ("en" if request.path == "/en" or request.path.startswith("/en/") else "zh")


@contextmanager
def speaking(speaks: str) -> Iterator[None]:
    """Inside the block texts are in one language, whatever the request's is."""
    earlier = g.get("language")
    g.language = speaks
    try:
        with force_locale(LOCALES[speaks]):
            yield
    finally:
        g.language = earlier


def other(of: str) -> str:
    """The other one of the two languages."""
    return "zh" if of == "en" else "en"


def say(text: Bilingual | None) -> Markup:
    """A text in the reader's language; where it is missing, the other one, marked with its `lang` and said so."""
    if not text:
        return Markup("")
    speaks = language()
    if text.has(speaks):
        return escape(text.in_language(speaks))
    return Markup('<span lang="{}" class="untranslated">{}</span> <small class="untranslated__mark">{}</small>').format(
        TAGS[other(speaks)], text.in_language(speaks), gettext("not yet translated")
    )


@lru_cache(maxsize=4096)
def _formatted(day: date, pattern: str, locale: str) -> str:
    return babel_date(day, pattern, locale=locale)


def _as_day(value: date | datetime) -> date:
    return local(value).date() if isinstance(value, datetime) else value


def day_words(value: date | datetime, speaks: str = "") -> str:
    """A whole date: 2026年8月1日（周六） / Saturday 1 August 2026."""
    speaks = speaks or language()
    return _formatted(_as_day(value), "y年M月d日（EEE）" if speaks == "zh" else "EEEE d MMMM y", LOCALES[speaks])


def day_short(value: date | datetime, speaks: str = "") -> str:
    """A date without its year: 8月1日（周六） / Sat 1 Aug."""
    speaks = speaks or language()
    return _formatted(_as_day(value), "M月d日（EEE）" if speaks == "zh" else "EEE d MMM", LOCALES[speaks])


def weekday(value: date | datetime, speaks: str = "") -> str:
    """The day of the week: 周六 / Saturday."""
    speaks = speaks or language()
    return _formatted(_as_day(value), "EEE" if speaks == "zh" else "EEEE", LOCALES[speaks])


def month_words(value: date | datetime, speaks: str = "") -> str:
    """A month: 2026年8月 / August 2026."""
    speaks = speaks or language()
    return _formatted(_as_day(value), "y年M月" if speaks == "zh" else "MMMM y", LOCALES[speaks])


def clock_words(value: datetime) -> str:
    """The time on the venue's clock: 19:30."""
    return f"{local(value):%H:%M}"


def moment_words(value: datetime, speaks: str = "") -> str:
    """Date and time: 2026年8月1日（周六）19:30 / Saturday 1 August 2026, 19:30."""
    speaks = speaks or language()
    return f"{day_words(value, speaks)}{'' if speaks == 'zh' else ', '}{clock_words(value)}"


def money(fen: int | None) -> str:
    """Integer fen as ¥180 or ¥180.50."""
    if fen is None:
        return ""
    return f"¥{fen // 100:,}" if fen % 100 == 0 else f"¥{fen / 100:,.2f}"
