"""Turns what a season plans into the rows of the tables; plain values, for bulk inserts."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from core.loading import DEMO_SOURCE, translated
from core.types import Bilingual
from events.daytime import clock_minutes
from events.models.words import ApprovalLevel, ApprovalState, EventKind, Form, Phase, PremiereState
from events.premieres import place_of
from events.season.values import Billing, Row, Stay
from events.season.wording import AUTHORITY, FREE_SHOW, NO_SHOW, NOT_A_FIRST, REGISTRAR, SELLER, age_advice

PUBLISHED_AHEAD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Keys:
    """Keys by slug of what events hang on; halls by "venue/code"."""

    organisations: dict[str, int]
    venues: dict[str, int]
    halls: dict[str, int]
    productions: dict[str, int]


def event_row(billing: Billing, keys: Keys, season: str, at: datetime) -> dict[str, Any]:
    """The event, not yet public: a season is published whole."""
    return translated({
        "slug": billing.slug, "kind": billing.kind, "title_zh": billing.title.zh, "title_en": billing.title.en,
        "summary_zh": billing.summary.zh, "summary_en": billing.summary.en, "genre": billing.genre, "lead": billing.lead,
        "organiser_id": keys.organisations.get(billing.organiser), "window_code": billing.window,
        "measure_code": billing.measure, "city": billing.city, "phase": Phase.DATED, "is_demo": True, "published_at": None,
        "confirmed_at": at, "source": DEMO_SOURCE, "extra": {"season": season},
    }, "title", "summary")


def run_row(stay: Stay, event_id: int, keys: Keys) -> dict[str, Any]:
    """The run of a stay."""
    terms, work = stay.terms, stay.work
    fen = [price for _, _, price in terms.prices]
    seller = SELLER if fen else Bilingual("", "")
    advice = age_advice(work.age_min) if work and work.age_min is not None else Bilingual("", "")
    performers = work.performers if work else Bilingual("", "")
    premiere_kind, premiere_scope = terms.premiere or (None, None)
    return translated({
        "event_id": event_id, "production_id": keys.productions[work.slug] if work else None,
        "venue_id": keys.venues[stay.venue] if stay.venue else None,
        "hall_id": keys.halls[stay.room.key] if stay.room else None, "city": stay.city,
        "premiere_kind": premiere_kind, "premiere_scope": premiere_scope, "premiere_state": terms.premiere_state,
        "is_free": terms.is_free,
        "prices": [{"zh": zh, "en": en, "fen": price} for zh, en, price in terms.prices],
        "price_from_fen": min(fen, default=None), "price_to_fen": max(fen, default=None),
        "seller_zh": seller.zh, "seller_en": seller.en, "age_min": None,
        "age_advice_zh": advice.zh, "age_advice_en": advice.en,
        "opening_hours_zh": terms.opening_hours.zh, "opening_hours_en": terms.opening_hours.en,
        "main_performers_zh": performers.zh, "main_performers_en": performers.en,
        "pattern": stay.pattern.as_json() if stay.pattern else None,
    }, "seller", "age_advice", "opening_hours", "main_performers")


def claim_row(stay: Stay, run_id: int, event_id: int, keys: Keys, *, at: datetime) -> dict[str, Any] | None:
    """What the register of premieres says of a stay, or None where it is no first."""
    terms = stay.terms
    if terms.premiere is None or terms.premiere_state is None:
        return None
    kind, scope = terms.premiere
    is_confirmed, is_refused = (terms.premiere_state is each for each in (PremiereState.CONFIRMED, PremiereState.REFUSED))
    evidence = terms.premiere_evidence
    decision = NOT_A_FIRST if is_refused else Bilingual("", "")
    return translated({
        "run_id": run_id, "production_id": keys.productions[stay.work.slug] if stay.work else None, "event_id": event_id,
        "kind": kind, "scope": scope,
        "place": place_of(scope, stay.city, keys.venues[stay.venue] if stay.venue else None), "state": terms.premiere_state,
        "evidence_zh": evidence.zh, "evidence_en": evidence.en, "created_at": at,
        "decided_at": at if is_confirmed or is_refused else None, "decided_by": REGISTRAR if is_confirmed or is_refused else "",
        "decision_zh": decision.zh, "decision_en": decision.en,
    }, "evidence", "decision")


def performance_row(row: Row, stay: Stay, run_id: int, keys: Keys, *, chance: Random, at: datetime) -> dict[str, Any]:
    """A dated row. Moments of sale and deadlines stand in no hall; its UID is random but the same for the same season."""
    terms, is_moment = stay.terms, row.form in {Form.ON_SALE, Form.DEADLINE}
    day = row.starts.date()
    first, last = clock_minutes(row.starts, row.ends) if row.form is not Form.SPAN else (None, None)
    return translated({
        "uid": str(UUID(int=chance.getrandbits(128), version=4)), "run_id": run_id, "form": row.form,
        "title_zh": row.title.zh, "title_en": row.title.en, "starts_at": row.starts, "ends_at": row.ends,
        "end_is_stated": row.end_is_stated, "day": day, "start_minute": first, "end_minute": last,
        "last_day": row.last if row.form is Form.SPAN else day,
        "venue_id": keys.venues[stay.venue] if stay.venue and not is_moment else None,
        "hall_id": keys.halls[stay.room.key] if stay.room and not is_moment else None, "city": stay.city,
        "online_url": row.online_url, "status": row.status, "status_since": row.since, "reason_zh": row.reason.zh,
        "reason_en": row.reason.en, "moved_from": row.moved_from, "sequence": row.sequence,
        "changed_at": min(row.since, at) if row.since else at, "published_at": at, "is_signed": terms.is_signed,
        "is_captioned": terms.is_captioned, "is_relaxed": terms.is_relaxed, "has_quiet_room": terms.has_quiet_room,
        "wheelchair_places": terms.wheelchair_places, "approved_audience": terms.approved_audience,
        "public_allotment": terms.public_allotment,
    }, "title", "reason")


def approval_rows(
    billing: Billing, stay: Stay, row: Row, performance_id: int, *, today: date, at: datetime
) -> Iterator[dict[str, Any]]:
    """The approval of a timed row (R1): none needed for what is no commercial performance; no real number ever."""
    if row.form not in {Form.PERFORMANCE, Form.SESSION}:
        return
    state, number, decided_on, reason = ApprovalState.NOT_REQUIRED, "", None, NO_SHOW
    authority = Bilingual("", "")
    if billing.kind is EventKind.SHOW and stay.terms.is_free:
        reason = FREE_SHOW
    elif billing.kind is EventKind.SHOW:
        decided_on = min(stay.first - timedelta(days=25), today - timedelta(days=3))
        approved = stay.terms.is_approved or stay.first <= today + timedelta(days=14)
        state, reason, authority = ApprovalState.PREPARING, Bilingual("", ""), AUTHORITY
        if approved:
            state, number = ApprovalState.APPROVED, f"示例批文-{decided_on.year}-{performance_id:06d}"
        else:
            decided_on = None
    yield {
        "performance_id": performance_id, "state": state, "level": ApprovalLevel.COUNTY, "number": number,
        "authority_zh": authority.zh, "authority_en": authority.en, "decided_on": decided_on,
        "reason_zh": reason.zh, "reason_en": reason.en, "recorded_at": at,
    }


def change_rows(row: Row, performance_id: int, event_id: int) -> Iterator[dict[str, Any]]:
    """The history of a row that has changed since it was announced, as its event's page shows it."""
    if row.since is None:
        return
    before: dict[str, Any] = {"status": "scheduled"}
    after: dict[str, Any] = {"status": row.status.value, "sequence": row.sequence}
    if row.moved_from:
        before["starts_at"], after["starts_at"] = row.moved_from.isoformat(), row.starts.isoformat()
    yield {
        "subject": "events_performance", "subject_id": performance_id, "topic": f"event:{event_id}",
        "deed": "moved" if row.moved_from else row.status.value, "at": row.since, "before": before, "after": after,
        "reason_zh": row.reason.zh, "reason_en": row.reason.en,
    }
