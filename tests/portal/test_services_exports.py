"""Everything of an organisation in one archive: made in the background, kept for a week, with what was done beside it."""

import json
import zipfile
from datetime import date, timedelta

from flask import Flask

from accounts.models.organisation import Organisation
from core import clock
from core.db import committing, session
from core.types import Bilingual
from events.models.submission import Decision, Submission
from portal import jobs, packing
from portal.models import Export, ReachCount, Report
from portal.queries import exports as stored
from portal.reach import Kind, Thing
from portal.services import exports
from portal.wrongs import Wrong
from tests.factories import accounts, changing
from venues.models import Hall


def ask(organisation: Organisation) -> int:
    with committing():
        row = exports.ask(session.get_one(Organisation, organisation.id), at=clock.now(), actor=changing.acting())
        key = row.id
    return key


def test_a_worker_makes_what_was_asked_for_and_tells_how_far_it_is(app: Flask) -> None:
    organisation = accounts.organisation()
    changing.listing(organisation)
    assert not jobs.is_export_waiting()
    key = ask(organisation)
    assert ask(organisation) == key, "one at a time"
    assert jobs.is_export_waiting()
    jobs.make_exports()
    row = session.get_one(Export, key)
    assert (row.done, row.total, row.finished_at, row.is_being_made) == (12, 12, clock.now(), False)
    assert row.size == packing.file_of(key).stat().st_size
    assert not jobs.is_export_waiting()
    assert list(packing.file_of(key).parent.glob("*.part")) == []


def test_it_says_what_was_done_and_names_no_reader(app: Flask) -> None:
    organisation, at = accounts.organisation(), clock.now()
    rows = changing.listing(organisation)
    hall, uid = session.get_one(Hall, rows[0].hall_id), rows[0].uid
    named = {"zh": hall.name_zh, "en": hall.name_en}
    changing.done(rows[0], refund=Bilingual("全额退票。", ""))
    key = rows[0].run.event_id
    with committing():
        session.add_all([
            Submission(
                event_id=key, organisation_id=organisation.id, submitted_at=at, promised_by=at, decision=Decision.CHANGES_ASKED,
                decided_at=at, reason_zh="请写明时长",
            ),
            Report(path="/x", event_id=key, owner_id=organisation.id, wrong=Wrong.OTHER, said="开演时间不对",
                   mail="reader@example.org", language="zh", made_at=at),
            ReachCount(thing=Thing.EVENT, key=key, day=date(2026, 11, 20), kind=Kind.VIEW, number=7),
        ])
    made = ask(organisation)
    jobs.make_exports()
    with zipfile.ZipFile(packing.file_of(made)) as whole:
        told = {name: json.loads(whole.read(f"{name}.json")) for name in ("trail", "decisions", "deeds", "reports", "listings")}
        assert "2026-11-20,the-long-bridge,view,7" in whole.read("reach-days.csv").decode()
        assert all(b"reader@example.org" not in whole.read(name) for name in whole.namelist())
    assert "exported" in [each["deed"] for each in told["trail"]]
    assert [(each["decision"], each["reason_zh"]) for each in told["decisions"]] == [("changes_asked", "请写明时长")]
    assert [(each["kind"], each["refund_zh"], each["dates"][0]["uid"]) for each in told["deeds"]] == [
        ("cancel", "全额退票。", uid)
    ]
    assert [each["said"] for each in told["reports"]] == ["开演时间不对"]
    assert told["listings"][0]["runs"][0]["hall"] == named


def test_after_a_week_it_is_gone(app: Flask) -> None:
    key = ask(accounts.organisation())
    jobs.make_exports()
    with committing():
        session.get_one(Export, key).asked_at = clock.now() - timedelta(days=8)
    jobs.forget_exports()
    assert session.get(Export, key) is None
    assert not packing.file_of(key).exists()


def test_what_broke_off_is_taken_up_again_three_times_at_most(app: Flask) -> None:
    organisation = accounts.organisation()
    key = ask(organisation)
    for _ in range(3):
        with committing():
            assert exports.claim(at=clock.now()) == key
        with committing():
            row = stored.export_by_key(key)
            assert row is not None
            exports.give_up(row, at=clock.now())
    with committing():
        assert exports.claim(at=clock.now()) is None
    assert session.get_one(Export, key).failed_at == clock.now()


def test_nobody_else_fetches_it(app: Flask) -> None:
    organisation = accounts.organisation()
    ours, theirs = accounts.member_client(app, organisation), accounts.member_client(app, accounts.organisation("other"))
    key = ask(organisation)
    jobs.make_exports()
    path = f"/desk/house-of-shows/export/{key}"
    with ours.get(path) as answer:
        assert answer.status_code == 200
    assert theirs.get(path).status_code == 404
    assert theirs.get(f"/desk/other/export/{key}").status_code == 404


def test_a_large_one_is_shown_on_its_way(app: Flask) -> None:
    organisation = accounts.organisation()
    with committing():
        session.add(Export(organisation_id=organisation.id, asked_at=clock.now(), done=21_000, total=84_000))
    page = accounts.member_client(app, organisation).get("/en/desk/house-of-shows/export").text
    assert "<progress" in page
    assert "25 %" in page
    assert "data-progress" in page
