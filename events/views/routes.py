"""Every page of this package, on its one blueprint."""

from events.views import calendar, cities, event, month, performance, places, premieres, themes, works
from events.views.blueprint import bp

MODULES = (calendar, month, event, performance, works, places, cities, themes, premieres)
__all__ = ["MODULES", "bp"]
