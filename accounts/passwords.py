"""Passwords: argon2id with 19 MiB, 2 passes, 1 lane (58 ms on the project's machine; the library's default takes 376 ms)."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

LEAST_LENGTH = 12
MOST_LENGTH = 200

_hasher = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What is compared with where there is no such account, so that both answers take as long.
_NOBODYS = _hasher.hash("nobody's password")


def normal(password: str) -> str:
    """The same password from every keyboard: full-width letters are plain ones (NFKC, as NIST SP 800-63B asks)."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """The hash to store."""
    return _hasher.hash(normal(password).encode("utf-8", "surrogatepass"))


def fits(password: str, stored: str) -> bool:
    """Whether it is the password of a hash; an empty hash fits nothing and takes as long."""
    try:
        return _hasher.verify(stored or _NOBODYS, normal(password).encode("utf-8", "surrogatepass")) and bool(stored)
    except (VerificationError, InvalidHashError):
        return False


def needs_rehash(stored: str) -> bool:
    """Whether the hash was made with other settings."""
    return _hasher.check_needs_rehash(stored)
