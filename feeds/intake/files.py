"""A foreign calendar's bytes become stated listings; the reading itself happens in a child process with limits."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from core.children import ChildEnded, run_child
from core.types import Bilingual, digest_of
from events.intake.stated import Problem, Showing, Stated, StatedListing, grouped
from feeds.intake.content import MOST_BYTES

CHILD = "feeds.intake.child"
# What leaves a whole event, or the whole file, out; all other codes say that a detail was left out or changed.
SPARED = {"bad_end", "bad_url", "no_uid", "shortened", "bad_line", "bad_rdate", "rule_cut", "rdates_cut", "long_as_days"}


def read_calendar(content: bytes, *, today: date) -> Stated:
    """What a calendar file states; never raises for anything that is in it. `today` bounds rules without an end."""
    if len(content) > MOST_BYTES:
        return refused("too_large")
    try:
        found = run_child(CHILD, content, {"today": today.isoformat()})
    except ChildEnded as ended:
        return refused(ended.code)
    problems = tuple(_problem(each) for each in found["problems"])
    if found["refused"]:
        return Stated(problems=problems, refused=found["refused"])
    return Stated(
        listings=grouped(_listing(each) for each in found["showings"]),
        problems=problems,
        warnings=tuple(_problem(each) for each in found["warnings"]),
    )


def refused(code: str) -> Stated:
    """A file of which nothing is taken."""
    return Stated(problems=(Problem(line=0, code=code, is_fatal=True),), refused=code)


def _problem(found: Mapping[str, Any]) -> Problem:
    facts = {name: value for name, value in found.items() if name not in {"line", "uid", "code"}}
    return Problem(
        line=found["line"], uid=found.get("uid", ""), code=found["code"], facts=facts, is_fatal=found["code"] not in SPARED
    )


def _listing(found: Mapping[str, Any]) -> StatedListing:
    title = found["title"]
    is_chinese = any("\u2e80" <= sign <= "\U0003ffff" for sign in title)
    language = "zh" if is_chinese else "en"
    event = {"source_language": language, f"summary_{language}": found["description"], "source": found["url"]}
    return StatedListing(
        title=Bilingual(title, "") if is_chinese else Bilingual("", title),
        place=found["place"],
        event={name: value for name, value in event.items() if value},
        showings=(_showing(found),),
    )


def _showing(found: Mapping[str, Any]) -> Showing:
    # Without a UID the content itself is the only name that a second file can know it by.
    uid = found["uid"] or "-" + digest_of("|".join((found["title"], found["place"], found["start"])))
    named = {"line": found["line"], "uid": uid, "recurrence": found["recurrence"]}
    if found["all_day"]:
        return Showing(first=date.fromisoformat(found["start"]), last=date.fromisoformat(found["end"]), **named)
    end = found["end"]
    return Showing(
        starts_at=datetime.fromisoformat(found["start"]), ends_at=datetime.fromisoformat(end) if end else None, **named
    )
