"""What every package's loading of reference and demo data shares: counts, translation marks, the history of removed rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import delete

from core.db import session
from core.models import Change
from core.types import digest_of

DEMO_SOURCE = "demo: invented"


@dataclass(slots=True)
class Counts:
    """What loading one table did."""

    name: str
    added: int = 0
    changed: int = 0
    same: int = 0

    def note(self, *, changed: bool) -> None:
        """Count a row that was there before."""
        if changed:
            self.changed += 1
        else:
            self.same += 1


def translated(row: dict[str, Any], *fields: str) -> dict[str, Any]:
    """The row of a bulk insert with the mark that its English says what its Chinese says (core.types.Translated)."""
    marks = {field: digest_of(row[f"{field}_zh"]) for field in fields if row[f"{field}_en"]}
    return row | {"source_language": "zh", "translated_from": marks}


def forget_changes(subject: str, keys: Sequence[int]) -> None:
    """Delete the history of demo rows that are deleted; a reader's own changes of real rows are never among them."""
    session.execute(delete(Change).where(Change.subject == subject, Change.subject_id.in_(keys)))
