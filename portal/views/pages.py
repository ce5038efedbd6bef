"""Pages about the site, and what machines read first."""

from flask import Response, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.retention import TERMS
from accounts.wordings import WORDINGS, Purpose
from core.web import absolute, link
from events.views.blueprint import Head, rendered, show
from portal.views.home import bp

# Pages of results and the way back of a choice are other addresses of the same things; feeds are never forbidden.
ROBOTS = """User-agent: *
Allow: /
Disallow: /search?
Disallow: /en/search?
Disallow: /appearance?
Disallow: /en/appearance?
Disallow: /appearance/choice
Disallow: /en/appearance/choice
Disallow: /report
Disallow: /en/report
Disallow: /account
Disallow: /en/account
Disallow: /desk
Disallow: /en/desk
Disallow: /staff
Disallow: /en/staff

Sitemap: {sitemap}
"""


@bp.get("/en")
def english() -> BaseResponse:
    """The English front page has a slash at its end; the way there names no host."""
    return redirect(link("portal.home", "en"), 308)


@bp.page("/about")
def about() -> Response:
    """What this is, and for whom."""
    return _text("about", gettext("About"), gettext("What the Delta Window is, who it is for, and what it does not do."))


@bp.page("/for-organisers")
def for_organisers() -> Response:
    """What an organiser gains here, and the ways in."""
    description = gettext(
        "List a show once, in three minutes: page, calendars, search and map follow every change by themselves."
    )
    return _text("for_organisers", gettext("For organisers"), description)


@bp.page("/contact")
def contact() -> Response:
    """How to reach those who run it."""
    return _text("contact", gettext("Contact"), gettext("How to reach us: corrections, a missing event, questions."))


@bp.page("/privacy")
def privacy() -> Response:
    """What is known about visitors."""
    description = gettext("What is known of visitors (next to nothing) and of people with an account, and for how long.")
    return _text("privacy", gettext("Privacy"), description, version=WORDINGS[Purpose.PRIVACY], terms=TERMS)


@bp.page("/terms")
def terms() -> Response:
    """What those who list something agree to."""
    description = gettext("What those who list shows and forums here agree to.")
    return _text("terms", gettext("Terms of use"), description, version=WORDINGS[Purpose.TERMS])


@bp.page("/accessibility")
def accessibility() -> Response:
    """What was done so that everybody can use it, and what falls short."""
    description = gettext("How this site can be used by everybody, and what falls short.")
    return _text("accessibility", gettext("Accessibility"), description)


@bp.page("/credits", endpoint="credits")
def credits_page() -> Response:
    """Where the data come from."""
    description = gettext("Where names, places and events come from, and under which licence.")
    return _text("credits", gettext("Data credits"), description)


def _text(name: str, title: str, description: str, **values: object) -> Response:
    head = Head(title=title, description=description, path=link(f"portal.{name}"))
    return show(lambda: rendered(f"portal/{name}.html", head, **values))


@bp.get("/robots.txt")
def robots() -> Response:
    """Everything may be read, calendars too (Google follows no feed that this forbids)."""
    text = ROBOTS.format(sitemap=absolute("portal.sitemap"))
    return Response(text, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "public, max-age=86400"})
