"""The staff's desk of banners: the lines that every public page shows for a time."""

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.forms import Press
from accounts.models.membership import StaffRole
from accounts.session import actor, staff
from core import clock
from core.db import committing
from core.errors import Refused
from core.numbers import whole_number
from core.web import link
from notices.announcing_words import LOOKS, refused_words
from notices.forms.banner import BannerForm
from notices.manage.blueprint import Desk, bp
from notices.models.notice import Banner, BannerLook
from notices.queries import banners as stored
from notices.services import banners as services


@bp.page("/staff/announcements/banners", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def banners() -> BaseResponse | str:
    """What is shown, what will be, what was; and a new one."""
    here = clock.local(clock.now())
    form = BannerForm(
        look=BannerLook.NOTE.value, from_day=here.date().isoformat(), from_clock=f"{here:%H:%M}",
        until_day=here.date().isoformat(), until_clock="23:59",
    )
    if form.validate_on_submit():
        try:
            with committing():
                services.put_up(form.stated, at=clock.now(), actor=actor())
        except Refused as refused:
            form.refuse(refused_words(refused))
        else:
            flash(gettext("The banner is up, or will be at its time."))
            return redirect(link("announcements.banners"), 303)
    coming, over = stored.all_of(clock.now())
    return Desk(None).page(
        "banners.html", gettext("Banners on every page"), form=form, coming=coming, over=over, at=clock.now(), looks=LOOKS
    )


@bp.page("/staff/announcements/banners/<key:key>", methods=["GET", "POST"])
@staff(StaffRole.CONSOLE)
def banner(key: int) -> BaseResponse | str:
    """Another version of one."""
    row = _own(key)
    form = BannerForm(**_stated(row))
    if form.validate_on_submit():
        try:
            with committing():
                services.edit(
                    found(stored.banner_to_change(key)), form.stated, seen=whole_number(form.seen.data) or 0, at=clock.now(),
                    actor=actor(),
                )
        except Refused as refused:
            form.refuse(refused_words(refused))
            row = _own(key)
            if refused.reason == "stale":
                form.seen.data = str(row.version)
        else:
            flash(gettext("Saved."))
            return redirect(link("announcements.banners"), 303)
    return Desk(None).page("banner.html", gettext("Edit the banner"), form=form, row=row, looks=LOOKS)


@bp.page("/staff/announcements/banners/<key:key>/take-down", methods=["POST"])
@staff(StaffRole.CONSOLE)
def take_down(key: int) -> BaseResponse:
    """It goes at once."""
    _own(key)
    if Press().validate_on_submit():
        with committing():
            services.take_down(found(stored.banner_to_change(key)), at=clock.now(), actor=actor())
        flash(gettext("Taken down."))
    return redirect(link("announcements.banners"), 303)


def _own(key: int) -> Banner:
    return found(stored.banner(key_in_range(key)))


def _stated(row: Banner) -> dict[str, str]:
    first, last = clock.local(row.from_at), clock.local(row.until_at)
    return {
        "line_zh": row.line_zh, "line_en": row.line_en, "href": row.href, "look": row.look.value,
        "from_day": first.date().isoformat(), "from_clock": f"{first:%H:%M}",
        "until_day": last.date().isoformat(), "until_clock": f"{last:%H:%M}", "seen": str(row.version),
    }
