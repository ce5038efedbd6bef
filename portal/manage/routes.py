"""Every page of this package at the desks, on its one blueprint."""

from portal.manage import reach, reports
from portal.manage.blueprint import PLACES, bp

__all__ = ["PLACES", "bp", "reach", "reports"]
