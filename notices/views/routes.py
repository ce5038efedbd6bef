"""The blueprint of a follower's pages with all its views."""

from notices.views import overview, unsubscribing, ways
from notices.views.blueprint import bp

__all__ = ["bp", "overview", "unsubscribing", "ways"]
