"""Deeds of an organisation on itself: being founded here, its facts, its address."""

import re
import secrets
import unicodedata
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from accounts import credit_code
from accounts.actor import Actor
from accounts.models.membership import Membership, Role
from accounts.models.organisation import Organisation, OrganisationKind
from accounts.models.person import Person
from accounts.queries import organisations, proofs
from accounts.services import signins, trail
from accounts.services.organisations import add_organisation, edit_organisation
from core import history
from core.db import session
from core.editing import plain
from core.errors import Refused
from core.folding import is_han
from core.pinyin import syllables
from core.text import clean_line
from delta.cities import is_city

MOST_FOUNDED, WITHIN = 5, timedelta(days=1)
SHORTEST_SLUG, LONGEST_SLUG = 3, 60
# First words of our own addresses, which no organisation may have.
RESERVED = frozenset({
    "new", "claim", "claims", "desk", "staff", "account", "admin", "api", "en", "zh", "invitations", "notifications", "static",
})
_SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
# What only its own people and the staff read; never in the public history.
PRIVATE = frozenset({"contact_name", "contact_mail", "contact_phone", "credit_code"})


def slug_of(name: str) -> str:
    """An address from a name: Latin letters as they are, Chinese as it sounds; empty where that is too little."""
    parts = (("".join(signs), chinese) for chinese, signs in groupby(name, key=is_han))
    sounding = " ".join("-".join(syllables(part)) if chinese else part for part, chinese in parts)
    plain_letters = unicodedata.normalize("NFKD", sounding).encode("ascii", "ignore").decode().lower()
    return "-".join(re.findall(r"[a-z0-9]+", plain_letters))[:LONGEST_SLUG].strip("-")


def _free_slug(wanted: str) -> str:
    """The wanted address, or the next one that nobody has; where there is none, one of chance."""
    base = wanted if len(wanted) >= SHORTEST_SLUG and wanted not in RESERVED else f"organisation-{secrets.token_hex(3)}"
    tried = (base if number == 1 else f"{base}-{number}" for number in range(1, 20))
    return next((slug for slug in tried if _is_free(slug)), f"{base}-{secrets.token_hex(3)}")


def _is_free(slug: str) -> bool:
    return organisations.organisation_of_slug(slug) is None and history.slug_now("organiser", slug) is None


def found_organisation(
    person: Person, *, at: datetime, actor: Actor, kind: OrganisationKind, city: str, slug: str = "", **facts: Any
) -> Organisation:
    """Write an organisation that nobody sees yet; who wrote it is its owner."""
    signins.throttle(f"found:{person.id}", at=at, most=MOST_FOUNDED, within=WITHIN)
    facts["credit_code"] = _code(str(facts.get("credit_code") or ""), None)
    if not is_city(city):
        raise Refused("city_unknown")
    if slug:
        _refuse_slug(slug)
    name = str(facts.get("name_en") or facts.get("name_zh") or "")
    row = add_organisation(
        at=at, listed=False, kind=kind, city=city, slug=slug or _free_slug(slug_of(name)),
        source_language="zh" if facts.get("name_zh") else "en", **facts,
    )
    session.add(Membership(person_id=person.id, organisation_id=row.id, role=Role.OWNER, since=at))
    trail.note(
        "founded", at=at, actor=actor, organisation_id=row.id, subject=row,
        after={"slug": row.slug, "name_zh": row.name_zh, "name_en": row.name_en, "city": city},
    )
    return row


def _code(stated: str, own_key: int | None) -> str:
    """The credit code in its form; refused where its check digit is wrong or another organisation has it."""
    code = credit_code.normalised(stated)
    if not code:
        return ""
    if not credit_code.is_valid(code):
        raise Refused("credit_code_wrong")
    known = proofs.organisation_of_code(code)
    if known is not None and known.id != own_key:
        raise Refused("credit_code_taken")
    return code


def _refuse_slug(slug: str) -> None:
    if not _SLUG.fullmatch(slug) or not SHORTEST_SLUG <= len(slug) <= LONGEST_SLUG or slug in RESERVED:
        raise Refused("slug_form")
    if not _is_free(slug):
        raise Refused("slug_taken")


def change_facts(organisation: Organisation, *, at: datetime, actor: Actor, **facts: Any) -> bool:
    """Set facts of an organisation; answers whether anything changed. The old address leads to a new one for ever."""
    if "credit_code" in facts:
        facts["credit_code"] = _code(str(facts["credit_code"] or ""), organisation.id)
    if facts.get("city") and not is_city(facts["city"]):
        raise Refused("city_unknown")
    slug = facts.get("slug")
    if slug is not None and slug != organisation.slug:
        _refuse_slug(slug)
    if not any(facts.get(name, getattr(organisation, name)) for name in ("name_zh", "name_en")):
        raise Refused("name_needed")
    before = {name: plain(getattr(organisation, name)) for name in facts}
    private = {name: value for name, value in facts.items() if name in PRIVATE}
    for name, value in private.items():
        setattr(organisation, name, clean_line(str(value or "")))
    edit_organisation(organisation, at=at, actor="owner", **{name: facts[name] for name in facts.keys() - private.keys()})
    session.flush()  # what is private alone changed nothing above
    after = {name: plain(getattr(organisation, name)) for name in facts}
    changed = [name for name in facts if before[name] != after[name]]
    if changed:
        # Whom to reach is for the desk, not for a trail that is kept for ever.
        kept = [name for name in changed if not name.startswith("contact_")]
        trail.note(
            "facts_changed", at=at, actor=actor, organisation_id=organisation.id, subject=organisation,
            before={name: before[name] for name in kept},
            after={name: after[name] for name in kept} | ({"contact": "changed"} if len(kept) < len(changed) else {}),
        )
    return bool(changed)
