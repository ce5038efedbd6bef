"""What an organisation says of itself, and under which address."""

from flask import flash, redirect
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found
from accounts.desk_forms import SettingsForm
from accounts.manage.blueprint import bp, page, telling
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.queries import organisations, proofs
from accounts.services import founding, verification
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.web import link

FIELDS = (
    "name_zh", "name_en", "city", "website", "contact_name", "contact_mail", "contact_phone", "credit_code", "slug",
)


@bp.page("/desk/<slug:organisation>/settings", endpoint="settings", methods=["GET", "POST"])
@member(Role.OWNER)
def settings(organisation: Organisation) -> BaseResponse | str:
    """Names, city, contact, kinds, address."""
    kinds = proofs.capacities_of([organisation.id]).get(organisation.id, frozenset())
    form = SettingsForm(obj=organisation, kinds=[each.value for each in kinds])
    if form.validate_on_submit() and (slug := _save(organisation.slug, form)):
        flash(gettext("Saved."))
        return redirect(link("house.settings", organisation=slug), 303)
    public = link("events.organiser", slug=organisation.slug) if organisation.is_listed else ""
    return page("accounts/house/settings.html", gettext("Settings"), organisation=organisation, form=form, public=public,
                place="settings")


def _save(slug: str, form: SettingsForm) -> str:
    """The address under which it stands now; empty where a rule said no."""
    fields = {
        "credit_code_wrong": form.credit_code, "credit_code_taken": form.credit_code, "name_needed": form.name_zh,
        "slug_form": form.slug, "slug_taken": form.slug,
    }
    with telling(form, fields) as done, committing():
        row = found(organisations.organisation_of_slug(slug))
        at, who = clock.now(), actor()
        stated = {name: form[name].data or "" for name in FIELDS}
        founding.change_facts(row, at=at, actor=who, kind=form.body, **stated)
        verification.set_capacities(row, form.capacities, at=at, actor=who)
    return str(form.slug.data) if done else ""
