"""The blueprint of account pages with all its views."""

from accounts.views import signing
from accounts.views.blueprint import bp

__all__ = ["bp", "signing"]
