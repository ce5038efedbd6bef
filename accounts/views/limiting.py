"""Slowing down whoever tries too often, by account and by machine; only keyed hashes are stored (quality.md 2)."""

from ipaddress import ip_address, ip_network

from flask import request

from accounts.limits import LIMITS
from accounts.services import signins
from accounts.views.words import slow_down
from core import clock, tokens
from core.db import committing
from core.errors import Refused
from core.forms import Form
from core.web import settings

HOME_NETWORK = 64


def hashed(text: str) -> str:
    """What is stored of an address."""
    return tokens.keyed_hash(settings().secret_key, text)


def machine() -> str:
    """Who asks: an address, of IPv6 the network that one household has."""
    stated = request.remote_addr or ""
    try:
        address = ip_address(stated)
    except ValueError:
        return stated
    return str(ip_network((address, HOME_NETWORK), strict=False)) if address.version == 6 else str(address)


def account_key(kind: str, account: str) -> str:
    """The key under which an account's tries are counted."""
    return f"{kind}:{hashed(account)}"


def may_try(kind: str, account: str, form: Form) -> bool:
    """Count a try at `kind` for an account and for this machine; where there were too many the form says so."""
    limit, at = LIMITS[kind], clock.now()
    counted = [(account_key(kind, account), limit.account), (f"{kind}@{hashed(machine())}", limit.machine)]
    try:
        with committing():
            for key, most in counted:
                signins.throttle(key, at=at, most=most, within=limit.within)
    except Refused as refused:
        if refused.reason != "too_many":
            raise
        form.refuse(slow_down(refused))
        return False
    return True
