"""Deeds of the register of premieres: claim, confirm, refuse, withdraw. Only one can be confirmed as the same first."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError

from core.db import session
from core.editing import set_fields
from core.errors import Refused
from core.types import Bilingual
from events import signals
from events.models.premiere import PremiereClaim
from events.models.run import Run
from events.models.words import PremiereKind, PremiereScope, PremiereState
from events.premieres import lacks_place, place_of
from events.queries import premieres as stored
from events.services.chronicle import chronicle

NOTHING = Bilingual("", "")
PROSE = ("evidence_zh", "evidence_en", "decision")
NAMES_OF_FIRSTS = ("首演", "首映", "首展", "首秀")
# What a statement says, and what its meaning hangs on.
STATED = frozenset({"premiere_kind", "premiere_scope", "production_id", "venue_id", "city"})


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is submitted for a claim: a note, the web address of a page that shows it, who says so."""

    note: Bilingual = NOTHING
    url: str = ""
    source: str = ""

    def __bool__(self) -> bool:
        return bool(self.note or self.url)


NO_EVIDENCE = Evidence()


def claim_premiere(
    run: Run, *, at: datetime, kind: PremiereKind, scope: PremiereScope | None, evidence: Evidence = NO_EVIDENCE,
    actor: str = "",
) -> PremiereClaim:
    """Claim that this run is a first. The same claim again adds its evidence; another one takes the place of the first."""
    before, after = set_fields(run, {"premiere_kind": kind, "premiere_scope": scope})
    if after:
        chronicle(run, "edited", of=run.event, at=at, before=before, after=after, actor=actor)
    known = stored.live_claim_of(run.id)
    if known is not None and not _differs(known, _stated_by(run)):
        _add_evidence(known, evidence, at=at, actor=actor)
        return known
    if known is not None:
        withdraw_claim(known, at=at, actor=actor)
    return _claim(run, evidence or _quoted(run), at=at, actor=actor)


def follow_statement(run: Run, changed: Mapping[str, Any], *, at: datetime, actor: str = "") -> None:
    """Let the register follow what a run states of itself, when that was written or changed.

    A statement that was refused is not claimed again by being repeated: that takes `claim_premiere`.
    """
    if not STATED & changed.keys():
        return
    claims, stated = stored.claims_of_run(run.id), _stated_by(run)
    known = next((each for each in claims if each.is_live), None)
    if known is not None:
        if run.premiere_kind is not None and not _differs(known, stated):
            return
        withdraw_claim(known, at=at, actor=actor)
    if run.premiere_kind is None:
        run.premiere_state = None
    elif any(each.state is PremiereState.REFUSED and not _differs(each, stated) for each in claims):
        run.premiere_state = PremiereState.REFUSED
    else:
        _claim(run, _quoted(run), at=at, actor=actor)


def confirm_premiere(
    claim: PremiereClaim, *, at: datetime, by: str, reason: Bilingual = NOTHING, evidence: Evidence = NO_EVIDENCE
) -> bool:
    """Find a claim true; answers whether that is new. Refused: without evidence, without saying where, or where another claim
    to the same first was confirmed (`premiere_taken`, with the other one's key and event)."""
    same = stored.same_first_to_decide(claim)
    if claim.state is PremiereState.CONFIRMED:
        return False
    if claim.state is not PremiereState.CLAIMED:
        raise Refused("not_claimed", state=claim.state.value)
    if claim.scope is None or lacks_place(claim.scope, claim.place):
        raise Refused("scope_needed")
    _refuse_if_taken(claim, same)
    _add_evidence(claim, evidence, at=at, actor=by)
    if not claim.has_evidence:
        raise Refused("evidence_needed")
    try:
        _decide(claim, PremiereState.CONFIRMED, at=at, by=by, reason=reason)
    except IntegrityError as error:
        # Whoever wrote beside these services: the database's own constraint has the last word.
        raise Refused("premiere_taken") from error
    return True


def _refuse_if_taken(claim: PremiereClaim, same: Any) -> None:
    for each in same:
        if each.id != claim.id and each.state is PremiereState.CONFIRMED:
            raise Refused("premiere_taken", claim=each.id, event=each.run.event.slug, decided_at=each.decided_at)


def refuse_premiere(claim: PremiereClaim, *, at: datetime, by: str, reason: Bilingual) -> bool:
    """Find a claim untrue, even one that was confirmed; answers whether that is new. The reason is public."""
    stored.same_first_to_decide(claim)
    if claim.state is PremiereState.REFUSED:
        return False
    if not claim.is_live:
        raise Refused("not_claimed", state=claim.state.value)
    if not reason:
        raise Refused("reason_needed")
    _decide(claim, PremiereState.REFUSED, at=at, by=by, reason=reason)
    return True


def withdraw_claim(claim: PremiereClaim, *, at: datetime, reason: Bilingual = NOTHING, actor: str = "") -> bool:
    """Take a claim back; answers whether that is new. What was refused stays refused."""
    if claim.state is PremiereState.WITHDRAWN:
        return False
    if not claim.is_live:
        raise Refused("not_claimed", state=claim.state.value)
    _decide(claim, PremiereState.WITHDRAWN, at=at, by=actor, reason=reason)
    return True


def _claim(run: Run, evidence: Evidence, *, at: datetime, actor: str) -> PremiereClaim:
    claim = PremiereClaim(run_id=run.id, created_at=at, state=PremiereState.CLAIMED, **_stated_by(run))
    set_fields(claim, _evidence_fields(evidence), prose=PROSE)
    session.add(claim)
    run.premiere_state = claim.state
    session.flush()  # its key names it in the history
    _tell(claim, run, at=at, actor=actor)
    return claim


def _decide(claim: PremiereClaim, state: PremiereState, *, at: datetime, by: str, reason: Bilingual) -> None:
    """The one place where a state changes: the claim's, and with it the word on the run."""
    before = {"state": claim.state.value}
    set_fields(claim, {"decided_by": by, "decision_zh": reason.zh, "decision_en": reason.en}, prose=PROSE)
    claim.state, claim.decided_at = state, at
    claim.run.premiere_state = state
    session.flush()  # a stale row, or another's first, must refuse before anybody is told
    _tell(claim, claim.run, at=at, actor=by, before=before, reason=reason)


def _tell(
    claim: PremiereClaim, run: Run, *, at: datetime, actor: str, before: dict[str, Any] | None = None,
    reason: Bilingual = NOTHING,
) -> None:
    after = {"state": claim.state.value, "kind": claim.kind.value, "scope": claim.scope.value if claim.scope else None}
    deed = f"premiere_{claim.state.value}"
    chronicle(claim, deed, of=run.event, at=at, before=before, after=after, reason=reason, actor=actor)
    if run.event.is_public:
        signals.event_changed.send(run.event, at=at)


def _add_evidence(claim: PremiereClaim, evidence: Evidence, *, at: datetime, actor: str) -> None:
    if not evidence:
        return
    before, after = set_fields(claim, _evidence_fields(evidence), prose=PROSE)
    if after:
        deed = "premiere_evidence"
        chronicle(claim, deed, of=claim.run.event, at=at, before=before, after=after, actor=actor)


def _evidence_fields(evidence: Evidence) -> dict[str, str]:
    if evidence.url and not evidence.url.startswith(("https://", "http://")):
        raise Refused("address_needed")
    return {
        "evidence_zh": evidence.note.zh, "evidence_en": evidence.note.en, "evidence_url": evidence.url,
        "evidence_source": evidence.source,
    }


def _quoted(run: Run) -> Evidence:
    """What a paper says of the event, word for word, where it speaks of a first."""
    event = run.event
    if not any(word in event.quote for word in NAMES_OF_FIRSTS):
        return NO_EVIDENCE
    return Evidence(Bilingual(event.quote, event.quote_gist_en), source=event.quote_source)


def _stated_by(run: Run) -> dict[str, Any]:
    return {
        "production_id": run.production_id, "event_id": run.event_id, "kind": run.premiere_kind, "scope": run.premiere_scope,
        "place": place_of(run.premiere_scope, run.city, run.venue_id),
    }


def _differs(claim: PremiereClaim, stated: Mapping[str, Any]) -> bool:
    return any(getattr(claim, name) != value for name, value in stated.items())
