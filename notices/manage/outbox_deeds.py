"""What the staff do at the outbox desk. Each deed has a page that says by name what it does, and asks why."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import flash, redirect, request
from flask_babel import gettext, ngettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.models.membership import StaffRole
from accounts.session import actor, staff
from core import clock, tokens
from core.db import committing
from core.errors import Refused
from core.web import link, settings
from notices.choosing import TRIED_AGAIN, Choice, State
from notices.desk_words import kind_words, refusal_words
from notices.manage.outbox import has_address, state_of
from notices.manage.outbox_blueprint import as_query, bp, choice_asked_for, choice_words, home, name_of_choice, page
from notices.manage.searching import masked
from notices.outbox_forms import WhyForm
from notices.queries import chosen as rows_of
from notices.queries import desk
from notices.queries import standing as mailboxes
from notices.services import rerunning
from notices.services.rerunning import Deed

# Transactions of one press: what is more stays, and is pressed for once more.
MOST_BATCHES = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A deed before it is done: what it is called, what it does line by line, where it leads back to."""

    title: str
    does: Sequence[str]
    press: str
    back: str
    is_grave: bool = False


def _asked(plan: Plan, act: Callable[[Deed], str]) -> BaseResponse | str:
    """The page of a deed; pressed, it is done and said. `act` answers what is said then."""
    form = WhyForm()
    if form.validate_on_submit():
        try:
            said = act(Deed(at=clock.now(), actor=actor(), reason=form.reason.data or ""))
        except Refused as refused:
            form.refuse(refusal_words(refused))
        else:
            flash(said)
            return redirect(plan.back, 303)
    return page("deed.html", plan.title, plan=plan, form=form, here=request.full_path.rstrip("?"))


def _in_one(act: Callable[[Deed], None], said: str) -> Callable[[Deed], str]:
    """A deed of one transaction."""

    def do(deed: Deed) -> str:
        with committing():
            act(deed)
        return said

    return do


def _in_batches(choice: Choice, act: Callable[[Choice, Deed], int]) -> Callable[[Deed], str]:
    """A deed on many rows: a thousand a transaction."""

    def do(deed: Deed) -> str:
        number = 0
        for _ in range(MOST_BATCHES):
            with committing():
                changed = act(choice, deed)
            number += changed
            if changed < rerunning.A_BATCH:
                break
        left = rows_of.number_chosen(choice, clock.now()) if number >= MOST_BATCHES * rerunning.A_BATCH else 0
        said = ngettext("Done: %(num)d delivery.", "Done: %(num)d deliveries.", number)
        more = ngettext("%(num)d is left: press once more.", "%(num)d are left: press once more.", left) if left else ""
        return f"{said} {more}".strip()

    return do


# --- deliveries --------------------------------------------------------------------------------------------------------


def _of_rows(deed: str, choice: Choice, number: int, back: str) -> Plan:
    about = choice_words(choice, name_of_choice(choice))
    counted = ngettext("%(num)d delivery: %(which)s", "%(num)d deliveries: %(which)s", number, which=about)
    if deed == "retry" and choice.state in TRIED_AGAIN:
        return Plan(
            title=gettext("Try now"), press=gettext("Try now"), back=back,
            does=[
                counted, gettext("They are due at once instead of later, and take their turns with all others."),
                gettext("What was never tried waits for a reason of its own (quiet hours) and goes on waiting."),
            ],
        )
    if deed == "retry":
        return Plan(
            title=gettext("Send once more"), press=gettext("Send once more"), back=back,
            does=[
                counted, gettext("They are due again at once, as if never tried, and take their turns with all others."),
                gettext("Whoever has unsubscribed or paused since is still left out; what is of no use any more is not sent."),
            ],
        )
    return Plan(
        title=gettext("Set aside"), press=gettext("Set aside: do not send"), back=back, is_grave=True,
        does=[
            counted, gettext("They are not sent; nobody is told of it. Reports count them as set aside by the staff."),
            gettext("What is being sent this moment still goes out."),
            gettext("You can send them after all: they stand under “Set aside by the staff”."),
        ],
    )


@bp.page("/staff/outbox/<any(retry,skip):deed>", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def many(deed: str) -> BaseResponse | str:
    """All deliveries of a choice: again, or not at all."""
    stated = found(choice_asked_for())
    choice = stated.to_retry if deed == "retry" else stated
    query = as_query(stated, request.values.get("organisation", ""))
    act = rerunning.retry if deed == "retry" else rerunning.skip
    plan = _of_rows(deed, choice, rows_of.number_chosen(choice, clock.now()), link("outbox.rows", **query))
    return _asked(plan, _in_batches(choice, act))


@bp.page("/staff/outbox/rows/<key:key>/<any(retry,skip):deed>", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def one(key: int, deed: str) -> BaseResponse | str:
    """One delivery: again, or not at all."""
    row = found(rows_of.delivery_of(key_in_range(key)))
    state: State = state_of(row, clock.now())
    choice = Choice(state=state, key=row.id, kind=row.kind, channel=row.channel, organisation_id=row.organisation_id or 0)
    act = rerunning.retry if deed == "retry" else rerunning.skip
    return _asked(_of_rows(deed, choice, int(has_address(row)), link("outbox.row", key=key)), _in_batches(choice, act))


# --- the whole outbox --------------------------------------------------------------------------------------------------


@bp.page("/staff/outbox/<any(hold,release,aside):deed>", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def everything(deed: str) -> BaseResponse | str:
    """Hold all that would go out, let it go, or set aside what a restored backup would send a second time."""
    if deed == "aside":
        return _aside()
    if deed == "hold":
        plan = Plan(
            title=gettext("Hold everything"), press=gettext("Hold everything"), back=home(), is_grave=True,
            does=[
                gettext("From now on nothing leaves the outbox, by whatever way; letters for new passwords wait, too."),
                gettext("What is written meanwhile waits."), gettext("What is being sent this moment still goes out."),
                gettext("Release it here when you are ready; what is of no use any more by then is not sent."),
            ],
        )
        return _asked(plan, _in_one(rerunning.hold, gettext("Held. Nothing leaves the outbox until somebody releases it.")))
    waiting = sum(each.due for each in desk.still_open(clock.now())[0])
    plan = Plan(
        title=gettext("Release the outbox"), press=gettext("Release: send what is due"), back=home(), is_grave=True,
        does=[
            ngettext("%(num)d delivery is due and goes out.", "%(num)d deliveries are due and go out.", waiting),
            gettext("After a restored backup, look first at what is due: what had gone out before must be set aside."),
        ],
    )
    return _asked(plan, _in_one(rerunning.release, gettext("Released. What is due goes out now.")))


def _aside() -> BaseResponse | str:
    plan = Plan(
        title=gettext("Set aside what was due before"), press=gettext("Set aside: do not send"), back=home(), is_grave=True,
        does=[
            gettext("What was due before the outbox was held is not sent; notices due before that are taken out."),
            gettext("Do this after a restored backup: most of it had gone out already."),
            gettext("The outbox stays held. What you set aside stands under “Set aside by the staff”."),
        ],
    )

    def do(deed: Deed) -> str:
        with committing():
            letters, notices = rerunning.set_aside(deed)
        return gettext("Set aside: %(letters)d deliveries, %(notices)d notices.", letters=letters, notices=notices)

    return _asked(plan, do)


# --- mailboxes ---------------------------------------------------------------------------------------------------------


@bp.page("/staff/outbox/mailboxes/<key:key>/anew", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def mailbox(key: int) -> BaseResponse | str:
    """Letters go to a mailbox again that refused them."""
    row = found(mailboxes.standing_by_key(key_in_range(key)))
    name = masked(row.mail)
    digest = tokens.keyed_hash(settings().secret_key, row.mail)[:16]
    plan = Plan(
        title=gettext("Start a mailbox anew"), press=gettext("Start it anew"), back=link("outbox.search"),
        does=[
            gettext("What came back from %(mail)s is forgotten, and letters go there again.", mail=name),
            gettext("Do this when its owner says that it works. If it refuses them again, it is stopped again."),
        ],
    )
    said = gettext("Letters go to %(mail)s again.", mail=name)
    return _asked(plan, _in_one(lambda deed: rerunning.start_anew(row.mail, deed, mailbox=digest), said))


# --- notices -----------------------------------------------------------------------------------------------------------


@bp.page("/staff/outbox/notices/<key:key>/<any(void,revive):deed>", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def of_notice(key: int, deed: str) -> BaseResponse | str:
    """Take a waiting notice out, or put it back."""
    row = found(desk.notice_of(key_in_range(key)))
    called = gettext("%(kind)s, number %(number)d", kind=kind_words(row.kind), number=row.id)
    back = link("outbox.notice", key=key)
    if deed == "void":
        plan = Plan(
            title=gettext("Take this notice out"), press=gettext("Take it out: tell nobody"), back=back, is_grave=True,
            does=[
                called, gettext("Nobody is told what it says. A later change of the same dates makes a notice of its own."),
                gettext("You can put it back until it would have come too late."),
            ],
        )
        return _asked(plan, _in_one(lambda deed: rerunning.void(key, deed), gettext("Taken out. Nobody is told of it.")))
    plan = Plan(
        title=gettext("Put this notice back"), press=gettext("Put it back"), back=back,
        does=[called, gettext("It waits again for its time, and goes out then.")],
    )
    return _asked(plan, _in_one(lambda deed: rerunning.revive(key, deed), gettext("Put back. It goes out when it is due.")))
