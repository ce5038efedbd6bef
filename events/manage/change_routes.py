"""The blueprint of the change desk with all its views."""

from events.manage import changes, changing, deeds
from events.manage.change_desk import CHANGES, bp

__all__ = ["CHANGES", "bp", "changes", "changing", "deeds"]
