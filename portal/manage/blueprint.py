"""The blueprint of this package's pages at the desks, and its entries in their navigation."""

from flask_babel import gettext

from accounts.models.membership import Role, StaffRole
from accounts.places import Place
from core.web import PrivateBlueprint

bp = PrivateBlueprint("portal_desk", __name__)
PLACES = (
    Place(
        name="reach", endpoint="portal_desk.reach", words=lambda: gettext("Reach"), position=60, role=Role.VIEWER,
    ),
    Place(
        name="reports", endpoint="portal_desk.reports", words=lambda: gettext("What readers report"), position=70,
        role=Role.VIEWER,
    ),
    Place(
        name="reports", endpoint="portal_desk.staff_reports", words=lambda: gettext("What readers report"), position=70,
        staff=StaffRole.REVIEWER,
    ),
)
