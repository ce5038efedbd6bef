"""Numbers as they are written."""

import pytest

from core.ordinals import in_figures, number_of, ordinal


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
