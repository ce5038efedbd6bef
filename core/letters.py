"""A letter from a template: subject and body in the reader's language, as text and as plain HTML made from it."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any

from flask import Flask, current_app, g
from flask_babel import force_locale, gettext
from markupsafe import Markup, escape

from core import tokens
from core.language import LOCALES, TAGS
from core.quoting import unnested
from core.text import clean_line
from core.web import absolute, settings

_LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)，。；：！？）」]")
PAGE = Markup(
    '<!doctype html><html lang="{}"><head><meta charset="utf-8"><title>{}</title></head>'
    '<body style="margin:0;padding:24px;background:#f7efe0;color:#221a14;font:16px/1.7 sans-serif">'
    '<div style="max-width:600px;margin:0 auto">{}</div></body></html>'
)


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


def as_html(body: str, subject: str, language: str) -> str:
    """The same words as HTML: paragraphs, lines, links; nothing else."""
    paragraphs = Markup("").join(
        Markup("<p>{}</p>").format(Markup("<br>").join(_linked(line) for line in part.split("\n")))
        for part in body.strip().split("\n\n")
    )
    return str(PAGE.format(TAGS[language], subject, paragraphs))


def _linked(line: str) -> Markup:
    done, at = Markup(""), 0
    for match in _LINK.finditer(line):
        done += escape(line[at : match.start()]) + Markup('<a href="{0}">{0}</a>').format(match.group())
        at = match.end()
    return done + escape(line[at:])


def written(
    kind: str, *, to: str, language: str, facts: Mapping[str, Any], number: int, made_at: datetime
) -> EmailMessage:
    """The finished letter. Message-ID and date come from the row, so that a second try is the same letter."""
    subject, body = texts_of(kind, language, facts)
    host = settings().public_host
    letter = EmailMessage()
    with force_locale(LOCALES[language]):
        letter["From"] = Address(gettext("Delta Window"), addr_spec=settings().sender)
    letter["To"] = Address(addr_spec=to)
    letter["Subject"] = subject
    letter["Date"] = format_datetime(made_at)
    letter["Message-ID"] = f"<n{number}.{tokens.keyed_hash(settings().secret_key, f'{kind}:{number}')[:16]}@{host}>"
    letter["Auto-Submitted"] = "auto-generated"
    letter["Content-Language"] = TAGS[language]
    letter.set_content(body)
    letter.add_alternative(as_html(body, subject, language), subtype="html")
    return letter
