"""Every page of the outbox desk, on its one blueprint."""

from notices.manage import outbox, outbox_deeds, searching
from notices.manage.outbox_blueprint import PLACES, bp

__all__ = ["PLACES", "bp", "outbox", "outbox_deeds", "searching"]
