"""The reviewers' desk: the queue with its drawers, and decisions on several at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext

from accounts.models.membership import StaffRole
from accounts.places import Place
from accounts.session import actor, staff
from core import clock
from core.db import committing
from core.errors import Refused
from core.language import language
from core.numbers import LARGEST_KEY, whole_number
from core.text import clean_line
from core.web import PrivateBlueprint, link
from delta.cities import all_cities, city_of_slug
from events.desk_words import finding_words
from events.forms.reviewing import DecisionForm
from events.models.submission import Submission
from events.models.words import EventKind
from events.promise import promised_by
from events.queries import review as stored
from events.queries.review import A_PAGE, Asked, Which
from events.review_words import DECIDE, DECIDE_AFTER, DRAWERS, age_words, hours_words, refused_words
from events.services import review as services
from events.words import KINDS

bp = PrivateBlueprint("review", __name__)
REVIEW = Place(
    name="review", endpoint="review.queue", words=lambda: gettext("Review"), position=10, staff=StaffRole.REVIEWER
)
MOST_AT_ONCE = A_PAGE
MOST_PAGES = 1_000


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one of several: told row by row."""

    title: str
    words: str
    went_well: bool


def page(template: str, title: str, **values: object) -> str:
    """The HTML of a page of the staff's desk."""
    return render_template(f"events/review/{template}", title=title, place="review", **values)


def asked() -> Asked:
    """What the address asks for; what means nothing is as if it were not there."""
    args = request.args
    which = args.get("which", "")
    town, kind, number = city_of_slug(args.get("city", "")), args.get("kind", ""), whole_number(args.get("page"))
    return Asked(
        which=Which(which) if which in set(Which) else Which.WAITING, city=town.adcode if town else "",
        kind=EventKind(kind) if kind in set(EventKind) else None, words=clean_line(args.get("q", ""))[:80],
        page=number if number is not None and 0 < number <= MOST_PAGES else 1,
        person_id=actor().person_id,
    )


@bp.page("/staff/review", methods=["GET", "POST"])
@staff(StaffRole.REVIEWER)
def queue() -> str:
    """What waits, the oldest first; with boxes to decide on several at once, each a deed of its own."""
    if request.method == "POST":
        return _decide_several()
    return _queue()


def _queue(outcomes: Sequence[Outcome] = (), problem: str = "") -> str:
    at, wanted = clock.now(), asked()
    rows = stored.listed(wanted, at)
    desk = stored.queue(at)
    return page(
        "queue.html", gettext("Review"), rows=rows[:A_PAGE], has_more=len(rows) > A_PAGE, asked=wanted, desk=desk, at=at,
        short=stored.in_short([row.event_id for row in rows[:A_PAGE]]), drawers=DRAWERS, age_words=age_words,
        hours=hours_words(), counts=_counts(desk), outcomes=outcomes, problem=problem, form=bulk_form(), kinds=KINDS,
        ticked=request.form.getlist("chosen") if problem else (),
        towns=all_cities(), href=_href, oldest=age_words(at - desk.oldest) if desk.oldest else "", decisions=DECIDE,
        next_promise=promised_by(at),
    )


def _counts(desk: stored.Queue) -> dict[Which, int]:
    return {Which.WAITING: desk.waiting, Which.OVERDUE: desk.overdue, Which.APPEALS: desk.appeals, Which.AFTER: desk.after}


def _href(**changed: object) -> str:
    """The same list with something else asked for."""
    kept = {name: request.args.get(name, "") for name in ("which", "city", "kind", "q")}
    return link("review.queue", **(kept | changed))


def bulk_form() -> DecisionForm:
    """The decision on several, for one reason."""
    return DecisionForm(words=DECIDE_AFTER if asked().which is Which.AFTER else DECIDE, nothing=gettext("none"))


def _decide_several() -> str:
    form = bulk_form()
    found = (whole_number(each) for each in request.form.getlist("chosen")[:MOST_AT_ONCE])
    keys = [key for key in found if key is not None]
    if not form.validate():
        said = [*form.form_errors, *(each.errors[0] for each in form if each.errors)]
        return _queue(problem=str(said[0]))
    if form.chosen in services.NEEDS_REASON and not form.reason:
        return _queue(problem=said_of(Refused("reason_needed")))
    if not keys:
        return _queue(problem=gettext("Tick at least one."))
    marks = dict(each.split(":", 1) for each in request.form.getlist("mark")[:MOST_AT_ONCE] if ":" in each)
    return _queue([_decide_one(key, form, marks.get(str(key), "")) for key in dict.fromkeys(keys) if key <= LARGEST_KEY])


def _decide_one(key: int, form: DecisionForm, mark: str) -> Outcome:
    """One of several, a transaction of its own."""
    title = gettext("Number %(number)d", number=key)
    try:
        with committing():
            row = stored.submission_to_decide(key)
            if row is None:
                return Outcome(title, gettext("There is no such submission."), False)
            title, is_after = row.event.title.in_language(language()), row.is_after
            if row.is_waiting and stored.in_short([row.event_id])[row.event_id].mark != mark:
                raise Refused("changed_meanwhile")
            services.decide(
                row, form.chosen, at=clock.now(), actor=actor(), reason=form.reason, override=form.override.data or ""
            )
    except Refused as refused:
        return Outcome(title, said_of(refused), False)
    return Outcome(title, str((DECIDE_AFTER if is_after else DECIDE)[form.chosen]), True)


def said_of(refused: Refused) -> str:
    """Why a rule said no, with what was found where that is the reason."""
    notes = refused.facts.get("notes")
    words = refused_words(refused.reason, {name: value for name, value in refused.facts.items() if name != "notes"})
    found = " ".join(map(finding_words, notes)) if isinstance(notes, (list, tuple)) else ""
    return f"{words} {found}".strip()


def own_word(row: Submission) -> str:
    """The title of a submission's listing in the reader's language."""
    return row.event.title.in_language(language())
