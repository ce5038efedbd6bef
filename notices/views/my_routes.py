"""The blueprint of a reader's own calendars, inbox and feeds of changes with all its views."""

from notices.views import atom, calendar_feed, calendars, inbox, wanting
from notices.views.my import bp

__all__ = ["atom", "bp", "calendar_feed", "calendars", "inbox", "wanting"]
