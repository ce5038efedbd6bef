"""Everything that is an organisation's, in one archive, at any time."""

from datetime import timedelta

from flask import Response, flash, redirect, render_template, stream_with_context
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.forms import Press
from accounts.manage.blueprint import telling
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.places import Place
from accounts.services import signins, trail
from accounts.session import actor, member
from core import clock
from core.clock import local
from core.db import committing
from core.web import PrivateBlueprint, link, settings
from portal.archive import archive
from portal.exporting import files_of

bp = PrivateBlueprint("export", __name__)
MOST, WITHIN = 6, timedelta(hours=1)
PLACES: tuple[Place, ...] = (
    Place(name="export", endpoint="export.export", words=lambda: gettext("Export"), position=95, role=Role.OWNER),
)


@bp.page("/desk/<slug:organisation>/export", endpoint="export", methods=["GET", "POST"])
@member(Role.OWNER, even_suspended=True)
def export(organisation: Organisation) -> BaseResponse | str:
    """What the archive holds; pressing the button sends it while it is written."""
    form, key, slug, at = Press(), organisation.id, organisation.slug, clock.now()
    if form.validate_on_submit():
        with telling(form) as done, committing():
            signins.throttle(f"export:{key}", at=at, most=MOST, within=WITHIN)
            trail.note("exported", at=at, actor=actor(), organisation_id=key, subject=organisation)
        if done:
            return _sent(key, slug)
        flash(gettext("Six exports an hour are enough. Try again later."), "problem")
        return redirect(link("export.export", organisation=slug), 303)
    return render_template(
        "portal/desk/export.html", title=gettext("Take everything with you"), organisation=organisation, form=form,
        place="export",
    )


def _sent(key: int, slug: str) -> Response:
    at, config = clock.now(), settings()
    files = files_of(key, at=at, folder=config.data_folder, base=config.public_base_url)
    response = Response(stream_with_context(archive(files, local(at))), content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{slug}-{local(at):%Y-%m-%d}.zip"'
    response.headers["X-Accel-Buffering"] = "no"
    return response
