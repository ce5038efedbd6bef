"""The blueprint of these pages with all its views."""

from events.manage import hands, hands_staff, pictures
from events.manage.hands import PLACES, bp

__all__ = ["PLACES", "bp", "hands", "hands_staff", "pictures"]
