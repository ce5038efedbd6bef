"""How Chinese is read aloud."""

import pytest

from core.pinyin import abbreviations, initials, is_abbreviated, read_aloud
from tools import readings


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
