"""What a listing says, flat and as JSON, so that what was decided on and what stands now can be laid side by side. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.clock import local
from core.types import digest_of
from events.models.event import Event
from events.models.performance import Performance
from events.models.run import Run

OF_EVENT = (
    "title_zh", "title_en", "summary_zh", "summary_en", "kind", "genre", "city", "place_stated_zh", "place_stated_en",
    "contact", "image", "image_alt_zh", "image_alt_en",
)
OF_RUN = (
    "main_performers_zh", "main_performers_en", "duration_minutes", "interval_minutes", "language_spoken", "surtitles",
    "age_min", "age_advice_zh", "age_advice_en", "is_free", "prices", "seller_zh", "seller_en", "seller_licence", "seller_url",
    "opening_hours_zh", "opening_hours_en", "premiere_kind", "premiere_scope",
)
MOST_DATES = 400


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that says something else: its name, and both sayings (empty: nothing was said)."""

    name: str
    before: str
    after: str


def portrait(event: Event, runs: Sequence[Run], rows: Sequence[Performance]) -> dict[str, Any]:
    """What a listing says now."""
    said = {name: _said(getattr(event, name)) for name in OF_EVENT}
    said["organiser"] = _said(event.organiser.name_zh if event.organiser else "")
    refund = (event.extra or {}).get("refund") or {}
    said["refund"] = "\n".join(filter(None, (_said(refund.get("zh")), _said(refund.get("en")))))
    for name in OF_RUN:
        said[name] = " / ".join(dict.fromkeys(filter(None, (_said(getattr(run, name)) for run in runs))))
    said["venue"] = " / ".join(dict.fromkeys(_place(run) for run in runs if run.venue))
    said["dates"] = "\n".join(_date(row) for row in rows[:MOST_DATES])
    return {name: text for name, text in said.items() if text}


def _said(value: Any) -> str:
    if value is None or value == [] or value is False:
        return ""
    if isinstance(value, list):
        return ", ".join(f"{each.get('zh') or each.get('en') or ''} {each.get('fen', 0) / 100:g}".strip() for each in value)
    return str(getattr(value, "value", value))


def _place(run: Run) -> str:
    return " ".join(each.name.in_language("zh") for each in (run.venue, run.hall) if each)


def _date(row: Performance) -> str:
    approval = row.approvals[-1] if row.approvals else None
    state = f" · {approval.state.value} {approval.number}".rstrip() if approval else ""
    return f"{local(row.starts_at):%Y-%m-%d %H:%M}{state}"


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """What says something else, in the order of the fields."""
    order = [*OF_EVENT, "organiser", "venue", "dates", "refund", *OF_RUN]
    names = [name for name in order if before.get(name, "") != after.get(name, "")]
    return [Difference(name, str(before.get(name, "")), str(after.get(name, ""))) for name in names]


def seen_of(says: Mapping[str, Any]) -> str:
    """What somebody has read, in short, for the form that they decide by: a digest of each field."""
    return " ".join(f"{name}={digest_of(str(text))}" for name, text in says.items())


def unseen(seen: str, says: Mapping[str, Any], known: Mapping[str, Any]) -> list[Difference]:
    """What says something else than what was read. Before stands only where `known` still holds the words that were read."""
    read = dict(each.split("=", 1) for each in seen.split() if "=" in each)
    now = dict(each.split("=", 1) for each in seen_of(says).split())
    names = [name for name in {**read, **now} if read.get(name) != now.get(name)]
    before = {name: str(known.get(name, "")) for name in names}
    return [
        Difference(name, before[name] if digest_of(before[name]) == read.get(name) else "", str(says.get(name, "")))
        for name in names
    ]
