"""How often something may be tried, and how long links live. docs/security.md shows the same figures."""

from dataclasses import dataclass
from datetime import timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Limit:
    """So many tries within a time: for one account (or address), and for one machine (a network of IPv6: /64)."""

    account: int
    machine: int
    within: timedelta


QUARTER, HOUR, DAY = timedelta(minutes=15), timedelta(hours=1), timedelta(days=1)

# A machine may be a whole office behind one address, so that it is allowed a few times as much.
LIMITS = {
    "sign_in": Limit(account=10, machine=50, within=QUARTER),
    "sign_up": Limit(account=3, machine=20, within=HOUR),
    "resend": Limit(account=3, machine=20, within=HOUR),
    "reset": Limit(account=3, machine=20, within=HOUR),
    "code": Limit(account=6, machine=30, within=QUARTER),
    "password": Limit(account=10, machine=50, within=QUARTER),
    "mail": Limit(account=5, machine=20, within=DAY),
    "follow": Limit(account=3, machine=20, within=DAY),
    "export": Limit(account=10, machine=50, within=HOUR),
}

# Letters to a mailbox that nobody has confirmed, of whatever form they come: more are silently not written, so that whoever
# asks learns nothing.
MOST_UNCONFIRMED, UNCONFIRMED_WITHIN = 3, DAY

# Links by mail.
CONFIRM_WITHIN = timedelta(days=7)
RESET_WITHIN = timedelta(hours=2)
NEW_MAIL_WITHIN = timedelta(days=3)
# Between the password and the code; between seeing a new secret and proving it.
CODE_WITHIN = timedelta(minutes=10)
SET_UP_WITHIN = timedelta(minutes=30)
