"""The letters of organisations in both languages: each is whole, and says no code."""

import re

import pytest
from flask import Flask

from core.letters import texts_of

NAMES = {"slug": "ours", "zh": "演艺之家", "en": "House of Shows", "event": "长桥", "event_en": "The Long Bridge"}
LETTERS: dict[str, list[dict[str, object]]] = {
    "invitation": [{"invitation": 1, "role": role} for role in ("owner", "editor", "viewer")],
    "ownership_offered": [{}],
    "proof_decided": [
        {"proof": "company_licence", "outcome": outcome, "reason": "Why.", "expires_on": "2026-12-31"}
        for outcome in ("accepted", "refused", "revoked")
    ],
    "proof_ends": [{"proof": "agency_licence", "days": days, "expires_on": "2026-12-31"} for days in (60, 30, 0)],
    "organisation_standing": [
        {"deed": deed, "reason": "Why."} for deed in ("trusted", "trust_ended", "suspended", "suspension_lifted")
    ],
    "organisations_merged": [
        {"merged_zh": "旧团", "merged_en": "Old Company", "reason": "Why.", "role": role, "number": 1}
        for role in ("owner", "editor", "viewer", "")
    ],
    "claim_decided": [{"outcome": "accepted", "answer": ""}, {"outcome": "refused", "answer": "Why.", "event": ""}],
    "listing_offered": [{}],
    "listing_given": [{}],
}
CODE = re.compile(r"\b[a-z]+_[a-z_]+\b|%\(|\{[{%]|None|Undefined|2026-12-31")


@pytest.mark.parametrize("speaks", ["zh", "en"])
@pytest.mark.parametrize("kind", LETTERS)
def test_a_letter_is_whole(app: Flask, kind: str, speaks: str) -> None:
    for facts in LETTERS[kind]:
        with app.test_request_context("/"):
            subject, body = texts_of(kind, speaks, NAMES | facts)
        own, other = ("演艺之家", "House of Shows") if speaks == "zh" else ("House of Shows", "演艺之家")
        assert subject
        assert own in subject + body
        assert other not in subject + body
        said = re.sub(r"https?://\S+", "", subject + body)
        assert CODE.search(said) is None, said
        assert "\n\n\n" not in body
        assert ("Good day" in body) == (speaks == "en")
