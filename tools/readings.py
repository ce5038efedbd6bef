"""`python -m tools.readings`: writes core/data/readings.csv and phrases.csv anew from pypinyin (a tool of development).

The site reads these two small files instead of pypinyin itself, which takes 0.3 s and 55 MB in every process.
"""

import csv
import sys
from pathlib import Path

import pypinyin
from pypinyin.constants import PHRASES_DICT, PINYIN_DICT

from core.config import ROOT

FOLDER = ROOT / "core" / "data"
FIRST, LAST = 0x4E00, 0x9FFF
LONGEST_PHRASE = 6
# What pypinyin reads wrongly, or as another word than the calendar means (dependencies.md 3; checked by hand).
OURS = {
    "长三角": "chang san jiao", "朝阳剧场": "chao yang ju chang", "朝阳": "chao yang", "单田芳": "shan tian fang",
    "六安": "lu an", "台州": "tai zhou", "亳州": "bo zhou", "歙县": "she xian", "宿州": "su zhou", "蚌埠": "beng bu",
    "丽水": "li shui", "越剧乐队": "yue ju yue dui", "弹词": "tan ci", "曲艺": "qu yi", "重演": "chong yan",
    "重排": "chong pai", "重聚": "chong ju", "会计": "kuai ji", "连成长龙": "lian cheng chang long",
    "浒墅关": "xu shu guan", "乐声": "yue sheng", "乐坊": "yue fang", "乐季": "yue ji", "乐展": "yue zhan",
    "乐舞": "yue wu", "乐社": "yue she", "乐师": "yue shi", "弹唱": "tan chang", "对弹": "dui tan",
}
# In titles the other reading is the usual one (长桥, 长夜); words like 校长 and 成长 are phrases.
USUAL = {"长": "chang"}


def _default_readings() -> dict[str, str]:
    signs = (chr(code) for code in range(FIRST, LAST + 1) if code in PINYIN_DICT)
    return {sign: pypinyin.lazy_pinyin(sign)[0] for sign in signs} | USUAL


def _read(text: str, readings: dict[str, str], phrases: dict[str, list[str]]) -> list[str]:
    found: list[str] = []
    place = 0
    while place < len(text):
        for length in range(min(LONGEST_PHRASE, len(text) - place), 1, -1):
            if text[place : place + length] in phrases:
                found += phrases[text[place : place + length]]
                place += length
                break
        else:
            found.append(readings.get(text[place], ""))
            place += 1
    return found


def _phrases(readings: dict[str, str]) -> dict[str, list[str]]:
    """Ours, then those of pypinyin that single characters and shorter phrases read otherwise."""
    kept = {phrase: stated.split() for phrase, stated in OURS.items()}
    usable = [
        phrase for phrase in PHRASES_DICT if 2 <= len(phrase) <= LONGEST_PHRASE and all(sign in readings for sign in phrase)
    ]
    for phrase in sorted(usable, key=lambda each: (len(each), each)):
        stated = pypinyin.lazy_pinyin(phrase)
        is_ours = any(word in phrase for word in OURS)
        if len(stated) == len(phrase) and not is_ours and _read(phrase, readings, kept) != stated:
            kept[phrase] = stated
    return kept


def _write(path: Path, header: tuple[str, str], rows: list[tuple[str, str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])


def main() -> int:
    """Write both files."""
    readings = _default_readings()
    by_reading: dict[str, list[str]] = {}
    for sign, reading in readings.items():
        by_reading.setdefault(reading, []).append(sign)
    _write(FOLDER / "readings.csv", ("reading", "signs"), sorted((each, "".join(signs)) for each, signs in by_reading.items()))
    phrases = _phrases(readings)
    _write(FOLDER / "phrases.csv", ("phrase", "reading"), sorted((each, " ".join(stated)) for each, stated in phrases.items()))
    print(f"{len(readings)} characters, {len(phrases)} phrases")
    return 0


if __name__ == "__main__":
    sys.exit(main())
