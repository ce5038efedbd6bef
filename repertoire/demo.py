"""The demo's works as the tables state them, and their versions for a season that needs more works; pure."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from core.tables import Row, rows_of
from core.types import Bilingual
from delta.cities import city_of_slug
from repertoire.models import Genre, Surtitles

DATA = Path(__file__).parent / "data"
PERFORMERS = frozenset({"performer", "singer", "storyteller", "comedian", "puppeteer", "magician", "musician", "conductor"})
ROLES = {
    "director": Bilingual("导演", "Director"),
    "playwright": Bilingual("编剧", "Playwright"),
    "designer": Bilingual("舞美设计", "Designer"),
    "puppeteer": Bilingual("操偶", "Puppeteer"),
    "composer": Bilingual("作曲", "Composer"),
    "choreographer": Bilingual("编舞", "Choreographer"),
    "singer": Bilingual("演唱", "Singer"),
    "conductor": Bilingual("指挥", "Conductor"),
    "performer": Bilingual("主演", "Performer"),
    "storyteller": Bilingual("说书", "Storyteller"),
    "comedian": Bilingual("表演", "Comedian"),
    "magician": Bilingual("魔术师", "Magician"),
    "musician": Bilingual("演奏", "Musician"),
}
VERSIONS = (
    ("studio", Bilingual("（小剧场版）", " (Studio Version)")),
    ("young", Bilingual("（青年版）", " (Young Company)")),
    ("summer", Bilingual("（夏夜版）", " (Summer Night Version)")),
    ("winter", Bilingual("（冬日版）", " (Winter Version)")),
    ("touring", Bilingual("（轻装版）", " (Travelling Light)")),
    ("family", Bilingual("（亲子版）", " (Family Version)")),
    ("late", Bilingual("（深夜版）", " (Late-Night Version)")),
    ("dialect", Bilingual("（乡音版）", " (Home Dialect Version)")),
    ("anniversary", Bilingual("（十周年版）", " (Tenth Anniversary Version)")),
)


@dataclass(frozen=True, slots=True)
class DemoWork:
    """A production of the demo with its company, its credited artists (slug, role) and main performers' names."""

    slug: str
    title: Bilingual
    summary: Bilingual
    genre: Genre
    company: str
    home: str
    minutes: int
    interval: int
    language: str
    surtitles: Surtitles
    age_min: int | None
    credits: tuple[tuple[str, str], ...]
    performers: Bilingual


def works(performances: int) -> list[DemoWork]:
    """The works for a season of so many performances: the table's own, and versions of them for a large season."""
    plain = list(_plain_works())
    versions = min(len(VERSIONS), performances // 10_000)
    return plain + [_version(work, *VERSIONS[number]) for number in range(versions) for work in plain]


def _version(work: DemoWork, code: str, suffix: Bilingual) -> DemoWork:
    title = Bilingual(work.title.zh + suffix.zh, work.title.en + suffix.en)
    return replace(work, slug=f"{work.slug}-{code}", title=title)


def _plain_works() -> Iterator[DemoWork]:
    homes = {row["slug"]: _adcode(row["city_slug"]) for row in rows_of(DATA / "demo_companies.csv")}
    companies = {row["slug"]: Bilingual(row["name_zh"], row["name_en"]) for row in rows_of(DATA / "demo_companies.csv")}
    artists = rows_of(DATA / "demo_artists.csv")
    for row in rows_of(DATA / "demo_productions.csv"):
        credited = _credited(row, artists)
        yield DemoWork(
            slug=row["slug"], title=Bilingual(row["title_zh"], row["title_en"]),
            summary=Bilingual(row["summary_zh"], row["summary_en"]), genre=Genre(row["genre"]), company=row["company_slug"],
            home=homes[row["company_slug"]], minutes=int(row["duration_minutes"]), interval=int(row["interval_minutes"] or 0),
            language=row["language_spoken"], surtitles=Surtitles(row["surtitles"]),
            age_min=int(row["age_min"]) if row["age_min"] else None,
            credits=tuple((artist["slug"], artist["role"]) for artist in credited),
            performers=_performers(credited, companies[row["company_slug"]]),
        )


def _adcode(slug: str) -> str:
    city = city_of_slug(slug)
    assert city is not None, slug
    return city.adcode


def _credited(row: Row, artists: Iterable[Row]) -> list[Row]:
    """The author, then the artists of the company; a playwright only for what he or she wrote."""
    author = [artist for artist in artists if artist["name_zh"] == row["author_zh"]]
    others = [
        artist
        for artist in artists
        if artist["company_slug"] == row["company_slug"] and artist["role"] != "playwright" and artist not in author
    ]
    return author + others


def _performers(credited: Iterable[Row], company: Bilingual) -> Bilingual:
    """Who plays: the performers credited, else the company (R17)."""
    names = [artist for artist in credited if artist["role"] in PERFORMERS]
    if not names:
        return Bilingual(f"{company.zh}演员", f"Members of {company.en}")
    return Bilingual("、".join(each["name_zh"] for each in names), ", ".join(each["name_en"] for each in names))
