"""What is counted of a thing's reach: daily numbers without anybody in them, and which calendars fetch a feed in a week."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from hashlib import sha256
from hmac import new as keyed
from ipaddress import IPv4Address, ip_address, ip_network

SAME_HOUSEHOLD_V6 = 64


class Kind(StrEnum):
    """What happened."""

    VIEW = "view"
    SEARCH = "search"
    EMBED = "embed"
    FETCH = "fetch"
    ADD = "add"
    SAVE = "save"


class Thing(StrEnum):
    """What it happened to."""

    EVENT = "event"
    PERFORMANCE = "performance"
    PRODUCTION = "production"
    VENUE = "venue"
    ORGANISER = "organiser"
    COMPANY = "company"
    ARTIST = "artist"


@dataclass(frozen=True, slots=True)
class Named:
    """A thing as an address names it: by its slug, a performance by its key."""

    thing: Thing
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """A thing by its row's key. A performance is counted for its event and is never one of these."""

    thing: Thing
    key: int


Subject = Named | Known


@dataclass(frozen=True, slots=True)
class Happened:
    """One kind of thing that happened to a subject on a day (Asia/Shanghai)."""

    day: date
    kind: Kind
    subject: Subject


@dataclass(frozen=True, slots=True)
class Fetched:
    """A feed of a subject was fetched in the week that begins on `week`, by a service, from a network address.

    It stands in this process' memory for a few seconds; only a keyed hash of the address is ever written.
    """

    week: date
    subject: Subject
    service: str
    address: str


def week_of(day: date) -> date:
    """The Monday of a day's week."""
    return day - timedelta(days=day.weekday())


def coarse(address: str) -> str:
    """An address as one connection is known by: IPv4 whole, IPv6 its /64 (a telephone changes the rest every hour)."""
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return ""
    mapped = found if isinstance(found, IPv4Address) else found.ipv4_mapped
    return str(mapped) if mapped else str(ip_network((found, SAME_HOUSEHOLD_V6), strict=False))


def digest_of(salt: bytes, of: Known, address: str) -> str:
    """What is kept of an address while the week lasts. Two feeds keep two different digests: nothing can be joined by it."""
    return keyed(salt, f"{of.thing}:{of.key}:{coarse(address)}".encode(), sha256).hexdigest()[:24]
