"""Every page of this package, on its one blueprint."""

from events.views import calendar, cities, day, event, month, performance, places, themes, week, works
from events.views.blueprint import bp

MODULES = (calendar, month, week, day, event, performance, works, places, cities, themes)
__all__ = ["MODULES", "bp"]
