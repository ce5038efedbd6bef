"""The blueprint of a follower's pages with all its views."""

from notices.views import follow, hours, lately, overview, single, taking_over, unsubscribing, ways
from notices.views.blueprint import bp

__all__ = ["bp", "follow", "hours", "lately", "overview", "single", "taking_over", "unsubscribing", "ways"]
