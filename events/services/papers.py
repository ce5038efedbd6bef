"""Loading the events that the papers name: what was stated, word for word, and no date that nobody stated."""

from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.queries import organisations as accounts_queries
from accounts.services.organisations import slugs_by_stated_name
from core import history, loading
from core.tables import Row, rows_of, whole
from delta.windows import window
from events.models.words import EventKind, LeadBody, Phase
from events.queries import loading as stored
from events.services.events import add_event, edit_event

DATA = Path(__file__).parent.parent / "data"
KINDS = {"competition": EventKind.CONTEST, "procurement_fair": EventKind.FAIR}
LEADS = {"政府主导": LeadBody.GOVERNMENT, "企业主导": LeadBody.ENTERPRISE}
# Held in Shanghai but, by its name and its organiser, Shaoxing's: city of the owner, and where it is hosted.
OWNERS = {"shanghai-shangyu-week": ("330600", ["310000"])}
# Named 非遗 in the papers themselves.
STRANDS = {"great-world-ich-exchange": ("ich",)}


def load_papers(*, at: datetime) -> loading.Counts:
    """The papers' events; they get no dated rows. A second run changes nothing."""
    counts = loading.Counts("events")
    words = {row["slug"]: row for row in rows_of(DATA / "seed_events_i18n.csv")}
    slugs, keys = slugs_by_stated_name(), accounts_queries.organisation_keys()
    for row in rows_of(DATA / "seed_events.csv"):
        facts = _facts(row, words.get(row["slug"], {})) | _bodies(row, slugs, keys)
        known = stored.event_of_slug(history.slug_now("event", row["slug"]) or row["slug"])
        if known is None:
            add_event(at=at, slug=row["slug"], strands=STRANDS.get(row["slug"], ()), **facts)
            counts.added += 1
        else:
            counts.note(changed=edit_event(known, at=at, **facts))
    return counts


def _facts(row: Row, words: Row) -> dict[str, Any]:
    kind = KINDS.get(row["event_type"]) or EventKind(row["event_type"])
    owner, _ = OWNERS.get(row["slug"], (row["city_adcode"], []))
    return {
        "kind": kind, "title_zh": row["name_zh"], "title_en": row["name_en"],
        "summary_zh": words.get("summary_zh", ""), "summary_en": words.get("summary_en", ""),
        "phase": Phase(row["phase"]), "edition": whole(row["edition_stated"]), "city": owner,
        "is_in_scope": row["in_platform_scope"] == "1",
        "date_stated_zh": row["date_stated"], "date_stated_en": words.get("date_stated_en", ""),
        "place_stated_zh": row["place_stated"], "place_stated_en": words.get("place_stated_en", ""),
        "quote": row["quote"], "quote_gist_en": words.get("quote_en_gist", ""),
        "quote_source": row["seed_file"], "source": row["source"],
    } | _window(row["window_code"])


def _window(code: str) -> dict[str, str]:
    """A measure's code names its window too."""
    found = window(code)
    if found is None:
        return {"window_code": "", "measure_code": ""}
    return {"window_code": found.parent or found.code, "measure_code": found.code if found.parent else ""}


def _bodies(row: Row, slugs: dict[str, str], keys: dict[str, int]) -> dict[str, Any]:
    """Who leads and who organises. "政府主导" names who leads but no organiser; of several organisers the first is it."""
    stated = [each for each in row["organiser_stated"].split(";") if each]
    named = [slugs[each] for each in stated if each not in LEADS]
    extra: dict[str, Any] = {}
    if named[1:]:
        extra["co_organisers"] = named[1:]
    if hosts := OWNERS.get(row["slug"], ("", []))[1]:
        extra["host_cities"] = hosts
    return {
        "lead": next((LEADS[each] for each in stated if each in LEADS), None),
        "organiser_id": keys[named[0]] if named else None,
        "extra": extra,
    }
