"""The blueprint of a follower's pages with all its views."""

from notices.views import overview, unsubscribing
from notices.views.blueprint import bp

__all__ = ["bp", "overview", "unsubscribing"]
