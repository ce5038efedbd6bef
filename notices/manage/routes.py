"""The blueprint of these pages with all its views."""

from notices.manage import banners, lists, one, writing
from notices.manage.blueprint import PLACES, bp

__all__ = ["PLACES", "banners", "bp", "lists", "one", "writing"]
