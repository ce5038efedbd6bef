"""A delivery becomes a message: the template of its kind, in its reader's language, with its own facts and links."""

import json
from collections import OrderedDict
from collections.abc import Callable
from typing import Any, TypeVar

from flask_babel import gettext

from core import tokens
from core.language import speaking
from core.letters import texts_of
from core.text import clean_line
from core.web import settings
from events.followable import Subject
from notices import because, registry
from notices.channels.channel import Message
from notices.doors_links import manage_link, unsubscribe_link
from notices.models.delivery import Delivery
from notices.models.follower import ChannelCode
from notices.queries import sending as queries
from notices.queries.sending import Case
from notices.telling import facts_of

K = TypeVar("K")
V = TypeVar("V")
# Texts and items that one run keeps: many readers of a notice get the same words.
KEPT = 64
# So many dates of a notice a chat group is told of, fifteen parts of the shortest service at the very most.
MOST_IN_GROUP = 12
GROUPS = {ChannelCode.WECOM, ChannelCode.DINGTALK, ChannelCode.FEISHU}


class Writer:
    """Writes deliveries, for as long as one run lasts."""

    def __init__(self) -> None:
        self._items: OrderedDict[int, dict[int, dict[str, Any]]] = OrderedDict()
        self._texts: OrderedDict[tuple[Any, ...], tuple[str, str]] = OrderedDict()
        self._subjects: OrderedDict[str, Subject | None] = OrderedDict()

    def message(self, case: Case) -> Message:
        """One delivery, finished. Whatever a template raises is raised."""
        with tokens.dated(case.row.made_at):
            return self._written(case)

    def _written(self, case: Case) -> Message:
        row = case.row
        facts = self._facts(case)
        subject, body = self._words(row, facts)
        stop = _stop_link(case)
        return Message(
            number=row.id, kind=row.kind, language=row.language, to=_address(case),
            secret=case.endpoint.secret if case.endpoint is not None else "",
            subject=_promoted(subject, row), body=body + self._foot(case, stop), made_at=row.made_at, unsubscribe=stop,
            facts=facts, parts_gone=row.parts_gone,
        )

    def _facts(self, case: Case) -> dict[str, Any]:
        row, notice = case.row, case.notice
        if notice is None:
            return row.facts
        items = _kept(self._items, notice.id, lambda: queries.items_of(notice.id))
        retold = row.facts.get("retold", {})  # as it is new to this reader (notices/services/retelling.py)
        concerned = [retold.get(key) or items[key] for key in row.facts.get("items", ()) if key in items]
        return _fit_for(row.channel, {"notice": notice.id} | facts_of(notice.facts, concerned, row.facts))

    def _words(self, row: Delivery, facts: dict[str, Any]) -> tuple[str, str]:
        if row.notice_id is None:
            return texts_of(row.kind, row.language, facts)
        same = (row.kind, row.language, json.dumps(facts, sort_keys=True, default=str))
        return _kept(self._texts, same, lambda: texts_of(row.kind, row.language, facts))


    def _foot(self, case: Case, stop: str) -> str:
        """Why it came, and how to hear less, at the end of what can be stopped."""
        if not stop:
            return ""
        row = case.row
        with speaking(row.language):
            names = self._names(row)
            lines = [because.why_words(names, is_netted="net" in row.facts)] if names else []
            kind_words = "" if row.facts.get("subscriptions") else _kind_words(row)
            lines.append(" ".join((because.stop_words(row.kind, names, kind_words), stop)))
            if case.follower is not None:
                manage = manage_link(case.follower, row.language)
                lines.append(" ".join((gettext("All that you follow, and how you hear of it:"), manage)))
        return "\n" + "\n".join(lines) + "\n"

    def _names(self, row: Delivery) -> str:
        """Of what its reader follows that brought it."""
        keys = row.facts.get("subscriptions") or ()
        refs = queries.subjects_of(keys, queries.ways_of(row)) if keys else ()
        known = [
            _kept(self._subjects, ref, lambda ref=ref: registry.subjects_named([ref]).get(ref))  # type: ignore[misc]
            for ref in refs[: because.MOST_NAMED]
        ]
        names = [clean_line(each.name.in_language(row.language)) for each in known if each is not None]
        return because.names_words(names, len(refs))


def _fit_for(channel: str, facts: dict[str, Any]) -> dict[str, Any]:
    """In a group nobody reads of a hundred dates, and no service takes them: it hears of the first, how many more there are,
    and where all of them stand."""
    left_out = facts["items"][MOST_IN_GROUP:]
    if channel not in GROUPS or not left_out:
        return facts
    return facts | {"items": facts["items"][:MOST_IN_GROUP], "more_dates": facts.get("more_dates", 0) + len(left_out)}


def _kept(shelf: OrderedDict[K, V], key: K, make: Callable[[], V]) -> V:
    if key in shelf:
        shelf.move_to_end(key)
        return shelf[key]
    shelf[key] = made = make()
    if len(shelf) > KEPT:
        shelf.popitem(last=False)
    return made


def _address(case: Case) -> str:
    if case.row.channel == ChannelCode.MAIL:
        return case.row.mail
    return case.endpoint.address if case.endpoint is not None else ""


def _stop_link(case: Case) -> str:
    """The address that stops it, where it can be stopped: every notice, and letters that one can do without."""
    row = case.row
    letter = None if row.notice_id else registry.letter_kind(row.kind)
    can_be_stopped = row.notice_id is not None or (letter is not None and letter.may_be_stopped)
    return unsubscribe_link(row) if can_be_stopped and row.channel == ChannelCode.MAIL else ""


def _kind_words(row: Delivery) -> str:
    known = registry.notice_kind(row.kind) if row.notice_id else registry.letter_kind(row.kind)
    return known.words() if known is not None else row.kind


def _promoted(subject: str, row: Delivery) -> str:
    """Advertising says so in its subject (a setting holds the word)."""
    return settings().ad_prefix + subject if row.is_promotional else subject
