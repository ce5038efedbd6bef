"""What readers reported and nobody answered yet, as the way in of an organisation's people shows it."""

from collections.abc import Mapping, Sequence

from flask_babel import ngettext

from accounts.models.organisation import Organisation
from accounts.waiting import Waiting
from core.web import link
from portal.queries.reports import numbers_waiting


def reports_waiting(organisations: Sequence[Organisation]) -> Mapping[int, Sequence[Waiting]]:
    """One line for each organisation that has any."""
    slugs = {each.id: each.slug for each in organisations}
    return {
        key: [Waiting(
            ngettext("%(num)s report of a reader", "%(num)s reports of readers", number),
            link("portal_desk.reports", organisation=slugs[key]),
        )]
        for key, number in numbers_waiting(list(slugs)).items()
    }
