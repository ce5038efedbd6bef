"""Codes of the second factor: six digits by time (RFC 6238), and recovery codes for the day when the device is lost."""

import re
import unicodedata
from datetime import datetime
from hmac import compare_digest
from secrets import choice

from pyotp import TOTP, random_base32

STEP_S = 30
AROUND = (0, -1, 1)
DIGITS = re.compile(r"[0-9]{6}")
ISSUER = "Delta Window"
RECOVERY_CODES = 10
# Neither 0 nor 1, i, l, o, u: nothing that is misread; 16 of 30 signs are 78 bits.
SIGNS = "23456789abcdefghjkmnpqrstvwxyz"
GROUPS, GROUP = 4, 4


def fresh_secret() -> str:
    """A secret of 160 bits in base32."""
    return random_base32()


def spoken(secret: str) -> str:
    """A secret in groups of four, to be typed by hand."""
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


def address_of(secret: str, mail: str) -> str:
    """The otpauth: address that the picture holds."""
    return str(TOTP(secret).provisioning_uri(name=mail, issuer_name=ISSUER))


def code_at(secret: str, moment: datetime) -> str:
    """The six digits of a moment."""
    return str(TOTP(secret).generate_otp(_step(moment)))


def _step(moment: datetime) -> int:
    return int(moment.timestamp()) // STEP_S


def typed(text: str) -> str:
    """What somebody typed, without blanks and hyphens, full-width digits as plain ones, in lower case."""
    return re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)).lower()


def is_by_time(code: str) -> bool:
    """Whether it looks like six digits rather than a recovery code."""
    return DIGITS.fullmatch(code) is not None


def matching_step(secret: str, code: str, *, at: datetime, after: int) -> int | None:
    """The 30-second step that a code belongs to: this one or a neighbour, later than the step used last; else None."""
    made = TOTP(secret)
    for step in (_step(at) + offset for offset in AROUND):
        if step > after and compare_digest(str(made.generate_otp(step)).encode(), code.encode()):
            return step
    return None


def fresh_recovery_codes() -> list[str]:
    """Ten codes, as they are shown: abcd-efgh-jkmn-pqrs."""
    return ["-".join("".join(choice(SIGNS) for _ in range(GROUP)) for _ in range(GROUPS)) for _ in range(RECOVERY_CODES)]
