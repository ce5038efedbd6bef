"""The blueprint of these pages with all its views."""

from accounts.manage import ending, founding, people, settings, staff, trail, verification
from accounts.manage.blueprint import PLACES, bp

__all__ = ["PLACES", "bp", "ending", "founding", "people", "settings", "staff", "trail", "verification"]
