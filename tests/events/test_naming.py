"""Slugs and titles of listings."""

import pytest

from core.types import Bilingual
from events.naming import edition_in, han, in_its_language, next_title, slug_of


@pytest.mark.parametrize(
    ("zh", "en", "slug"),
    [
        ("长桥", "", "chang-qiao-7"), ("长桥", "The Long Bridge", "the-long-bridge-7"),
        ("《长桥》2026！", "", "chang-qiao-2026-7"),
        ("", "Café — “Noir”", "cafe-noir-7"), ("！？", "", "event-7"), ("", "漢字", "han-zi-7"), ("😀", "", "event-7"),
    ],
)
def test_a_slug_says_what_it_is(zh: str, en: str, slug: str) -> None:
    assert slug_of(Bilingual(zh, en), 7) == slug


def test_a_slug_stays_short() -> None:
    assert len(slug_of(Bilingual("", "long " * 100), 12345)) <= 66


def test_one_field_for_two_languages() -> None:
    assert in_its_language("长桥 Live") == (Bilingual("长桥 Live", ""), "zh")
    assert in_its_language("The Long Bridge") == (Bilingual("", "The Long Bridge"), "en")


@pytest.mark.parametrize(
    ("zh", "en", "next_zh", "next_en"),
    [
        ("第二十一届长桥艺术节", "21st Bridge Festival", "第二十二届长桥艺术节", "22nd Bridge Festival"),
        ("第9届", "9th", "第10届", "10th"), ("第十九季", "", "第二十季", ""), ("第一百零九届", "", "第一百一十届", ""),
        ("2026长桥论坛", "Bridge Forum 2026", "2027长桥论坛", "Bridge Forum 2027"),
        ("长桥", "The Bridge", "长桥", "The Bridge"),
        ("第一次握手", "", "第一次握手", ""),
    ],
)
def test_the_title_of_the_next_edition(zh: str, en: str, next_zh: str, next_en: str) -> None:
    assert next_title(Bilingual(zh, en)) == Bilingual(next_zh, next_en)


def test_editions_and_numbers() -> None:
    assert edition_in(Bilingual("第二十一届艺术节", "")) == 21
    assert edition_in(Bilingual("", "The 3rd Forum")) == 3
    assert edition_in(Bilingual("长桥", "The Bridge")) is None
    assert [han(number) for number in (1, 10, 12, 20, 21, 100, 101, 110, 111)] == [
        "一", "十", "十二", "二十", "二十一", "一百", "一百零一", "一百一十", "一百一十一",
    ]
