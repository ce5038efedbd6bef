"""Closing an organisation for good, by its owner."""

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.desk_forms import ClosingForm
from accounts.manage.blueprint import bp, page, telling
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.queries import organisations
from accounts.services import ending
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.language import language
from core.web import link


@bp.page("/desk/<slug:organisation>/close", endpoint="closing", methods=["GET", "POST"])
@member(Role.OWNER, even_suspended=True)
def closing(organisation: Organisation) -> BaseResponse | str:
    """What ends, what stays, what has to be seen to first; then it closes."""
    form, slug, name = ClosingForm(), organisation.slug, organisation.name.in_language(language())
    if form.validate_on_submit():
        with telling(form) as done, committing():
            row = found(organisations.organisation_of_slug(slug))
            ending.close_organisation(row, at=clock.now(), actor=actor())
        if done:
            flash(gettext("%(name)s is closed.", name=name))
            return redirect(link("accounts.desk"), 303)
    return page(
        "accounts/house/closing.html", gettext("Close %(name)s", name=name), organisation=organisation, form=form,
        obstacles=ending.obstacles_to(organisation, at=clock.now()), place="settings",
    )
