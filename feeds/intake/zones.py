"""The zone that a calendar means by a name; what the file itself says of its zones is never believed (feeds.md 3)."""

import re
from dataclasses import dataclass
from datetime import timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from core.clock import SHANGHAI

LONGEST_NAME = 120
# Names of +08:00 that could be Perth or Singapore as well, or that no standard knows: taken for Shanghai, and said so.
_ASSUMED = {"prc", "china standard time", "china time", "cst", "beijing", "beijing time", "北京时间", "中国标准时间"}
_OFFSET = re.compile(r"(?:gmt|utc|z)?\s*([+-])(\d{1,2})(?::?(\d{2}))?", re.I)
_SHOWN = re.compile(r"\(\s*(?:gmt|utc)\s*\+0?8(?::?00)?\s*\).*", re.I | re.S)


@dataclass(frozen=True, slots=True)
class Zone:
    """What a name was taken for; `code` is empty where it is certain, else it names the warning."""

    zone: tzinfo
    code: str = ""


@cache
def _known() -> dict[str, str]:
    return {name.lower(): name for name in available_timezones() if name != "localtime"}


def zone_of(name: str) -> Zone:
    """The zone of a TZID or X-WR-TIMEZONE. Codes: zone_absent, zone_assumed, zone_offset, zone_unknown."""
    stated = name.strip().strip('"').strip()
    if not stated:
        return Zone(SHANGHAI, "zone_absent")
    small = stated.lower()
    if len(stated) > LONGEST_NAME:
        return Zone(SHANGHAI, "zone_unknown")
    if small in _ASSUMED or _SHOWN.fullmatch(stated):
        return Zone(SHANGHAI, "zone_assumed")
    return _standard(small) or _windows(small) or _offset(stated) or Zone(SHANGHAI, "zone_unknown")


def _standard(small: str) -> Zone | None:
    """An IANA name, also at the end of a path (/mozilla.org/20050126_1/Asia/Shanghai)."""
    parts = small.strip("/").split("/")
    for count in (len(parts), 3, 2):
        found = _known().get("/".join(parts[-count:]))
        if found:
            return Zone(ZoneInfo(found))
    return None


def _windows(small: str) -> Zone | None:
    names = {name.lower(): zone for name, zone in WINDOWS_TO_OLSON.items()}
    return Zone(ZoneInfo(names[small])) if small in names else None


def _offset(stated: str) -> Zone | None:
    found = _OFFSET.fullmatch(stated)
    if not found:
        return None
    sign, hours, minutes = found.groups()
    away = timedelta(hours=int(hours), minutes=int(minutes or 0))
    if away > timedelta(hours=14):
        return None
    if sign == "+" and away == timedelta(hours=8):
        return Zone(SHANGHAI, "zone_assumed")
    return Zone(timezone(away if sign == "+" else -away), "zone_offset")
