"""Everything that is an organisation's, in one archive, at any time: asked for, made in the background, kept for a week."""

from flask import Response, flash, redirect, render_template, send_file
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.forms import Press
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.places import Place
from accounts.session import actor, member
from core import clock
from core.clock import local
from core.db import committing
from core.errors import Refused
from core.web import PrivateBlueprint, link
from portal import packing
from portal.queries import exports as stored
from portal.services import exports

bp = PrivateBlueprint("export", __name__)
# So few dates are packed at once, while the person waits.
AT_ONCE = 60
PLACES: tuple[Place, ...] = (
    Place(name="export", endpoint="export.export", words=lambda: gettext("Export"), position=95, role=Role.OWNER),
)


@bp.page("/desk/<slug:organisation>/export", endpoint="export", methods=["GET", "POST"])
@member(Role.OWNER, even_suspended=True)
def export(organisation: Organisation) -> BaseResponse | str:
    """What the archive holds; what is being made, how far it is; what lies ready."""
    form, slug = Press(), organisation.slug
    if form.validate_on_submit():
        _ask(organisation)
        return redirect(link("export.export", organisation=slug), 303)
    rows = stored.exports_of(organisation.id)
    return render_template(
        "portal/desk/export.html", title=gettext("Take everything with you"), organisation=organisation, form=form,
        place="export", rows=rows, running=next((row for row in rows if row.is_being_made), None), keeps=exports.KEPT,
    )


def _ask(organisation: Organisation) -> None:
    """A small one is made at once, a large one by the worker."""
    try:
        with committing():
            row = exports.ask(organisation, at=clock.now(), actor=actor())
            key, is_small = row.id, row.claimed_at is None and row.total <= AT_ONCE * exports.TIMES
            if is_small:
                exports.take(row, at=clock.now())
    except Refused as refused:
        if refused.reason != "too_many":
            raise
        flash(gettext("Six exports an hour are enough. Try again later."), "problem")
        return
    if is_small:
        for step in packing.steps(key):
            with committing():
                step()


@bp.page("/desk/<slug:organisation>/export/<key:key>", endpoint="file")
@member(Role.OWNER, even_suspended=True)
def file(organisation: Organisation, key: int) -> Response:
    """The archive itself; 404 once its week is over."""
    row = found(stored.export_of(organisation.id, key_in_range(key)))
    path = packing.file_of(row.id)
    found(row if row.finished_at is not None and path.is_file() else None)
    name = f"{organisation.slug}-{local(row.asked_at):%Y-%m-%d}.zip"
    return send_file(path, mimetype="application/zip", as_attachment=True, download_name=name, max_age=0)
