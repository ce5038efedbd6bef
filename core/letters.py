"""A letter from a template: subject and body in the reader's language, as text and as plain HTML made from it."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from flask import Flask, current_app, g
from flask_babel import force_locale, gettext
from markupsafe import Markup, escape

from core import tokens
from core.language import LOCALES, TAGS
from core.quoting import unnested
from core.text import clean_line
from core.web import absolute, settings

# Invisible, without width: mail programs make no link across it, and a reader sees the words as they were written.
FENCE = "\u200b"
# What they make one of: a scheme, the name of a site or a mail address in running words, with the dots of other scripts, too.
_LINKABLE = re.compile(r"(?<=:)(?=//)|(?<=@)(?=\w)|(?<=[.．｡])(?=[^\W\d_])|(?<=。)(?=[A-Za-z0-9])")
_IN_PATHS, _AT_ENDS = r"[\w~%?=&+#/.-]", r"[\w~%=&+#/-]"
_CLOSING = r"[.,;:!?)\]，。；：！？）」”]"
PAGE = Markup(
    '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
    '<body style="margin:0;padding:24px;background:#f7efe0;color:#221a14;font:16px/1.7 sans-serif">'
    '<div style="max-width:600px;margin:0 auto;overflow-wrap:anywhere;word-break:break-word">{}</div></body></html>'
)
# A longer address is shown as far as its last part, which is a secret or says nothing to the eye.
LONGEST_SHOWN = 80


def init_app(app: Flask) -> None:
    """What the templates of letters may use beside the rest: links that need no sign-in, signed for one purpose."""
    app.jinja_env.globals["signed_link"] = signed_link


def signed_link(endpoint: str, purpose: str, facts: Any) -> str:
    """The whole address of a view that takes a `token`: `facts` (JSON) signed for one purpose."""
    return absolute(endpoint, token=tokens.signed(settings().secret_key, purpose, facts))


def signed_facts(purpose: str, token: str, *, days: int) -> Any | None:
    """What a signed link said, or None where it is not ours or older than `days`."""
    return tokens.unsigned(settings().secret_key, purpose, token, seconds=days * tokens.DAY)


def texts_of(kind: str, language: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Subject (one line) and body of `templates/notices/<kind>.txt`."""
    earlier = g.get("language")
    g.language = language
    try:
        with force_locale(LOCALES[language]):
            template = current_app.jinja_env.get_template(f"notices/{kind}.txt")
            context = template.new_context({"site": gettext("Delta Window"), **facts})
            subject, body = ("".join(template.blocks[name](context)) for name in ("subject", "body"))
    finally:
        g.language = earlier
    return unnested(clean_line(subject)), unnested(re.sub(r"\n{3,}", "\n\n", body.strip())) + "\n"


@lru_cache(maxsize=4)
def _ours(base: str) -> re.Pattern[str]:
    """A whole address of this site, up to a blank; not the beginning of somebody else's ("https://ours@theirs")."""
    path = rf"(?:/(?:{_IN_PATHS}*{_AT_ENDS})?)?"
    return re.compile(rf"{re.escape(base)}{path}(?={_CLOSING}*(?:\s|$))")


def _pieces(text: str) -> Iterator[tuple[str, bool]]:
    """The text in pieces: addresses of our own, and all else, fenced so that no mail program makes a link of it."""
    at = 0
    for match in _ours(settings().public_base_url).finditer(text):
        yield _LINKABLE.sub(FENCE, text[at : match.start()]), False
        yield match.group(), True
        at = match.end()
    yield _LINKABLE.sub(FENCE, text[at:]), False


def fenced(body: str) -> str:
    """The same words for the eye; only our own addresses can be pressed on (quality.md 2.8)."""
    return "".join(piece for piece, _is_ours in _pieces(body))


def paragraphs(body: str) -> Markup:
    """The same words as HTML: paragraphs, lines, links to our own pages; nothing else."""
    return Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_linked(line) for line in part.split("\n")))
        for part in body.strip().split("\n\n") if part
    )


def as_html(body: str, subject: str, language: str) -> str:
    """The same words as a whole page of HTML."""
    return str(PAGE.format(TAGS[language], subject, paragraphs(body)))


def _linked(line: str) -> Markup:
    return Markup("").join(
        Markup('<a href="{}">{}</a>').format(piece, _shown(piece)) if is_ours else escape(piece)
        for piece, is_ours in _pieces(line)
    )


def _shown(address: str) -> str:
    return address if len(address) <= LONGEST_SHOWN else f"{address.rpartition('/')[0]}/…"
