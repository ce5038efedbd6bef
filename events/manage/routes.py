"""Every page of the organisers' desk in this package, on its one blueprint."""

from events.manage import confirming, dates, listings, overview, paste, radar, rules, sections, single, start
from events.manage.blueprint import LISTINGS, bp

MODULES = (listings, start, paste, overview, confirming, sections, dates, single, radar, rules)
PLACES = (LISTINGS,)
__all__ = ["MODULES", "PLACES", "bp"]
