"""One step on the way from something that happened to one reader: whether it led on, and in which words. Values only."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """`code` says what was looked at, `leads_on` whether it lets the notice through (None: only to be known)."""

    code: str
    leads_on: bool | None = None
    facts: dict[str, Any] = field(default_factory=dict)
