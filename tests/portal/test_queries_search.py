"""What people type, and what must answer first; the same on both databases."""

from collections.abc import Iterator
from datetime import date

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from core.db import session
from core.folding import folded, squashed
from portal.models import SearchEntry
from portal.queries.search import Found, search
from portal.search.asked import MOST_SIGNS
from portal.search.document import Kind
from portal.search.making import city_documents
from portal.search.reasons import Because
from tests import databases
from tests.conftest import counting_in
from tests.factories import season

TODAY = date(2026, 11, 21)
COPIES = databases.SqliteCopies | databases.PostgresCopies

# --- sixty and more questions; the kind and slug of what must stand first ---

FIRST = {
    # two and more characters of Chinese
    "越剧": "company listening-oars-yue-opera",
    "昆曲": "company half-pavilion-kunqu",
    "首演": "event four-firsts",
    "首秀": "event four-firsts",
    "上海": "city shanghai",
    "苏州": "city suzhou-js",
    "宿州": "city suzhou-ah",
    "台州": "city taizhou-zj",
    "泰州": "city taizhou-js",
    "六安": "city luan",
    "亳州": "city bozhou",
    "上海大剧院": "venue shanghai-grand-theatre",
    "江苏大剧院": "venue jiangsu-centre-performing-arts",
    "石库门": "event festival-shikumen-doorsteps",
    "红色": "event summit-lamps-on-the-hill",
    "点灯人": "production the-lamplighter-of-lane-nine",
    "九弄的点灯人": "production the-lamplighter-of-lane-nine",
    "闻汐禾": "artist wen-xihe",
    "外滩大会": "event inclusion-bund-conference",
    "外滩金融": "event bund-summit",
    "文博会": "event yangtze-delta-culture-expo-2",
    "观剧手册": "event theatre-handbook-quarterly",
    "上海上虞周": "event shanghai-shangyu-week",
    "时装周": "event shanghai-fashion-week",
    "卫生健康委": "organiser huangpu-health-commission",
    "黄浦剧场": "venue huangpu-theatre",
    "脱口秀": "company terribly-sorry-comedy",
    # across punctuation, and parts of words
    "不好意思借过": "production sorry-coming-through",
    "思，借": "production sorry-coming-through",
    "首演首映": "event four-firsts",
    "clusi": "event inclusion-bund-conference",
    # full pinyin, with blanks or without
    "yueju": "company listening-oars-yue-opera",
    "yue ju": "company listening-oars-yue-opera",
    "kunqu": "company half-pavilion-kunqu",
    "shikumen": "event festival-shikumen-doorsteps",
    "lu an": "city luan",
    "luan": "city luan",
    "Lù'ān": "city luan",
    "changsanjiaozhichuang": "event window-of-delta-forum",
    "chang san jiao zhuan ti feng hui": "event delta-themed-summit",
    "shanghaidajuyuan": "venue shanghai-grand-theatre",
    "dashijie": "venue great-world",
    "waitanjinrong": "event bund-summit",
    "jiunong": "production the-lamplighter-of-lane-nine",
    # first letters
    "shdjy": "venue shanghai-grand-theatre",
    "shda": "venue shanghai-grand-theatre",
    "hz": "city hangzhou",
    "nj": "city nanjing",
    "wtjrfh": "event bund-summit",
    "ydsj": "event show-life-fifth-anniversary",
    # English, whole words and beginnings
    "Nanjing": "city nanjing",
    "hangzhou": "city hangzhou",
    "lamplighter": "production the-lamplighter-of-lane-nine",
    "lamplig": "production the-lamplighter-of-lane-nine",
    "bund summit": "event bund-summit",
    "Lyceum": "venue lyceum-theatre",
    "fashion week": "event shanghai-fashion-week",
    "Kunqu Circle": "company half-pavilion-kunqu",
    "Wen Xihe": "artist wen-xihe",
    "Shanghai Grand Theater": "venue shanghai-grand-theatre",
    "Culture Square": "venue shanghai-culture-square",
    # editions in both numerals and both languages
    "第二十一届": "event ciaf-21",
    "第21届": "event ciaf-21",
    "二十一届": "event ciaf-21",
    "21届艺术节": "event ciaf-21",
    "21": "event ciaf-21",
    "21st": "event ciaf-21",
    "twenty-first": "event ciaf-21",
    "第2届": "event yangtze-delta-culture-expo-2",
    # former, short and other names
    "逸夫舞台": "venue tianchan-yifu-theatre",
    "南京大戏院": "venue shanghai-concert-hall",
    "Nanking Theatre": "venue shanghai-concert-hall",
    "卡尔登": "venue changjiang-theatre",
    "金城大戏院": "venue huangpu-theatre",
    "青年宫": "venue great-world",
    "金陵": "city nanjing",
    "Soochow": "city suzhou-js",
    "姑苏": "city suzhou-js",
    # a hall leads to its house
    "冬雪": "venue yangzhou-grand-canal-theatre",
    # one wrong character or letter
    "Shanghia": "city shanghai",
    "Hangzou": "city hangzhou",
    "Nanjng": "city nanjing",
    "lamplihgter": "production the-lamplighter-of-lane-nine",
    "上海大剧园": "venue shanghai-grand-theatre",
    "上海大剧楼": "venue shanghai-grand-theatre",
    "长三脚专题": "event delta-themed-summit",
    "点登人": "production the-lamplighter-of-lane-nine",
    "石库们": "event festival-shikumen-doorsteps",
    # full width, and characters of the other standard
    "Ｌｙｃｅｕｍ": "venue lyceum-theatre",
    "第２１届": "event ciaf-21",
    "長江劇場": "venue changjiang-theatre",
    # several words, mixed, in any order; without blanks; more than there is
    "上海 musical": "event shanghai-international-musical-festival",
    "musical 上海": "event shanghai-international-musical-festival",
    "上海的音乐剧": "event shanghai-international-musical-festival",
    "外滩论坛": "event bund-summit",
    "lane lamplighter": "production the-lamplighter-of-lane-nine",
    "越剧门票": "company listening-oars-yue-opera",
}


@pytest.fixture(scope="module")
def stage(copies: COPIES, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The papers and the fixed season."""
    folder = tmp_path_factory.mktemp("season")
    with copies.fresh(folder) as url, season.loaded(folder, url) as app:
        yield app


def ask(text: str, **more: object) -> Found:
    return search(text, today=TODAY, **more)  # type: ignore[arg-type]


def named(found: Found) -> list[str]:
    return [f"{each.kind.value} {each.slug}" for each in found.results]


@pytest.mark.parametrize("text", FIRST)
def test_what_stands_first(stage: Flask, text: str) -> None:
    assert named(ask(text))[:1] == [FIRST[text]], named(ask(text))[:5]


def test_there_are_enough_questions() -> None:
    assert len(FIRST) >= 60


def test_the_answers_are_the_same_on_every_database(
    stage: Flask, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A second season, loaded into SQLite whatever this run stands on, answers alike to the last place."""
    here = {text: named(ask(text, limit=200)) for text in FIRST}
    folder = tmp_path_factory.mktemp("other")
    other = databases.SqliteCopies(folder, season.migrated(folder))
    with other.fresh(tmp_path_factory.mktemp("copy")) as url, season.loaded(folder, url):
        there = {text: named(ask(text, limit=200)) for text in FIRST}
    assert there == here


# --- nothing that is written is missed ---


def every_name() -> list[tuple[str, str, str]]:
    rows = session.execute(select(SearchEntry.kind, SearchEntry.slug, SearchEntry.title_zh, SearchEntry.title_en))
    found = [(f"{kind.value} {slug}", zh, en) for kind, slug, zh, en in rows]
    found += [(f"city {each.slug}", each.title.zh, each.title.en) for each in city_documents()]
    return sorted(found)


@settings(max_examples=250, deadline=None)
@given(chance=st.randoms(use_true_random=False), length=st.integers(1, 8))
def test_every_part_of_a_name_finds_it(stage: Flask, chance: object, length: int) -> None:
    identity, zh, en = chance.choice(every_name())  # type: ignore[attr-defined]
    name = chance.choice([each for each in (zh, en) if each])  # type: ignore[attr-defined]
    start = chance.randrange(max(1, len(name) - length + 1))  # type: ignore[attr-defined]
    part = name[start : start + length]
    if not squashed(folded(part)):
        return
    assert identity in named(ask(part, limit=5_000)), (part, name)


def test_every_pair_of_characters_of_every_chinese_name(stage: Flask) -> None:
    missed = []
    for identity, zh, _ in every_name()[::7]:
        for start in range(len(zh) - 1):
            part = zh[start : start + 2]
            if squashed(folded(part)) and identity not in named(ask(part, limit=5_000)):
                missed.append((part, zh))
    assert missed == []


# --- which one, and what it meant ---


@pytest.mark.parametrize("text", ["suzhou", "Suzhou", "SUZHOU", "su zhou", "Suzhou city", "suzhou kunqu"])
def test_two_cities_are_called_suzhou(stage: Flask, text: str) -> None:
    assert [(city.short_zh, city.province.zh) for city in ask(text).which_city] == [("苏州", "江苏省"), ("宿州", "安徽省")]


def test_two_cities_are_called_taizhou(stage: Flask) -> None:
    assert [city.slug for city in ask("Taizhou").which_city] == ["taizhou-js", "taizhou-zj"]
    assert ask("苏州").which_city == ()
    assert ask("hangzhou").which_city == ()


def test_a_slip_is_put_right(stage: Flask) -> None:
    assert ask("Shanghia").corrected == "Shanghai"
    assert ask("上海大剧楼").corrected == "上海大剧院"
    assert ask("dajuyaun").corrected == "大剧院"
    assert ask("Shanghai").corrected == ""


def test_why_it_answers(stage: Flask) -> None:
    assert ask("越剧").results[0].why.because is Because.NAME
    assert ask("yueju").results[0].why.because is Because.SOUND
    assert ask("yueju").results[0].why.found == "越剧"
    former = ask("南京大戏院").results[0].why
    assert (former.because, former.text.zh) == (Because.OTHER_NAME, "南京大戏院")
    hall = ask("冬雪").results[0].why
    assert hall.text.zh == "曲艺剧场（冬雪）"
    assert ask("外滩 zzzz").results[0].why.because is Because.IN_PART


def test_chongqing_is_not_chongming(stage: Flask) -> None:
    assert ask("chongqing").total == 0


# --- order, kinds, pages ---


def test_of_equals_what_is_on_soonest_stands_first(stage: Flask) -> None:
    found = ask("九弄的点灯人", kinds=[Kind.EVENT], limit=50).results
    days = [each.next_day for each in found if each.next_day and each.why.because is Because.NAME]
    assert days
    assert days == sorted(days)


def test_kinds_narrow_and_are_counted(stage: Flask) -> None:
    every = ask("大剧院", limit=500)
    houses = ask("大剧院", kinds=[Kind.VENUE], limit=500)
    assert houses.counts == every.counts
    assert {each.kind for each in houses.results} == {Kind.VENUE}
    assert houses.total == every.counts[Kind.VENUE] > 20


def test_the_demo_may_be_left_out(stage: Flask) -> None:
    assert any(each.is_demo for each in ask("越剧").results)
    assert not any(each.is_demo for each in ask("越剧", with_demo=False).results)
    assert named(ask("上海大剧院", with_demo=False, limit=50)) == ["venue shanghai-grand-theatre"]


def test_pages_follow_each_other(stage: Flask) -> None:
    whole = named(ask("上海", limit=60))
    assert named(ask("上海", limit=20)) + named(ask("上海", limit=20, offset=20)) == whole[:40]


def test_a_search_asks_the_database_a_few_times(stage: Flask) -> None:
    with counting_in(stage)() as counted:
        ask("石库门")
    # by name, by anything, which are public, what is said of them
    assert counted.number == 4


# --- hostile questions ---


@pytest.mark.parametrize(
    "text",
    [
        "", " ", "，。！？", "…—《》", "'", '"', '""', "*", "^", "-", "(", "))", ":", "AND", "OR", "NOT", "NEAR",
        'NEAR("a" "b", 2)', "a AND", "NOT b", '"a" OR *', "n演艺:*", "'; DROP TABLE portal_search_entry; --", "%", "_", "\\",
        "a\\'b", "'a' & 'b' | !c", "<->", ":*", "\x00", "\x00\x01\x02",
        "\ud800", "a\u202eb", "𠮷野家", "🎭", "😀😀", "的", "的的的", "了", "the",
        "of the", "a" * 10_000, "的" * 10_000, "上海 " * 3_000, "zhang" * 200, "１２３４",
        "٣", "ß", "İ", "ﬃ", "½", "㍿", "é" * 500,
        "x" * MOST_SIGNS, "😀a" * 100, "-1", "1e309", "null", "None",
    ],
)
def test_nothing_that_is_typed_does_harm(stage: Flask, text: str) -> None:
    found = ask(text, limit=5)
    assert len(found.results) <= 5
    assert len(found.asked.text) <= MOST_SIGNS


def test_operators_are_words(stage: Flask) -> None:
    assert named(ask('"点灯人"')) == named(ask("点灯人"))
    assert named(ask("点灯人*")) == named(ask("点灯人"))
    assert ask("(点灯人)").results[0].slug == "the-lamplighter-of-lane-nine"
