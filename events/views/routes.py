"""Every page of this package, on its one blueprint."""

from events.views import calendar, cities, day, event, media, month, performance, places, premieres, themes, week, works
from events.views.blueprint import bp

MODULES = (calendar, month, week, day, event, media, performance, works, places, cities, themes, premieres)
__all__ = ["MODULES", "bp"]
