"""The unified social credit code of an organisation (统一社会信用代码, GB 32100-2015): 18 signs, the last a check digit."""

import re
import unicodedata

ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
# Registering body and class, its district (six digits), the body's own code of nine signs, the check digit.
_FORM = re.compile(rf"[{ALPHABET}]{{2}}[0-9]{{6}}[{ALPHABET}]{{10}}")
_SPACES = re.compile(r"[\s\-·]+")


def normalised(stated: str) -> str:
    """As the register writes it: half-width capitals without blanks or hyphens, whatever way it was typed or pasted."""
    return _SPACES.sub("", unicodedata.normalize("NFKC", stated)).upper()


def check_sign(first: str) -> str:
    """The check digit of the first 17 signs, which must be of the alphabet."""
    total = sum(ALPHABET.index(sign) * weight for sign, weight in zip(first, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def is_valid(code: str) -> bool:
    """Whether a normalised code has the form of the standard and the right check digit (I, O, S, V, Z are no signs of it)."""
    return bool(_FORM.fullmatch(code)) and code[17] == check_sign(code[:17])
