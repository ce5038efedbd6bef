"""The blueprint of these pages with all its views."""

from accounts.manage import founding, people, settings, staff, trail, verification
from accounts.manage.blueprint import PLACES, bp

__all__ = ["PLACES", "bp", "founding", "people", "settings", "staff", "trail", "verification"]
