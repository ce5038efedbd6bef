"""Rows of a table become stated listings: one row is one date; what is wrong with a row is said by its line and column."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from core.addresses import is_web_address
from core.types import Bilingual, digest_of
from delta.cities import all_cities
from events.intake.cells import BadCell, date_of, minutes_of, moment_of, prices_of, text_of, time_of, whole_of
from events.intake.columns import NEEDED, Column
from events.intake.stated import Problem, Showing, Stated, StatedListing, grouped
from events.intake.table import cell_from
from events.models.words import GATHERINGS, WHOLES, EventKind
from repertoire.models import Genre
from venues.places import Places

MOST_TITLE, MOST_LINE = 300, 300
# What may well be stated in whole days; everything else is played at a time.
OF_DAYS = GATHERINGS | WHOLES | {EventKind.EXHIBITION, EventKind.CONTEST, EventKind.OPEN_CALL, EventKind.PUBLICATION}
_KIND_WORDS = {
    "show": "演出 performance", "exhibition": "展览 展", "festival": "艺术节 节", "forum": "论坛", "summit": "峰会",
    "lecture": "讲座", "workshop": "工作坊", "training": "培训", "screening": "放映", "expo": "博览会",
    "contest": "比赛 大赛", "launch": "发布",
}
_GENRE_WORDS = {
    "spoken_drama": "话剧 戏剧 drama play theatre", "multimedia_drama": "多媒体剧", "immersive": "沉浸式 沉浸式戏剧",
    "children": "儿童剧 亲子剧", "puppet": "木偶 木偶剧 puppets", "musical": "音乐剧", "opera": "歌剧", "dance_drama": "舞剧",
    "ballet": "芭蕾 芭蕾舞", "modern_dance": "现代舞 dance", "concert_classical": "音乐会 交响乐 concert",
    "concert_folk": "民乐", "xiqu": "戏曲 京剧 昆曲 昆剧 越剧 沪剧 黄梅戏 锡剧 淮剧 扬剧 婺剧 徽剧", "choral": "合唱",
    "pop": "流行 演唱会", "acrobatics": "杂技", "magic": "魔术", "crosstalk": "相声 评弹", "standup": "脱口秀",
    "exhibition": "展览",
}
KINDS = {word: code for code, words in _KIND_WORDS.items() for word in words.split()}
GENRES = {word: code for code, words in _GENRE_WORDS.items() for word in words.split()}


@dataclass(slots=True)
class _Row:
    """One row while it is read: its cells by what they say, and what is wrong with it."""

    line: int
    cells: Mapping[Column, Any]
    today: date
    problems: list[Problem] = field(default_factory=list)

    @property
    def place(self) -> str:
        """House and hall as they are written."""
        return " ".join(each for each in (self.text(Column.VENUE), self.text(Column.HALL)) if each)

    def text(self, column: Column) -> str:
        return text_of(self.cells.get(column))

    def note(self, column: Column, code: str, *, is_fatal: bool = False) -> None:
        words = self.text(column)[:60]
        self.problems.append(
            Problem(line=self.line, code=code, column=column.value, is_fatal=is_fatal, facts={"words": words})
        )

    def read(self, column: Column, read: Callable[[Any], Any], *, is_fatal: bool = False) -> Any:
        """What a cell says; None where it is empty or cannot be read."""
        if not self.text(column):
            return None
        try:
            return read(self.cells[column])
        except BadCell as error:
            self.note(column, error.code, is_fatal=is_fatal)
            return None


def stated_rows(
    table: Mapping[str, Any], mapping: Mapping[int, Column], *, today: date, places: Places | None = None
) -> Stated:
    """What a table states under a mapping. Rows of one title, hall and number's stem become one listing.

    `places` are the houses that we know, so that a row that names another city than its house's is said.
    """
    missing = [column for column in NEEDED if column not in mapping.values()]
    if missing:
        problems = tuple(Problem(line=0, code="column_missing", column=each.value, is_fatal=True) for each in missing)
        return Stated(problems=problems)
    listings, found = [], list[Problem]()
    known: dict[str, int] = {}
    cities: dict[tuple[str, str], str] = {}
    for line, stored in table["rows"]:
        cells = {column: cell_from(stored[at]) for at, column in mapping.items() if at < len(stored)}
        row = _Row(line, cells, today)
        listing = _listing(row)
        if listing is not None:
            uid = listing.showings[0].uid
            if uid in known:
                row.problems.append(
                    Problem(line=line, code="row_repeated", uid=uid, is_fatal=True, facts={"first": known[uid]})
                )
                listing = None
            known.setdefault(uid, line)
        _compare_city(row, cities, places)
        found += row.problems
        if listing is not None:
            listings.append(listing)
    return Stated(listings=grouped(listings), problems=tuple(found))


def _compare_city(row: _Row, cities: dict[tuple[str, str], str], places: Places | None) -> None:
    """Say it where a row names another city than its house's, or than an earlier row of the same title and place."""
    codes = _cities_of(row.text(Column.CITY))
    if len(codes) != 1:
        return  # said already
    house = places.named(row.place) if places else None
    if house is not None and not house.code:
        usual = house.city
    else:
        usual = cities.setdefault((row.text(Column.TITLE) or row.text(Column.TITLE_EN), row.place), *codes)
    if usual not in codes:
        row.note(Column.CITY, "city_differs")


def _listing(row: _Row) -> StatedListing | None:
    title, title_en = row.text(Column.TITLE), row.text(Column.TITLE_EN)
    if not title and not title_en:
        row.note(Column.TITLE, "no_title", is_fatal=True)
    showing = _showing(row)
    event, run = _event(row), _run(row)
    if any(each.is_fatal for each in row.problems) or showing is None:
        return None
    if showing.is_all_day and not is_of_days(event):
        row.note(Column.TIME, "no_time")
    place = row.place
    for column, text in ((Column.TITLE, title), (Column.VENUE, place)):
        if len(text) > MOST_TITLE:
            row.note(column, "too_long", is_fatal=True)
            return None
    is_english = bool(title) and not title_en and title.isascii()
    stated = Bilingual("", title) if is_english else Bilingual(title, title_en)
    event["source_language"] = "en" if not stated.zh else "zh"
    number = row.text(Column.NUMBER)
    # The row's own number names it; else what it says does, so that an unchanged row is known again.
    uid = number or "-" + digest_of("|".join((title or title_en, place, showing.day.isoformat(), _start(showing))))
    named = Showing(
        line=row.line, uid=uid[:200], starts_at=showing.starts_at, ends_at=showing.ends_at, first=showing.first,
        last=showing.last,
    )
    return StatedListing(title=stated, place=place, event=event, run=run, showings=(named,))


def is_of_days(event: Mapping[str, Any]) -> bool:
    """Whether something may well be stated in whole days: an exhibition, a festival; a play is played at a time."""
    return EventKind(event.get("kind", EventKind.SHOW)) in OF_DAYS or event.get("genre") == Genre.EXHIBITION


def _start(showing: Showing) -> str:
    return f"{showing.starts_at:%H:%M}" if showing.starts_at else ""


def _showing(row: _Row) -> Showing | None:
    """When: a date with a time, or whole days where no time is stated."""
    if not row.text(Column.DATE):
        row.note(Column.DATE, "no_date", is_fatal=True)
        return None
    read = row.read(Column.DATE, lambda cell: date_of(cell, row.today), is_fatal=True)
    last = row.read(Column.LAST_DATE, lambda cell: date_of(cell, row.today)[0], is_fatal=True)
    at = row.read(Column.TIME, time_of, is_fatal=True)
    if read is None:
        return None
    day, within = read
    start = at or within
    if not _fits(row, day, last, start):
        return None
    if start is None:
        return Showing(line=row.line, uid="", first=day, last=last or day)
    return Showing(line=row.line, uid="", starts_at=moment_of(day, start), ends_at=_end(row, day, start))


def _fits(row: _Row, day: date, last: date | None, start: time | None) -> bool:
    """Whether the days and the time make a date that can come; else that is noted."""
    if last is not None and last < day:
        row.note(Column.LAST_DATE, "ends_before_it_starts", is_fatal=True)
    elif (last or day) < row.today:
        row.note(Column.DATE, "in_the_past", is_fatal=True)
    elif start is not None and last is not None and last > day:
        row.note(Column.LAST_DATE, "days_and_time", is_fatal=True)
    else:
        return True
    return False


def _end(row: _Row, day: date, start: time) -> datetime | None:
    """The end: a clock time before the start is after midnight."""
    end = row.read(Column.END_TIME, time_of)
    if end is None or end == start:
        return None
    found = moment_of(day, end)
    return found if end > start else found + timedelta(days=1)


def _event(row: _Row) -> dict[str, Any]:
    facts: dict[str, Any] = {
        "summary_zh": row.text(Column.SUMMARY), "summary_en": row.text(Column.SUMMARY_EN),
        "contact": row.text(Column.CONTACT)[:MOST_LINE],
        "kind": _named(row, Column.KIND, KINDS, EventKind), "genre": _named(row, Column.GENRE, GENRES, Genre),
    }
    return {name: value for name, value in facts.items() if value}


def _named(row: _Row, column: Column, words: Mapping[str, str], members: type[EventKind] | type[Genre]) -> str | None:
    """A kind or genre by its code or its word; what is unknown is said and left out."""
    text = row.text(column).strip().lower()
    if not text:
        return None
    code = text.replace(" ", "_").replace("-", "_")
    if code in set(members):
        return code
    found = words.get(text)
    if found is None:
        row.note(column, "unknown_word")
    return found


def _run(row: _Row) -> dict[str, Any]:
    prices = row.read(Column.PRICE, prices_of)
    url = row.text(Column.TICKETS)
    if url and not is_web_address(url):
        row.note(Column.TICKETS, "bad_url")
        url = ""
    facts: dict[str, Any] = {
        "duration_minutes": row.read(Column.DURATION, minutes_of),
        "interval_minutes": row.read(Column.INTERVAL, lambda cell: whole_of(cell, 240)),
        "age_min": row.read(Column.AGE, lambda cell: whole_of(cell, 99)),
        "main_performers_zh": row.text(Column.PERFORMERS), "main_performers_en": row.text(Column.PERFORMERS_EN),
        "seller_zh": row.text(Column.SELLER)[:MOST_LINE], "seller_url": url[:MOST_LINE], "city": _city(row),
    }
    if prices is not None:
        is_free, amounts = prices
        facts["is_free"] = is_free
        facts["prices"] = [{"zh": "", "en": "", "fen": fen} for fen in amounts]
    return {name: value for name, value in facts.items() if value not in (None, "")}


def _city(row: _Row) -> str:
    text = row.text(Column.CITY).strip()
    if not text:
        return ""
    found = _cities_of(text)
    if len(found) != 1:
        row.note(Column.CITY, "two_cities" if found else "unknown_city")
        return ""
    return found.pop()


def _cities_of(text: str) -> set[str]:
    """The cities that go by a name; English names of two are shared."""
    stated = text.strip()
    return {
        each.adcode for each in all_cities()
        if stated in {each.name.zh, each.short_zh, each.adcode, each.slug} or stated.lower() == each.name.en.lower()
    }
