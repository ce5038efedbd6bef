"""A listing exactly as visitors will see it: the same page by the same template, for its own people and for reviewers."""

from accounts.access import found
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.session import member, staff
from core.numbers import LARGEST_KEY
from core.web import PrivateBlueprint
from events.queries import listings as stored
from events.queries import review
from events.views.event import page_of

bp = PrivateBlueprint("preview", __name__)


@bp.page("/desk/<slug:organisation>/listings/<key:key>/preview")
@member(Role.VIEWER)
def event(organisation: Organisation, key: int) -> str:
    """The page, with its drafts, under a line that says what it is."""
    shown = found(stored.own_event(organisation.id, key) if key <= LARGEST_KEY else None)
    return page_of(shown, preview_for=organisation)


@bp.page("/staff/review/<key:key>/preview")
@staff(StaffRole.REVIEWER)
def submission(key: int) -> str:
    """The same for who reviews it."""
    row = found(review.submission(key) if key <= LARGEST_KEY else None)
    return page_of(row.event, preview_for=row.organisation)
