"""What was told, once more in words: the same templates as the messages', in the language of whoever reads it now."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from core.letters import paragraphs, texts_of
from core.logs import log
from notices import registry

# What stands in a delivery's facts for the machine alone.
OURS = frozenset({"of", "subscriptions", "items", "net", "caught", "retold"})
# What stands in a notice's facts, and in its items', for the machine alone: whom else it concerns is nobody's business.
OF_OTHERS = frozenset({"audience", "follower", "refs", "net", "changed_at"})


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that was told: its subject, its text, and the same with links to our pages."""

    subject: str
    body: str
    marked: Markup


def facts_of(notice: Mapping[str, Any], items: Sequence[Mapping[str, Any]], own: Mapping[str, Any]) -> dict[str, Any]:
    """What a template is told: the notice's facts, those of the items that concern the reader, and the reader's own.

    What a notice sums up of its items is said of these alone, so that nobody is told of dates that are not theirs; and what it
    knows of other readers is left out, since programs get these facts as they are.
    """
    facts, items = _without(notice, OF_OTHERS), [_without(each, OF_OTHERS) for each in items]
    if items:
        events = {each.get("event") for each in items}
        summed = {"dates": len(items), "events": len(events), "title": items[0].get("title"), "event": items[0].get("event")}
        facts |= {name: value for name, value in summed.items() if name in facts and value is not None}
    return {"items": items} | facts | _without(own, OURS)


def _without(facts: Mapping[str, Any], names: AbstractSet[str]) -> dict[str, Any]:
    return {name: value for name, value in facts.items() if name not in names}


def said(kind: str, speaks: str, facts: Mapping[str, Any]) -> Said:
    """A message's words; where its template cannot write them any more, what kind it was."""
    try:
        subject, body = texts_of(kind, speaks, facts)
    except Exception as error:  # noqa: BLE001 - one old message must not hide the others
        log.warning("message cannot be shown", kind=kind, error=type(error).__name__)
        known = registry.notice_kind(kind)
        subject, body = (known.words() if known else kind), ""
    return Said(subject, body, paragraphs(body))
