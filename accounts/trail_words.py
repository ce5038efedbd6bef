"""What the trail's entries say to a reader. Each package names the words of its own (application.py)."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from flask_babel import LazyString, gettext
from flask_babel import lazy_gettext as _

from accounts.models.trail import TrailEntry
from accounts.words import BODIES, MEMBER_KINDS, PROOFS, ROLES
from core.language import language, moment_words
from delta.cities import city, is_city

# Empty: not a value that this package knows.
Say = Callable[[object], str]


@dataclass(frozen=True, slots=True)
class Thing:
    """What an entry is about: its name, and where it is at the desk (empty: nowhere any more)."""

    words: str
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrailWords:
    """One package's words. `things` finds, in few statements, what entries are about, by the keys of the entries."""

    deeds: Mapping[str, LazyString]
    fields: Mapping[str, LazyString] = field(default_factory=dict)
    values: Mapping[str, Say] = field(default_factory=dict)
    things: Callable[[int, Sequence[TrailEntry]], Mapping[int, Thing]] | None = None


# Of no use to who reads; the table has them.
UNTOLD = frozenset({
    "batch", "bytes", "deed", "digest", "from", "hall_id", "keeper_id", "owner", "submission", "uid", "is_after", "image",
})


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The words of all packages; the first that knows a code says it."""

    known: Sequence[TrailWords]

    def deed(self, deed: str) -> str:
        """A deed; one that no package knows by its code, readable."""
        known = next((each.deeds[deed] for each in self.known if deed in each.deeds), None)
        return str(known) if known is not None else deed.replace("_", " ")

    def field(self, name: str) -> str:
        """What an entry says something of."""
        known = next((each.fields[name] for each in self.known if name in each.fields), None)
        return str(known) if known is not None else name.replace("_", " ")

    def value(self, name: str, value: object, persons: Mapping[int, str]) -> str:
        """What it says of it: codes in words, persons by their names, moments in Shanghai's time."""
        if value is None or value in ("", [], {}):
            return ""
        if name == "person":
            return persons.get(value, "") if isinstance(value, int) else ""
        if isinstance(value, bool):
            return gettext("yes") if value else gettext("no")
        said = (each.values[name](value) for each in self.known if name in each.values)
        return next(filter(None, said), "") or _plain(value)

    def things(self, organisation_id: int, rows: Sequence[TrailEntry]) -> dict[int, Thing]:
        """What the entries are about, as far as some package knows it."""
        found: dict[int, Thing] = {}
        for each in self.known:
            if each.things is not None:
                found |= each.things(organisation_id, rows)
        return found


def _plain(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_plain(each) for each in value)
    if isinstance(value, str):
        return _moment(value) or value
    return json.dumps(value, ensure_ascii=False)


def _moment(text: str) -> str:
    """A moment in words; empty where the text is none."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    return moment_words(moment) if moment.tzinfo else ""


def coded(words: Mapping[str, LazyString]) -> Say:
    """A value that is one of some codes; empty where it is none, so that another package is asked."""
    return lambda value: str(words.get(str(value), ""))


def _kinds(value: object) -> str:
    known = {each.value: words for each, words in MEMBER_KINDS.items()}
    return ", ".join(coded(known)(each) for each in value) if isinstance(value, list) else ""


def _city(value: object) -> str:
    return city(str(value)).told_apart.in_language(language()) if is_city(str(value)) else ""


SCOPES: dict[str, LazyString] = {"listings:read": _("Read listings"), "listings:write": _("Send listings")}
OURS = TrailWords(
    deeds={
        "founded": _("Founded here"), "facts_changed": _("Facts changed"), "kinds_changed": _("Kinds changed"),
        "invited": _("Somebody invited"), "invited_again": _("Invitation sent again"),
        "invitation_withdrawn": _("Invitation withdrawn"), "joined": _("Joined"), "left": _("Left"), "removed": _("Removed"),
        "role_changed": _("Role changed"), "ownership_offered": _("Ownership offered"),
        "ownership_taken": _("Ownership taken over"), "ownership_not_given": _("Offer of ownership ended"),
        "picture_sent": _("Picture sent"), "paper_sent": _("Paper sent"),
        "proof_stated": _("Proof handed in"), "proof_withdrawn": _("Proof withdrawn"), "proof_accepted": _("Proof accepted"),
        "proof_refused": _("Proof refused"), "proof_revoked": _("Proof revoked"), "trusted": _("Trusted from now on"),
        "trust_ended": _("Trust ended"), "suspended": _("Suspended"), "suspension_lifted": _("Suspension lifted"),
        "organisation_claimed": _("Organisation claimed"), "claim_accepted": _("Claim accepted"),
        "claim_refused": _("Claim refused"), "merged": _("Merged"), "exported": _("Everything exported"),
        "token_made": _("Access for a program made"), "token_revoked": _("Access for a program ended"),
        "closed_organisation": _("Organisation closed"), "house_kept": _("A house was assigned"),
    },
    fields={
        "person": _("Person"), "role": _("Role"), "until": _("Until"), "proof": _("Paper"), "number": _("Its number"),
        "expires_on": _("Last day"), "slug": _("Address"), "kinds": _("Kinds"), "city": _("City"),
        "name_zh": _("Name in Chinese"), "name_en": _("Name in English"), "website": _("Website"), "kind": _("Kind"),
        "credit_code": _("Credit code"), "contact": _("Contact"), "devices": _("Devices"), "scopes": _("It may"),
    },
    values={
        "role": coded({each.value: words for each, words in ROLES.items()}),
        "proof": coded({each.value: words for each, words in PROOFS.items()}),
        "kinds": _kinds, "city": _city, "kind": coded({each.value: words for each, words in BODIES.items()}),
        "scopes": lambda value: ", ".join(coded(SCOPES)(each) for each in value) if isinstance(value, list) else "",
        "contact": lambda value: gettext("changed") if value == "changed" else "",
    },
)
