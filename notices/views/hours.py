"""What holds for all: language, quiet hours, the summary's hour, a pause, new links, an end."""

from datetime import datetime, time

from flask import flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.session import anyone
from core import clock
from core.db import committing
from core.errors import Refused
from core.web import link
from notices import rhythm
from notices.doors import forget, remember
from notices.forms.following import HoursForm, PauseForm
from notices.models.follower import Follower
from notices.services import followers, settings
from notices.views.blueprint import bp, here, page, pressed
from notices.views.refusals import refusal_words

Answer = BaseResponse | str | tuple[str, int]
MORNING = time(8)


@bp.page("/following/hours", methods=["GET", "POST"])
@anyone
def hours() -> Answer:
    """Language, clock, quiet hours, the summary."""
    follower = here()
    form = HoursForm(data=_values(follower))
    if form.validate_on_submit() and _set(form):
        flash(gettext("Kept."))
        return redirect(link("following.hours"), 303)
    return _page(follower, form, PauseForm())


def _page(follower: Follower, form: HoursForm, pause_form: PauseForm) -> str:
    return page(
        "hours", gettext("Hours, language, pause"), follower=follower, form=form, pause_form=pause_form, zones=rhythm.zones(),
        at=clock.now(), is_summary_quiet=_is_summary_quiet(follower),
    )


def _is_summary_quiet(follower: Follower) -> bool:
    """Whether a summary is due, and comes within the quiet hours."""
    first, last = follower.quiet_from, follower.quiet_until
    if follower.digest_due_at is None or first is None or last is None:
        return False
    return rhythm.is_quiet_at(follower.digest_minute, first, last)


def _time(minute: int | None) -> time | None:
    return time(minute // 60, minute % 60) if minute is not None else None


def _minute(stated: time | None) -> int | None:
    return stated.hour * 60 + stated.minute if stated is not None else None


def _values(follower: Follower) -> dict[str, object]:
    is_quiet = follower.quiet_from is not None
    return {
        "language": follower.language, "zone": follower.zone, "is_quiet": is_quiet,
        "quiet_from": _time(follower.quiet_from if is_quiet else 22 * 60),
        "quiet_until": _time(follower.quiet_until if is_quiet else 8 * 60),
        "digest_at": _time(follower.digest_minute), "weekday": str(follower.digest_weekday),
    }


def _set(form: HoursForm) -> bool:
    is_quiet = bool(form.is_quiet.data)
    wanted = settings.Hours(
        zone=form.zone.data or "", digest_minute=_minute(form.digest_at.data) or 0, digest_weekday=int(form.weekday.data),
        quiet_from=_minute(form.quiet_from.data) if is_quiet else None,
        quiet_until=_minute(form.quiet_until.data) if is_quiet else None,
    )
    try:
        with committing():
            settings.set_hours(here(), wanted, language=form.language.data, at=clock.now())
    except Refused as refused:
        form.refuse(refusal_words(refused))
        return False
    return True


@bp.page("/following/pause", methods=["POST"])
@anyone
def pause() -> Answer:
    """Nothing at all until a morning, or until one goes on."""
    follower, form = here(), PauseForm()
    if form.validate_on_submit():
        day = form.until.data
        until = datetime.combine(day, MORNING, rhythm.zone_of(follower.zone)) if day else None
        try:
            with committing():
                settings.pause_all(here(), at=clock.now(), until=until)
            return redirect(link("following.index"), 303)
        except Refused as refused:
            form.refuse(refusal_words(refused), form.until)
    return _page(here(), HoursForm(formdata=None, data=_values(here())), form)


@bp.page("/following/go-on", methods=["POST"])
@anyone
def go_on() -> BaseResponse:
    """They hear again."""
    here()
    if pressed():
        with committing():
            settings.go_on(here())
    return redirect(link("following.index"), 303)


@bp.page("/following/new-links", methods=["POST"])
@anyone
def new_links() -> BaseResponse:
    """Every link of before is void, and whoever had one is out; this browser stays."""
    here()
    if pressed():
        with committing():
            mine = here()
            followers.renew_key(mine)
        remember(mine)
        flash(gettext("Done: all earlier links are void. The next letter brings a new one."))
    return redirect(link("following.hours"), 303)


@bp.page("/following/forget", methods=["GET", "POST"])
@anyone
def forget_all() -> Answer:
    """Everything ends, and nothing is kept: asked once more, since it cannot be taken back."""
    follower = here()
    if request.method == "POST" and pressed():
        with committing():
            settings.forget(here())
        forget()
        return redirect(link("following.forgotten"), 303)
    return page("forget", gettext("Stop everything and forget me"), follower=follower)


@bp.page("/following/forgotten", methods=["GET"])
@anyone
def forgotten() -> str:
    """It is done."""
    return page("forgotten", gettext("Nothing of it is kept any more"))
