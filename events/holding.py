"""Who may be organiser of record of a listing: the matrix of accounts/licensing.py, as a finding of the checks. Pure.

A listing does not say whether it is the organiser's own show or one that it puts together, so that either will do. Where the
approval is asked of the province (R2), performers come from abroad, Hong Kong, Macao or Taiwan (R3).
"""

from collections.abc import Sequence

from accounts.licensing import Held, Undertaking, Verdict, may_hold
from accounts.models.organisation import OrganisationKind
from events.advert import Code, Finding, Severity
from events.listing import Listing
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run
from events.models.words import ApprovalLevel

ANCHOR = "papers"
OF_GUESTS, OF_HOUSES = "R3", "R14"


def holding_of(
    event: Event, listing: Listing, runs: Sequence[Run], rows: Sequence[Performance], *, held: Sequence[Held]
) -> tuple[Finding, ...]:
    """A warning where the organiser of a commercial show holds nothing on its first day that lets it hold the show.

    A public body is refused by a rule of its own (R8); where nobody is named, that is said already.
    """
    if not listing.is_commercial or not rows or event.organiser is None or event.organiser.kind is OrganisationKind.GOVERNMENT:
        return ()
    has_guests = any(each.level is ApprovalLevel.PROVINCE for row in rows for each in row.approvals[-1:])
    first = min(row.day for row in rows)
    if has_guests:
        # Whether it is its own show, and what it declared to the department, is not told to us.
        verdict = may_hold(held, Undertaking.FOREIGN, on=first, is_own_show=True, has_declared=True)
    else:
        is_own_house = all(run.venue is not None and run.venue.keeper_id == event.organiser_id for run in runs)
        own = may_hold(held, Undertaking.OWN_SHOW, on=first)
        verdict = own if own.is_allowed else may_hold(held, Undertaking.PACKAGE, on=first, is_own_house=is_own_house)
    return () if verdict.is_allowed else (_finding(verdict, has_guests),)


def _finding(verdict: Verdict, has_guests: bool) -> Finding:
    rule = OF_GUESTS if has_guests else OF_HOUSES
    return Finding(Code.ORGANISER_UNLICENSED, Severity.WARN, rule, ANCHOR, {"reason": verdict.reason})
