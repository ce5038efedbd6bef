"""The rules in short: what stands behind what the checks find."""

from flask_babel import gettext

from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.session import member
from events.law_words import RULES
from events.manage.blueprint import bp, page


@bp.page("/desk/<slug:organisation>/rules")
@member(Role.VIEWER)
def rules(organisation: Organisation) -> str:
    """The rules, each with its number to link to."""
    return page("rules.html", gettext("The rules in short"), organisation, rules=RULES)
