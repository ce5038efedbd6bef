"""The pure half of the search: folding, readings, numbers, tokens, likeness, marks."""

from datetime import date

import pytest

from core.config import ROOT
from events.models.words import EventKind, PremiereKind
from portal.search import asked, tokens
from portal.search.document import last_day, next_day
from portal.search.expression import And, Or, Term, Without
from portal.search.folding import folded, squashed, words_of
from portal.search.matching import Where, where_in
from portal.search.ordinals import in_figures, number_of, ordinal
from portal.search.pinyin import abbreviations, initials, is_abbreviated, read_aloud
from portal.search.reasons import marks
from portal.search.similar import begins_nearly, is_nearly, nearly_in
from portal.search.tokens import Field, pieces
from portal.search.words import other_names, stage_words, words_for
from repertoire.models import Genre
from tools import readings

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("“Inclusion·外滩大会”", "inclusion 外滩大会"), ("ＡＢＣ１２", "abc12"), ("Lu'an", "luan"),
        ("Grandma’s Café", "grandmas cafe"),
        ("  a\tb  ", "a b"), ("不好意思，借过", "不好意思 借过"),
        ("ﬁn Straße", "fin strasse"), ("！？", ""), ("𠮷野家", "𠮷野家"),
    ],
)
def test_folding(text: str, plain: str) -> None:
    assert folded(text) == plain
    assert folded(plain) == plain


def test_words_part_where_han_and_latin_meet() -> None:
    assert words_of("上海musical 第21届") == ["上海", "musical", "第21届"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("长三角", "chang san jiao"), ("朝阳剧场", "chao yang ju chang"), ("单田芳", "shan tian fang"), ("六安", "lu an"),
        ("台州", "tai zhou"), ("亳州", "bo zhou"), ("歙县", "she xian"), ("盐城", "yan cheng"), ("重庆", "chong qing"),
        ("崇明", "chong ming"), ("越剧乐队", "yue ju yue dui"), ("音乐剧", "yin yue ju"), ("长江剧场", "chang jiang ju chang"),
        ("银行", "yin hang"), ("行走", "xing zou"), ("成长", "cheng zhang"), ("三重奏", "san chong zou"), ("绿", "lu"),
        ("蚌埠", "beng bu"), ("丽水", "li shui"), ("婺剧", "wu ju"), ("评弹", "ping tan"), ("曲艺", "qu yi"),
    ],
)
def test_how_it_is_read(text: str, said: str) -> None:
    assert read_aloud(text)[0] == said


def test_a_second_reading_where_no_phrase_decides() -> None:
    assert read_aloud("长桥") == ["chang qiao", "zhang qiao"]
    assert read_aloud("重庆") == ["chong qing"]
    assert read_aloud("abc") == []


def test_the_tables_of_readings_are_those_that_the_tool_writes() -> None:
    """Ours are in the file; pypinyin is a tool of development only."""
    for phrase, said in readings.OURS.items():
        assert read_aloud(phrase)[0] == said.replace("v", "u"), phrase


def test_abbreviations() -> None:
    assert initials("shang hai da ju yuan") == "shdjy"
    assert set(abbreviations("shda")) == {"sd", "sda", "shd", "shda"}
    assert is_abbreviated("shda", ["shang", "hai", "da"]) == 3
    assert is_abbreviated("shxa", ["shang", "hai", "da"]) == 0
    assert len(abbreviations("shanghaida")) <= 24


@pytest.mark.parametrize(
    ("text", "figures"),
    [
        ("第二十一届", "第21届"), ("二十一届", "21届"), ("twenty first", "21st"), ("首届", "第1届"), ("首演", "首演"),
        ("一百零五", "105"), ("二〇二六年", "2026年"), ("第十届", "第10届"), ("ninth", "9th"), ("十三座岛", "13座岛"),
        ("一二三四五六", "一二三四五六"),
    ],
)
def test_numbers(text: str, figures: str) -> None:
    assert in_figures(text) == figures


def test_ordinals() -> None:
    assert [ordinal(each) for each in (1, 2, 3, 4, 11, 12, 13, 21, 22, 101, 111)] == [
        "1st", "2nd", "3rd", "4th", "11th", "12th", "13th", "21st", "22nd", "101st", "111th",
    ]
    assert number_of("十十") is None
    assert number_of("三百二十一") == 321


def test_pieces_and_what_is_asked_of_them() -> None:
    assert pieces("外ab滩") == [("外a", True), ("ab滩", True), ("b滩", False), ("滩", False)]
    assert tokens.stored(Field.NAME, ["越剧"]) == {"n越剧", "n剧"}
    assert tokens.asked(Field.NAME, "越剧") == And((Term("n越剧"),))
    assert tokens.asked(Field.NAME, "剧") == And((Term("n剧", begins=True),))
    assert tokens.asked(Field.NAME, "ab") == And((Term("nab", begins=True),))


@pytest.mark.parametrize("text", ["越剧", "外滩 Inclusion", "a", "abc", "21届", "“首演”首映", "x外y滩z"])
def test_all_parts_of_a_text_are_among_its_tokens(text: str) -> None:
    kept = tokens.stored(Field.NAME, [folded(text)])
    bare = squashed(folded(text))
    for start in range(len(bare)):
        for end in range(start + 1, len(bare) + 1):
            wanted = tokens.asked(Field.NAME, bare[start:end])
            assert isinstance(wanted, And)
            for term in wanted.parts:
                assert isinstance(term, Term)
                assert any(each.startswith(term.token) if term.begins else each == term.token for each in kept)


def test_expressions_are_written_for_both_databases() -> None:
    some = Without(And((Term("na"), Term("nb", begins=True))), Or((Term("oc"),)))
    assert some.fts5() == '(("na" AND "nb"*) NOT ("oc"))'
    assert some.tsquery() == "(('na' & 'nb':*) & !('oc'))"


def test_no_token_can_be_an_operator() -> None:
    for text in ('a" OR "b', "x' | y", "NEAR(a b)", "a*^:-", "\\", "\x00"):
        question = asked.read(text)
        if not question.is_empty:
            written = asked.by_anything(question).fts5()
            assert set(written) & set("'\\^:-\x00") == set()


@pytest.mark.parametrize(
    ("line", "text", "where"),
    [
        ("上海大剧院", "上海大剧院", Where.WHOLE), ("上海大剧院", "上海", Where.BEGINS), ("上海大剧院", "剧院", Where.WORD),
        ("the long bridge", "long", Where.WORD), ("the long bridge", "ong", Where.INSIDE),
        ("the long bridge", "thelong", Where.BEGINS),
        ("inclusion 外滩大会", "n外", Where.INSIDE), ("长桥", "桥长", None), ("et聚场", "聚场", Where.WORD),
    ],
)
def test_where_a_text_stands(line: str, text: str, where: Where | None) -> None:
    assert where_in(line, text) == where


def test_one_slip() -> None:
    for other in ("shanghai", "shangha", "shanghaii", "shanghia", "shangxai", "hsanghai"):
        assert is_nearly("shanghai", other), other
    for other in ("shanghi a", "shagnhia", "nanjing", "shangh", ""):
        assert not is_nearly("shanghai", other), other
    assert begins_nearly("lamplihg", "lamplighter")
    assert not begins_nearly("lamp", "lump sum")
    assert nearly_in("上海大剧院", "上海大剧楼") == "上海大剧院"
    assert nearly_in("上海大剧院", "北京人艺") == ""


def test_marks() -> None:
    assert marks("“Inclusion·外滩大会”", ["外滩"]) == [(11, 13)]
    assert marks("不好意思，借过", ["思借"]) == [(3, 6)]
    assert marks("Lu'an", ["luan"]) == [(0, 5)]
    assert marks("aaa", ["a", "aa"]) == [(0, 2)]
    assert marks("长桥", ["x", ""]) == []


@pytest.mark.parametrize(
    ("days", "following", "last"),
    [
        ("", None, None), ("2026-11-20", None, date(2026, 11, 20)), ("2026-11-21", TODAY, TODAY),
        ("2026-11-20 2026-11-25 2026-12-01", date(2026, 11, 25), date(2026, 12, 1)),
        ("2026-11-01/2026-12-06", TODAY, date(2026, 12, 6)), ("2026-11-01/", TODAY, None),
        ("2026-11-01/2026-11-05 2026-12-24", date(2026, 12, 24), date(2026, 12, 24)),
    ],
)
def test_dates_of_a_thing(days: str, following: date | None, last: date | None) -> None:
    assert next_day(days, TODAY) == following
    assert last_day(days) == last


def test_a_question_is_cut_and_read() -> None:
    long = asked.read("越剧 " * 5_000)
    assert long.was_cut
    assert len(long.text) <= asked.MOST_SIGNS
    assert [word.text for word in asked.read("the lamplighter of lane nine").words] == ["lamplighter", "lane", "nine"]
    assert [word.text for word in asked.read("of the").words] == ["of", "the"]
    assert asked.read("…！").is_empty


def test_every_kind_and_genre_has_its_words() -> None:
    codes = [f"kind:{each}" for each in EventKind] + [f"genre:{each}" for each in Genre if each is not Genre.OTHER]
    codes += [f"premiere:{each}" for each in PremiereKind]
    assert [code for code in codes if not words_for(code)] == []
    assert {"越剧", "音乐剧", "首演"} <= stage_words()


def test_other_names_say_where_they_are_from() -> None:
    from_table = ROOT / "portal" / "data" / "other_names.csv"
    lines = from_table.read_text(encoding="utf-8").splitlines()[1:]
    assert all("background knowledge" in line for line in lines)
    assert other_names.__doc__
