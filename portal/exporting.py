"""The files of an organisation's export: everything that is its own, nothing of anybody else's but its members' names."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.queries import people, proofs
from core.clock import local
from core.imaging import WIDTHS
from core.language import LANGUAGES
from core.logs import log
from core.uploads import paper_file, picture_file
from events.amendments import UNAMENDED
from events.models.performance import Performance
from events.models.run import Run
from events.queries.amendments import amendments_of
from feeds import ical
from feeds.entries import entry_of
from portal.annals import files_of_annals
from portal.archive import File
from portal.queries import export as stored
from portal.written import as_json, as_line

ABOUT = """{name}

organisation.json   name, contact, kinds, members, papers / 机构信息、联系人、身份、成员、证照
listings.json       every listing with its runs, dates and approvals, drafts too / 全部演出信息（含草稿）、档期、场次与批文
performances.csv    one line a date, for spreadsheets (UTF-8) / 每场一行，可用表格软件打开
calendar-zh.ics     every date as a calendar, in Chinese / 全部场次日历（中文）
calendar-en.ics     the same in English / 全部场次日历（英文）
trail.json          who did what / 操作记录
decisions.json      what you sent in and what was decided / 送审与审核结果
deeds.json          changes of public dates / 场次变动记录
reports.json        what readers reported (without their addresses) / 读者反馈（不含其邮箱）
notices.json        what you wrote to your followers, and in numbers what became of it / 发给关注者的通知及发送统计
reach-days.csv      what was counted, day by day / 每日访问与关注统计
reach-weeks.csv     calendars that follow, week by week / 每周日历订阅统计
pictures/           the pictures that you sent, as JPEG / 已上传的图片
papers/             the papers that you sent, as they came / 已提交的证明文件

{at}
"""
COLUMNS = (
    "uid", "listing", "title_zh", "title_en", "starts_at", "ends_at", "form", "status", "venue_zh", "venue_en", "hall_zh",
    "city", "public",
)
Told = Callable[[int], None]


def files_of(organisation_id: int, *, at: datetime, folder: Path, base: str, told: Told) -> Iterator[File]:
    """The files one after another; what they hold is read when their turn comes. `base` is the site's public address.

    `told` is called with how many more dates are written; an empty part follows, where a transaction may begin. Each date is
    written four times: in the listings, in the table, in two calendars.
    """
    organisation = stored.organisation_by_key(organisation_id)
    names = {"zh": organisation.name_zh or organisation.name_en, "en": organisation.name_en or organisation.name_zh}
    page = f"{base}/organisers/{organisation.slug}"
    about = ABOUT.format(name=" · ".join(dict.fromkeys(names.values())), at=local(at).isoformat(timespec="minutes"))
    yield File("README.txt", [about.encode()])
    yield File("organisation.json", [as_json(_organisation(organisation_id, at))])
    yield File("listings.json", _listings(organisation_id, told))
    yield File("performances.csv", _table(organisation_id, told))
    for speaks in LANGUAGES:
        head = ical.Head(
            language=speaks, name=names[speaks], description="", url=page, source=f"{page}.ics",
            changed_at=at.replace(microsecond=0),
        )
        yield File(f"calendar-{speaks}.ics", _calendar(organisation_id, head, told))
    yield from files_of_annals(organisation_id)
    yield from _pictures(organisation_id, folder)
    yield from _papers(organisation_id, folder)


def _organisation(key: int, at: datetime) -> dict[str, Any]:
    licences = proofs.licences_of(key)
    decisions = proofs.latest_decisions([row.id for row in licences])
    return stored.facts_of(stored.organisation_by_key(key)) | {
        "kinds": sorted(proofs.capacities_of([key]).get(key, ())),
        "members": [{"name": row.person.name, "role": row.role.value} for row in people.members_of(key, at)],
        "papers": [
            stored.facts_of(row)
            | {"paper": row.evidence_id, "decision": stored.facts_of(decisions[row.id]) if row.id in decisions else None}
            for row in licences
        ],
    }


def _listings(key: int, told: Told) -> Iterator[bytes]:
    yield b"["
    separator = b"\n"
    for events in stored.batches_of_events(key):
        runs = stored.runs_of([event.id for event in events])
        rows = stored.performances_of_runs([run.id for each in runs.values() for run in each])
        for event in events:
            facts = stored.facts_of(event) | {
                "refund": (event.extra or {}).get("refund"), "organiser": _names(event.organiser),
                "strands": [strand.code for strand in event.strands],
                "runs": [_run(run, rows.get(run.id, [])) for run in runs.get(event.id, [])],
            }
            yield separator + as_json(facts)
            separator = b",\n"
        told(sum(map(len, rows.values())))
        yield b""
    yield b"\n]\n"


def _names(named: Any) -> dict[str, str] | None:
    return {"zh": named.name_zh, "en": named.name_en} if named else None


def _run(run: Run, rows: Sequence[Performance]) -> dict[str, Any]:
    work = run.production
    return stored.facts_of(run) | {
        "production": {"zh": work.title_zh, "en": work.title_en} if work else None,
        "venue": _names(run.venue), "hall": _names(run.hall),
        "performances": [_performance(row) for row in rows],
    }


def _performance(row: Performance) -> dict[str, Any]:
    return stored.facts_of(row) | {
        "venue": _names(row.venue),
        "hall": _names(row.hall),
        "approvals": [stored.facts_of(each) for each in row.approvals],
    }


def _table(key: int, told: Told) -> Iterator[bytes]:
    yield ("\ufeff" + as_line(COLUMNS)).encode()
    for rows in stored.batches_of_performances(key):
        yield "".join(as_line(_cells(row)) for row in rows).encode()
        told(len(rows))
        yield b""


def _cells(row: Performance) -> tuple[str, ...]:
    event, venue, hall = row.run.event, row.venue, row.hall
    return (
        row.uid, event.slug, event.title_zh, event.title_en, local(row.starts_at).isoformat(timespec="minutes"),
        local(row.ends_at).isoformat(timespec="minutes"), row.form.value, row.status.value,
        venue.name_zh if venue else "", venue.name_en if venue else "", hall.name_zh if hall else "", row.city,
        "yes" if row.published_at and event.published_at else "no",
    )


def _calendar(key: int, head: ical.Head, told: Told) -> Iterator[bytes]:
    """The feeds' own entries, drafts too; a row that cannot be written is left out, as feeds leave it out."""
    yield ical.head_bytes(head)
    for entries in stored.batches_of_entries(key, head.language):
        yield b"".join(each if isinstance(each, bytes) else _rendered(each, head.language) for each in entries)
        told(len(entries))
        yield b""
    yield ical.END


def _rendered(row: Performance, speaks: str) -> bytes:
    try:
        amended = amendments_of([row]).get(row.id, UNAMENDED)
        return ical.event_bytes(entry_of(row, speaks, amended), row.changed_at.replace(microsecond=0))
    except (ValueError, TypeError, AssertionError, LookupError) as error:
        log.warning("entry left out of an export", performance=row.id, error=type(error).__name__)
        return b""


def _pictures(key: int, folder: Path) -> Iterator[File]:
    for picture in [row.key for row in stored.all_pictures(key)]:
        path = picture_file(folder, picture, WIDTHS[-1], "jpg")
        if path.is_file():
            yield File(f"pictures/{picture}.jpg", _read(path), is_packed=False)


def _papers(key: int, folder: Path) -> Iterator[File]:
    for number, digest, ending in [(row.id, row.digest, row.ending) for row in stored.all_evidence(key)]:
        path = paper_file(folder, digest)
        if path.is_file():
            yield File(f"papers/paper-{number}.{ending}", _read(path), is_packed=False)


def _read(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(256 * 1024):
            yield chunk
