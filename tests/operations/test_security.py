"""docs/security.md says what the code does."""

import re
from datetime import timedelta

from flask import Flask

from accounts import limits
from accounts.models.membership import Role, StaffRole
from accounts.passwords import LEAST_LENGTH, MOST_LENGTH
from accounts.retention import TERMS
from accounts.services import signins
from core.config import ROOT
from tests.shape.routes import declared

PAGE = (ROOT / "docs" / "security.md").read_text(encoding="utf-8")


def section(number: int) -> str:
    return PAGE.partition(f"\n## {number}. ")[2].partition("\n## ")[0]


def rows(number: int) -> dict[str, list[str]]:
    lines = [line.strip("|") for line in section(number).splitlines() if line.startswith("|")]
    cells = [[cell.strip() for cell in line.split("|")] for line in lines]
    return {first.partition(" (")[0].strip("`"): rest for first, *rest in cells[2:]}


def test_every_limit_is_stated() -> None:
    stated = {
        kind: [str(limit.account), str(limit.machine), f"{int(limit.within.total_seconds() // 60)} min"]
        for kind, limit in limits.LIMITS.items()
    }
    assert rows(4) == stated


def test_every_term_is_stated() -> None:
    assert rows(6) == {what: [f"{term.after.days} days"] for what, term in TERMS.items()}


def test_times_of_sign_ins_and_links_are_stated() -> None:
    hours = signins.STAFF_IDLE // timedelta(hours=1)
    assert rows(5)["sign-in without use"][0] == f"{signins.IDLE.days} days; staff {hours} hours"
    assert rows(5)["sign-in in all"][0] == f"{signins.OLDEST.days} days"
    assert rows(5)["between password and code"][0] == f"{limits.CODE_WITHIN // timedelta(minutes=1)} minutes"
    assert rows(5)["link that confirms a sign-up"][0] == f"{limits.CONFIRM_WITHIN.days} days"
    assert rows(5)["link that resets a password"][0] == f"{limits.RESET_WITHIN // timedelta(hours=1)} hours, once"
    assert rows(5)["link that confirms a new address"][0] == f"{limits.NEW_MAIL_WITHIN.days} days"
    assert f"{LEAST_LENGTH} to {MOST_LENGTH} characters" in section(2)


def test_every_rule_stands_in_the_matrix(app: Flask) -> None:
    used = {declared(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    stated = set(re.findall(r"`([^`]+)`", section(1).partition("\n- ")[0]))
    stated |= {f"member: {role.value}" for role in Role} | {f"staff: {role.value}" for role in StaffRole}
    assert used <= stated
