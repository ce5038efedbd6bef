"""The pure half of the search: tokens, likeness, marks."""

from datetime import date

import pytest

from core.config import ROOT
from core.folding import folded, squashed
from events.models.words import EventKind, PremiereKind
from portal.search import asked, tokens
from portal.search.document import last_day, next_day
from portal.search.expression import And, Or, Term, Without
from portal.search.matching import Where, where_in
from portal.search.reasons import marks
from portal.search.similar import begins_nearly, is_nearly, nearly_in
from portal.search.tokens import Field, pieces
from portal.search.words import other_names, stage_words, words_for
from repertoire.models import Genre

TODAY = date(2026, 11, 21)


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
