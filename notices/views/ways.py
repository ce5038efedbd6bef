"""The ways that end elsewhere: robots of chat groups and programs. Added, tried, paused, taken away."""

from collections.abc import Callable, Mapping

from flask import flash, redirect, request
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from markupsafe import Markup
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.limits import HOUR
from accounts.services import signins
from accounts.session import anyone, person
from accounts.views.limiting import hashed, machine
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import EXPIRED, is_expired
from core.language import language
from core.numbers import LARGEST_KEY
from core.web import link, settings
from notices.channels.posted import SERVICES, bases_of, service_of
from notices.channels.robot import KEYWORD
from notices.doors import follower_here
from notices.models.follower import Endpoint, Follower
from notices.queries import ways as queries
from notices.services import followers, standing
from notices.services import ways as deeds
from notices.trouble_words import trouble_words
from notices.views.blueprint import bp, here, masked, page
from notices.views.mail_state import stopped_mailbox
from notices.words import way_words

IN_CHINESE = Markup('<b lang="zh-CN">{}</b>')
# Programs that one network adds, and codes that are typed for one, within an hour.
MOST_PROGRAMS, MOST_CODES = 20, 10
# At which field of the form a refusal is said; "": above it.
FIELDS = {
    "not_a_robot": "address", "known_way": "address", "not_https": "address", "bad_address": "address", "not_public": "address",
    "bad_secret": "secret",
}


@bp.record_once
def _give(state: BlueprintSetupState) -> None:
    """What pages and letters say of a way that fails."""
    state.app.jinja_env.globals["trouble_words"] = trouble_words


@bp.page("/following/ways", methods=["GET"])
@anyone
def ways() -> str:
    """All of a follower's robots and programs, how they do, and how to add one."""
    follower = follower_here()
    rows = queries.ways_by(follower.id, deeds.POSTED) if follower else ()
    return page(
        "ways", gettext("Group robots and programs"), rows=rows, latest=queries.latest_by([row.id for row in rows]),
        may_add=follower is not None or person() is not None, stopped=stopped_mailbox(follower),
    )


@bp.page("/following/ways/mail", methods=["POST"])
@anyone
def mail_again() -> BaseResponse:
    """The owner of a mailbox that was stopped wants our letters there again."""
    follower = here()
    try:
        with committing():
            standing.start_anew(follower.address, at=clock.now())
        flash(gettext("We send to %(mail)s again.", mail=masked(follower.address)), "done")
    except Refused as refused:
        flash(_words(refused), "problem")
    return redirect(link("following.ways"), 303)


@bp.page("/following/ways/add/robot", methods=["GET", "POST"])
@anyone
def add_robot() -> BaseResponse | str:
    """A chat group hears of things by its robot."""
    if request.method == "POST":
        try:
            row = _added_robot()
        except Refused as refused:
            return _robot_page(refused)
        flash(gettext("Added. A test message is on its way to the group."), "done")
        return redirect(link("following.way", key=row.id), 303)
    return _robot_page()


def _added_robot() -> Endpoint:
    stated = request.form
    service = service_of(stated.get("service", ""))
    if service is None:
        raise Refused("service_needed")
    with committing():
        row = deeds.add_robot(
            _somebody(), service, stated.get("address", ""), bases=bases_of(service.code, settings()),
            secret=stated.get("secret", "") if service.has_secret else "", name=stated.get("name", ""), at=clock.now(),
        )
        if request.form.get("all"):
            deeds.tell_all(row)  # before the test message, which says what is told there
        deeds.send_try(row, language=language(), at=clock.now())
    return row


def _robot_page(refused: Refused | None = None) -> str:
    found(follower_here() or person())
    return page(
        "ways_robot", gettext("Add a group robot"), typed=request.form, errors=_errors(refused),
        keyword=IN_CHINESE.format(KEYWORD), services=[service.code for service in SERVICES],
    )


@bp.page("/following/ways/add/program", methods=["GET", "POST"])
@anyone
def add_program() -> str:
    """A program hears of things; its secret stands on the answer to the form and nowhere else."""
    refused = None
    if request.method == "POST":
        try:
            with committing():
                row = deeds.add_webhook(
                    _somebody(), request.form.get("address", ""), name=request.form.get("name", ""), at=clock.now(),
                    allow_private=settings().allow_private_fetch,
                )
                if request.form.get("all"):
                    deeds.tell_all(row)
                signins.throttle(f"program@{hashed(machine())}", at=clock.now(), most=MOST_PROGRAMS, within=HOUR)
                deeds.send_try(row, language=language(), at=clock.now())
            return _way_page(row, secret=row.secret)
        except Refused as why:
            refused = why
    found(follower_here() or person())
    return page("ways_program", gettext("Add a program"), typed=request.form, errors=_errors(refused))


def _somebody() -> Follower:
    """Whose way it becomes: the follower of this request; whoever is signed in becomes one with it."""
    who = person()
    return followers.follower_of_person(who, at=clock.now()) if who is not None else here()


@bp.page("/following/ways/<key:key>", methods=["GET", "POST"])
@anyone
def way(key: int) -> BaseResponse | str:
    """One of them: how it does, and what can be done with it."""
    row = _own(key)
    if request.method != "POST":
        return _way_page(row)
    deed = request.form.get("deed", "")
    try:
        if deed == "secret":
            with committing():
                secret = deeds.renew_secret(_own(key), at=clock.now())
            return _way_page(_own(key), secret=secret)
        flash(_done(deed, key), "done")
    except Refused as refused:
        flash(_words(refused), "problem")
    return redirect(link("following.ways") if deed in {"end", "list"} else link("following.way", key=key), 303)


def _done(deed: str, key: int) -> str:
    """Do it, and say so."""
    at, stated = clock.now(), request.form
    of: Mapping[str, Callable[[Endpoint], object]] = {
        "try": lambda row: deeds.send_try(row, language=language(), at=at), "pause": lambda row: deeds.pause(row, at=at),
        "prove": lambda row: deeds.prove(row, stated.get("code", ""), at=at),
        "go_on": lambda row: deeds.go_on(row, at=at),
        "rename": lambda row: deeds.rename(row, stated.get("name", "")), "end": lambda row: deeds.end(row, at=at),
    }
    if deed not in of:
        raise Refused("unknown_deed")
    if deed == "prove":
        with committing():  # of its own: a wrong one counts, too
            signins.throttle(f"program:{_own(key).id}", at=at, most=MOST_CODES, within=HOUR)
    with committing():
        of[deed](_own(key))
    known = {
        "prove": gettext("The code is right: what you follow is told there from now on."),
        "try": gettext("A test message is on its way. Look in the group in about ten seconds, or open this page again."),
        "pause": gettext("Paused. Nothing is sent there until you go on."), "go_on": gettext("It is used again."),
        "rename": gettext("Renamed."), "end": gettext("Removed. Nothing is sent there any more."),
    }
    return known[deed]


def _own(key: int) -> Endpoint:
    row = found(queries.way_of(here().id, key) if key <= LARGEST_KEY else None)
    return found(row if row.channel in deeds.POSTED else None)


def _way_page(row: Endpoint, *, secret: str = "") -> str:
    return page(
        "ways_one", row.name or way_words(row.channel), row=row, last=queries.latest_by([row.id]).get(row.id), secret=secret,
        things=queries.wishes_by(row.id), end=row.address[-4:],
    )


def _errors(refused: Refused | None) -> Mapping[str, str]:
    """What to say, by field; nothing that was typed is lost."""
    if is_expired():
        return {"": str(EXPIRED)}
    return {} if refused is None else {FIELDS.get(refused.reason, ""): _words(refused)}


def _words(refused: Refused) -> str:
    known = {
        "expired": str(EXPIRED), "service_needed": gettext("Choose the service that your group is in."),
        "not_a_robot": gettext(
            "This is no address of such a robot. Copy the whole webhook address from the robot's page and choose its service."
        ),
        "bad_secret": gettext("A signing secret is one word of letters and digits. Copy it once more."),
        "known_way": gettext("You have this one already."),
        "too_many_ways": gettext("Twenty are the most. Remove one first."),
        "not_https": gettext("The address must begin with https://."),
        "bad_address": gettext("This is no address that we can send to: a name of the open net, without a port or a password."),
        "not_public": gettext("This address is of a private network, where nothing of ours can arrive."),
        "wrong_code": gettext("This is not the code of the test message. Look once more into what your program received."),
        "code_needed": gettext("Type the code of the test message first."),
        "is_asked": gettext("The test message with the code went there within the last day. Another one can be sent tomorrow."),
        "too_many": gettext("Those were many tries. Please go on in an hour."),
        "just_tried": gettext("A test message went there within the last minute. Wait a little and try again."),
        "is_paused": gettext("It is paused. Go on with it first."),
        "no_secret": gettext("The secret of a robot is made by its service."),
    }
    return known.get(refused.reason) or gettext("That did not work. Please try again.")
