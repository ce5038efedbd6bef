"""docs/security.md says what the code does."""

import ast
import re
from datetime import timedelta

import pytest
from flask import Flask

from accounts import desk_forms, limits
from accounts.models.membership import Role, StaffRole
from accounts.passwords import LEAST_LENGTH, MOST_LENGTH
from accounts.retention import TERMS
from accounts.services import files, founding, memberships, oversight, programs, signins
from core import addresses, imaging, outbound, uploads
from core.children import Limits
from core.config import ROOT
from core.security import HANDED_OUT
from events import jobs as link_checks
from events.intake import columns, lines, table
from events.manage import paste
from events.services import links, ownership, sources
from feeds import pulling
from feeds.intake import content, reading
from feeds.manage import imports
from notices.channels import smtp
from portal import wrongs
from portal.services import exports, reports
from portal.views import report
from tests.shape.routes import declared

MIB = 2**20

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


def test_nothing_waits_to_be_written() -> None:
    """No row says that its part is still to come."""
    assert re.findall(r"\(with (?:the |their )?\w+\)", PAGE) == []
    assert "being built" not in PAGE


PICTURE = f"{imaging.MOST_PIXELS:,} pixels, {imaging.LEAST_SIDE} a side at least, 1 : {imaging.STEEPEST} at most"
PICTURE_CHILD = f"{imaging.MOST_MEMORY // MIB} MiB, {imaging.CPU_S} s of processor, {imaging.WALL_S} s in all"
CHILD = f"{Limits().memory // MIB} MiB, {Limits().cpu_s} s of processor, {Limits().wall_s} s in all"
TABLE = f"{table.MOST_UNPACKED // MIB} MiB unpacked, {table.MOST_ROWS:,} rows, {columns.MOST_COLUMNS} columns"
CALENDAR = f"{content.MOST_COMPONENTS:,} components, {content.MOST_EVENTS:,} events, {reading.MOST_SHOWINGS:,} dates"
KEPT = f"{files.MOST_OF_PICTURES // MIB} MiB of pictures and {files.MOST_OF_PAPERS // MIB} MiB of papers"


@pytest.mark.parametrize(
    ("number", "stated"),
    [
        (2, f"{lines.MOST_CHARACTERS:,} characters"), (2, f"the form {paste.MOST_BYTES:,} bytes"),
        (2, f"the form {report.MOST_BYTES // 1024} KiB, {wrongs.LONGEST_SAID:,} characters"),
        (2, f"{addresses.LONGEST_URL:,} characters"), (2, f"until the end of {desk_forms.LATEST.year}"),
        (3, f"{uploads.MOST_PICTURE_BYTES // MIB} MiB, {PICTURE} |"), (3, f"({PICTURE_CHILD})"),
        (3, f"| PDF, JPEG, PNG, WebP | {uploads.MOST_PAPER_BYTES // MIB} MiB |"),
        (3, f"| {uploads.MOST_BODY_BYTES // MIB} MiB |"), (3, f"| {(table.MOST_BYTES + imports.ENVELOPE) // MIB} MiB |"),
        (3, f"| {table.MOST_BYTES // MIB} MiB, {TABLE} |"), (3, f"| {content.MOST_BYTES // MIB} MiB, {CALENDAR} |"),
        (3, f"({CHILD})"), (3, KEPT),
        (4, f"reports.py`): {reports.MOST_A_MACHINE} / {reports.MOST_A_PAGE} / {reports.MOST_AT_ALL} within 60 min"),
        (4, f"exports.py`): {exports.MOST} within 60 min"), (4, f"memberships.py`): {memberships.MOST_A_DAY} within a day"),
        (4, f"founding.py`): {founding.MOST_FOUNDED} within a day"),
        (4, f"oversight.py`): {oversight.MOST_CLAIMS} within a day"),
        (4, f"ownership.py`): {ownership.MOST_CLAIMS}\n"), (4, f"sources.py`): {sources.MOST_SOURCES}\n"),
        (4, f"programs.py`): {programs.MOST_TOKENS}, a year each"),
        (7, f"| {smtp.TIMEOUT_S} s |"), (7, f"| {content.MOST_BYTES // MIB} MiB, {pulling.SECONDS} s, six at a time |"),
        (7, f"| {link_checks.LIMIT_BYTES // 1024} KiB, {link_checks.LIMIT_S:.0f} s |"),
        (7, f"at most {outbound.MOST_HOPS} hops"), (7, f"every {sources.USUALLY // timedelta(hours=1)} hours"),
    ],
)
def test_limits_of_files_requests_and_connections_are_stated(number: int, stated: str) -> None:
    assert stated in section(number)


def test_the_figures_that_are_words_hold() -> None:
    assert pulling.AT_ONCE == 6
    assert links.A_CLAIM == 6
    assert programs.LONGEST_LIFE.days == 366
    assert sorted(uploads.PAPERS) == ["jpg", "pdf", "png", "webp"]
    assert sorted(addresses.PORTS) == ["http", "https"]
    assert "sandbox" in HANDED_OUT["Content-Security-Policy"]


def test_nobody_else_is_connected_to() -> None:
    """What opens a connection of its own stands in the table of section 7, and there is no other."""
    opens = {"smtplib", "socket", "http.client", "urllib.request", "requests", "httpx", "ftplib", "asyncio"}
    spelling = {"inet_aton", "inet_ntoa"}  # read numbers, open nothing
    found: set[str] = set()
    for path in sorted(ROOT.glob("[a-z]*/**/*.py")):
        name = str(path.relative_to(ROOT))
        if not re.match(r"(tests/|bench/|drills/|tools/|migrations/|var/)", name):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            named = {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
            named |= {
                str(node.module) for node in ast.walk(tree)
                if isinstance(node, ast.ImportFrom) and not {each.name for each in node.names} <= spelling
            }
            found |= {name} if named & opens else set()
    # The last one asks for this machine's own name alone.
    assert found == {"core/outbound.py", "notices/channels/smtp.py", "notices/jobs/owners.py"}
