"""Selects of what shows who an organisation is, and of the files that it sent."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import aliased, joinedload

from accounts.licensing import Held, MemberKind
from accounts.models.organisation import Organisation
from accounts.models.proof import Capacity, Decision, Evidence, Licence, Outcome, Picture
from core.db import session


def capacities_of(organisation_ids: Iterable[int]) -> dict[int, frozenset[MemberKind]]:
    """The kinds of member that organisations are, by key."""
    found: dict[int, set[MemberKind]] = {}
    query = select(Capacity.organisation_id, Capacity.kind).where(Capacity.organisation_id.in_(list(organisation_ids)))
    for key, kind in session.execute(query):
        found.setdefault(key, set()).add(kind)
    return {key: frozenset(kinds) for key, kinds in found.items()}


def _latest() -> ColumnElement[bool]:
    """Of decisions: the latest on its proof, which is the one that counts."""
    later = aliased(Decision)
    return ~exists().where(later.licence_id == Decision.licence_id, later.id > Decision.id)


def held_by(organisation_ids: Iterable[int]) -> dict[int, list[tuple[Held, str]]]:
    """Accepted proofs of organisations with their numbers, expired ones too, by organisation's key."""
    query = (
        select(Licence.organisation_id, Licence.proof, Decision.expires_on, Licence.number)
        .join(Decision, Decision.licence_id == Licence.id)
        .where(
            Licence.organisation_id.in_(list(organisation_ids)), Licence.withdrawn_at.is_(None),
            Decision.outcome == Outcome.ACCEPTED, _latest(),
        )
    )
    found: dict[int, list[tuple[Held, str]]] = {}
    for key, proof, expires_on, number in session.execute(query):
        found.setdefault(key, []).append((Held(proof, expires_on), number))
    return found


def licences_of(organisation_id: int) -> Sequence[Licence]:
    """What an organisation stated and did not take back, with the papers, the latest first."""
    query = select(Licence).where(Licence.organisation_id == organisation_id, Licence.withdrawn_at.is_(None))
    return session.scalars(query.options(joinedload(Licence.evidence)).order_by(Licence.id.desc()).limit(100)).all()


def licence(organisation_id: int, key: int) -> Licence | None:
    """A proof of this organisation, or None."""
    query = select(Licence).where(Licence.id == key, Licence.organisation_id == organisation_id)
    return session.scalars(query).one_or_none()


def licence_to_decide(key: int) -> Licence | None:
    """Any organisation's proof, held until this transaction ends: for the staff."""
    query = select(Licence).where(Licence.id == key, Licence.withdrawn_at.is_(None)).with_for_update()
    return session.scalars(query, execution_options={"populate_existing": True}).one_or_none()


def licence_by_key(key: int) -> Licence | None:
    """Any organisation's proof with its paper and organisation: for the staff."""
    query = select(Licence).where(Licence.id == key)
    return session.scalars(query.options(joinedload(Licence.evidence), joinedload(Licence.organisation))).one_or_none()


def latest_decisions(licence_ids: Iterable[int]) -> dict[int, Decision]:
    """The decision that counts of each proof that has one."""
    query = select(Decision).where(Decision.licence_id.in_(list(licence_ids)), _latest())
    return {row.licence_id: row for row in session.scalars(query)}


def decisions_on(licence_id: int) -> Sequence[Decision]:
    """Every decision on a proof with who made it, the latest first."""
    query = select(Decision).where(Decision.licence_id == licence_id).options(joinedload(Decision.person))
    return session.scalars(query.order_by(Decision.id.desc())).all()


def _waiting() -> ColumnElement[bool]:
    return Licence.withdrawn_at.is_(None) & ~exists().where(Decision.licence_id == Licence.id)


def waiting(limit: int = 100) -> Sequence[Licence]:
    """Proofs that nobody looked at yet, with papers and organisations, the oldest first."""
    query = select(Licence).where(_waiting()).options(joinedload(Licence.evidence), joinedload(Licence.organisation))
    return session.scalars(query.order_by(Licence.sent_at, Licence.id).limit(limit)).all()


def number_waiting() -> int:
    """How many proofs nobody looked at yet."""
    return session.scalar(select(func.count()).select_from(Licence).where(_waiting())) or 0


def ending(first: date, last: date, limit: int = 2_000) -> Sequence[tuple[Licence, date]]:
    """Accepted proofs whose last day lies between two days and that no later one of the same kind replaces."""
    later, newer = aliased(Decision), aliased(Licence)
    replaced = exists().where(
        newer.id == later.licence_id, newer.organisation_id == Licence.organisation_id, newer.proof == Licence.proof,
        newer.withdrawn_at.is_(None), later.outcome == Outcome.ACCEPTED, later.expires_on > Decision.expires_on,
    )
    query = (
        select(Licence, Decision.expires_on)
        .join(Decision, Decision.licence_id == Licence.id)
        .where(
            Licence.withdrawn_at.is_(None), Decision.outcome == Outcome.ACCEPTED, Decision.expires_on.between(first, last),
            _latest(), ~replaced,
        )
        .options(joinedload(Licence.organisation))
        .order_by(Licence.id)
        .limit(limit)
    )
    return [(row, day) for row, day in session.execute(query) if day is not None]


def evidence(organisation_id: int, key: int) -> Evidence | None:
    """A paper of this organisation, or None."""
    query = select(Evidence).where(Evidence.id == key, Evidence.organisation_id == organisation_id)
    return session.scalars(query).one_or_none()


def evidence_by_key(key: int) -> Evidence | None:
    """Any organisation's paper: for the staff."""
    return session.get(Evidence, key)


def bytes_of_evidence(organisation_id: int) -> int:
    """What the papers of an organisation take."""
    query = select(func.coalesce(func.sum(Evidence.size), 0)).where(Evidence.organisation_id == organisation_id)
    return int(session.scalar(query) or 0)


def bytes_of_pictures(organisation_id: int) -> int:
    """What the pictures of an organisation take."""
    query = select(func.coalesce(func.sum(Picture.size), 0)).where(Picture.organisation_id == organisation_id)
    return int(session.scalar(query) or 0)


def picture(organisation_id: int, key: str) -> Picture | None:
    """A picture that this organisation sent, or None: another's key is nobody's."""
    return session.scalars(select(Picture).where(Picture.organisation_id == organisation_id, Picture.key == key)).one_or_none()


def pictures_of(organisation_id: int, limit: int = 500) -> Sequence[Picture]:
    """An organisation's pictures, the latest first."""
    query = select(Picture).where(Picture.organisation_id == organisation_id)
    return session.scalars(query.order_by(Picture.id.desc()).limit(limit)).all()


def files_named() -> set[str]:
    """Keys of all pictures and digests of all papers that rows name."""
    return {*session.scalars(select(Picture.key)), *session.scalars(select(Evidence.digest))}


def old_pictures(before: datetime, limit: int = 500) -> Sequence[Picture]:
    """Pictures sent before a moment, the oldest first."""
    return session.scalars(select(Picture).where(Picture.sent_at < before).order_by(Picture.id).limit(limit)).all()


def organisation_of_code(code: str) -> Organisation | None:
    """The organisation of a credit code that was not merged into another, or None."""
    query = select(Organisation).where(Organisation.credit_code == code, Organisation.merged_into_id.is_(None))
    return session.scalars(query.order_by(Organisation.id).limit(1)).first()
