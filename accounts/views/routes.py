"""The blueprint of account pages with all its views."""

from accounts.views import account, closed, data, factor, keeping, mailbox, reset, signing, signing_up
from accounts.views.blueprint import bp

__all__ = ["account", "bp", "closed", "data", "factor", "keeping", "mailbox", "reset", "signing", "signing_up"]
