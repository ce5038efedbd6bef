"""Every page of this package, on its one blueprint."""

from events.views import calendar, cities, day, event, month, performance, places, premieres, themes, week, works
from events.views.blueprint import bp

MODULES = (calendar, month, week, day, event, performance, works, places, cities, themes, premieres)
__all__ = ["MODULES", "bp"]
