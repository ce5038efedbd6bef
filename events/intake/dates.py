"""Finds days as they are written: 2026年12月5日, 12月5–7日, 12.5-12.7, 12/5(周六), 2026-12-05, 十二月五日."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import lru_cache

from events.intake.numerals import NUMBER, number, year
from events.intake.places import CITY
from events.intake.tokens import Day, Joint
from events.intake.weekdays import LETTERS, WEEKDAY_AFTER, WEEKDAY_BEFORE

S = r"[ ]{0,2}"
RELATIVE_YEARS = {"今年": 0, "本年": 0, "明年": 1, "来年": 1, "次年": 1, "翌年": 1, "去年": -1, "后年": 2}
YEAR = (
    rf"(?:(?P<y>(?:19|20)\d\d|[一二][一二三四五六七八九零]{{3}}|(?<!\d)[234]\d(?={S}年{S}\d{{1,2}}{S}月)){S}年{S}"
    rf"|(?P<ry>{'|'.join(RELATIVE_YEARS)})的?{S}|(?P<ys>20\d\d){S}[./-]{S})"
)
# What follows a bare number shows that it counts something: 5场, 6岁, 19:30.
NO_COUNT = (
    r"(?![\d一二三四五六七八九十]|[.:]\d"
    r"|\s?(?:[场部台个位名天周元年月人%点时届次首折岁分米楼层座排集期票件家城站组章幕]|小时|am|pm|a\.m|p\.m))"
)
_HAN = re.compile(r"[\u4e00-\u9fff]")
BARE_END = r"(?!内|后|游|票|间|本|程|报|起?内|[楼厅门馆线口院店楼室座桥路]|剧场(?![闭停休检将])|展厅|影厅|停车|之前的|出口)"
MONTH_DAY = re.compile(rf"(?<![\d.])(?:{YEAR})?(?P<m>元|{NUMBER}){S}月(?:份)?{S}(?P<d>{NUMBER})(?:{S}(?P<h>[日号])|{NO_COUNT})")
MONTH = re.compile(rf"(?<![\d.第])(?:{YEAR})?(?P<m>{NUMBER}){S}月(?!{S}(?:\d|初[一二三四五六七八九十]|[十廿])"
    r"|的?(?:第[一二三四五]|最后一?)个?(?:周|星期)"
    rf"|[票刊报饼])(?:份)?")
ROW = re.compile(r"(?<=\n)[ |]{0,3}(?P<d>\d{1,2})[ |]{1,3}\(?(?:周|星期)?(?P<w>[一二三四五六日])\)?(?=[ |])")
_MONTH_HEAD = re.compile(r"(?:^|\n)[^\n]{0,12}\d月(?:份)?[^\n\d日]{0,6}\n")
BARE = re.compile(
    rf"(?<![\d./月年\-第十二三])(?<!\d:)(?P<d>\d{{1,2}}|[二三]?十[一二三四五六七八九]?"
    rf"|廿[一二三四五六七八九]?){S}(?P<h>[日号]){BARE_END}"
)
ISO = re.compile(rf"(?<![\d.])(?P<y>20\d\d){S}(?P<s>[-./]){S}(?P<m>\d{{1,2}}){S}(?P=s){S}(?P<d>\d{{1,2}})(?!\d)(?:日|号)?")
COMPACT = re.compile(r"(?<![\d.])(?P<y>20\d\d)(?P<m>0[1-9]|1[0-2])(?P<d>[0-3]\d)(?!\d)")
TURNED = re.compile(r"(?<![\d.])(?P<a>\d{1,2})(?P<s>[/.-])(?P<b>\d{1,2})(?P=s)(?P<y>20\d\d)(?!\d)")
UNIT = (
    r"(?!\s?(?:折|元|米|m\b|cm|万|亿|分(?!会)|%|倍|小时|km|公里|平|岁|h\b|k|寸|英寸|G|块|版|星|级|度|吨|号|kg|斤|升"
    r"|起|℃|°|拍|㎡|人|页|尺|千|百|w|版本|x|折起))"
)
SHORT = re.compile(
    r"(?:(?<![\d./¥$€£第vV+])(?<!\d:)|(?<=\d\.\d/)|(?<=\d\.\d\d/))(?P<a>\d{1,2})(?P<s>[./])(?P<b>\d{1,2})"
    rf"(?![\d]|[.:]\d|/(?!\d{{1,2}}\.\d|\d{{1,2}}(?:/\d{{1,2}}){{0,9}}\s?(?:[日晚每(]|\s[012]?\d[:点]))){UNIT}"
)
PADDED = re.compile(
    r"(?<![\d./\-¥$€£第vV+])(?<!\d:)(?P<a>0[1-9]|1[0-2])-(?P<b>[0-3]\d)(?![\d]|[./:-]\d)(?=\s?[(周星]|\s[01]?\d:|\s2\d:)"
)
DASHED = re.compile(
    r"(?<![\d./\-¥$€£第vV+~])(?<!\d:)(?P<a>1[0-2]|[1-9])-(?P<b>[12]\d|3[01]|[1-9])(?![\d]|[./:-]\d)"
    r"(?=(?P<w>\s?\(?(?:周|星期)|\s?\([一二三四五六日天]\))|\s[01]?\d[:点]|\s2\d[:点]|\s?[晚上下中早]|\s?(?:至|到|~|--|、)\s?\d{1,2}-\d)"
)
ENGLISH_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_NAMES = (
    r"(?:[Jj]an(?:uary)?|JAN(?:UARY)?|[Ff]eb(?:ruary)?|FEB(?:RUARY)?|[Mm]ar(?:ch)?|MAR(?:CH)?|[Aa]pr(?:il)?|APR(?:IL)?|May|MAY"
    r"|[Jj]une?|JUNE?|[Jj]uly?|JULY?|[Aa]ug(?:ust)?|AUG(?:UST)?|[Ss]ept?(?:ember)?|SEPT?(?:EMBER)?|[Oo]ct(?:ober)?|OCT(?:OBER)?"
    r"|[Nn]ov(?:ember)?|NOV(?:EMBER)?|[Dd]ec(?:ember)?|DEC(?:EMBER)?)(?![A-Za-z])(?:\.(?<![A-Za-z]{5}\.))?"
)
_TH = r"(?:st|nd|rd|th|ST|ND|RD|TH)?"
_WD = r"(?:(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}[ ])?"
_AND = rf"[ ]?(?:,|-|~|/|&|and|to|until)[ ]?(?:and[ ])?{_WD}"
ENGLISH_DAY_FIRST = re.compile(
    rf"(?<![\d:.,])(?P<ds>\d{{1,2}}{_TH}(?:{_AND}\d{{1,2}}{_TH}){{0,11}})(?: of"
    rf"| de)?[ -]?(?P<m>{_NAMES})(?:[ ,-]{{1,2}}(?P<y>20\d\d)(?!\d))?"
)
ENGLISH_MONTH_FIRST = re.compile(
    rf"(?<![A-Za-z])(?P<m>{_NAMES})[ ]?(?P<ds>\d{{1,2}}{_TH}(?![\d:]|\.\d)(?:{_AND}\d{{1,2}}{_TH}(?![\d:]|\.\d"
    rf"|[ ]?(?:[ap]\.?m|{_NAMES}))){{0,11}})"
    r"(?:,?[ ](?P<y>20\d\d)(?!\d))?"
)
_MONTH_NEXT = re.compile(rf"[ ]?{_NAMES}")
_CLOCK_NEXT = re.compile(r"(?:[ ]?(?:-|~|to)[ ]?\d{1,2}(?:[.:][0-5]\d)?)?[ ]?[ap]\.?m\b", re.I)
ENGLISH_BARE = re.compile(r"\b[Oo]n (?:the )?(?P<d>\d{1,2})(?:st|nd|rd|th)(?=[ ]?(?:[,.;)(]|$|\n|at |and |\d))")
ENGLISH_MONTH = re.compile(rf"(?:in|throughout|during|all)[ ](?P<m>{_NAMES})(?:[ ,]{{1,2}}(?P<y>20\d\d)(?!\d))?(?![ ]?\d)")
NEXT_MONTH = re.compile(rf"(?P<which>本月|这个?月|当月|下个?月|次月){S}(?P<d>{NUMBER})"
    rf"(?:{S}[日号]{BARE_END}|(?=(?:[、,/和及~-]\d{{1,2}}){{1,9}}[日号]))")
_JOINTS = {
    "、": Joint.LIST,
    ",": Joint.LIST,
    "/": Joint.LIST,
    "和": Joint.LIST,
    "及": Joint.LIST,
    "与": Joint.LIST,
    "&": Joint.LIST,
    "and": Joint.LIST,
    "-": Joint.RANGE,
    "~": Joint.RANGE,
    "至": Joint.RANGE,
    "到": Joint.RANGE,
    "to": Joint.RANGE,
    "until": Joint.RANGE,
    "--": Joint.RANGE,
    "~~": Joint.RANGE,
}
MORE = re.compile(
    rf"{S}(?P<j>、|,|/|和|及|与|&|--?|~~?|至|到){S}(?P<n>{NUMBER})(?:{S}(?P<h>[日号]){BARE_END}"
    rf"|{NO_COUNT}(?=(?:{S}(?:[、,/\-~至到和及与&]{S}{NUMBER}(?![\d.:])){{0,30}}{S}[日号(周星晚上下每共])|[、\-~至到/(]"
    rf"|\s\d{{1,2}}[:点]|\s?$|\s?\n|\s?[|,;。]|\s/\s|\s(?![号路线排])[\u4e00-\u9fff]{{2}}|[两三四五]?[日天晚]))"
)
_TIE = re.compile(r"-|~|\bto\b|until|/|&|,|and")
ENGLISH_ITEM = re.compile(r"\d{1,2}")
_RATED = re.compile(r"(?:评分|得分|豆瓣|分数|打分|约|版本|[第¥￥价第])[ :]{0,2}$")
_NAMED = re.compile(
    r"(?:时间|日期|演期|展期|档期|场次|日程|演出|date|dates|巡演)[ :(]{0,3}$|站[ |:]{1,3}$"
    rf"|(?:^|\n)[ |]{{0,3}}(?:{CITY})[ |]{{1,3}}$",
    re.I,
)
_TIMED = re.compile(
    r"前(?!排)|[ ,(|/”]{0,3}(?:周|星期|礼拜|(?<=\()[一二三四五六日天]\)|加[演开场]|首[演场]|末场|收官|仅|只|(?:上午|下午|晚上?"
    r"|晚|凌晨|中午|[日夜早]场"
    r"|每[天晚日])?场?\s?\d{1,2}(?:[:点]\d?|\.\d\d(?!\d)))|\s[\u4e00-\u9fff·]{2,8}\s\d{1,2}[:点]|\s?\(?(?i:Mon|Tue"
    r"|Wed|Thu|Fri|Sat|Sun)"
)
_JOINED = re.compile(
    r"(?:\s?(?:周|星期|\([周星])[^\n]{1,4})?\s?(?:--?|~~?|至|到|、|/|,|和|&)\s?(?:\d{1,2}[./]\d{1,2}(?![\d:])|\d{1,2}[日号])"
    r"|\s?[、,;/|]\s?[\u4e00-\u9fff]{2,6}\s?\d{1,2}[./]\d{1,2}(?![\d:])"
    r"|\s?\x01{2,30}[ 、,;/|]{0,3}\d{1,2}[./]\d{1,2}(?![\d:])"
    r"|(?:[-~至到、,/]\d{1,2}){1,9}\s?(?:每|\(?[周星]|[晚上下]|\s?\d{1,2}[:点]|/\s|[,|;。]|[两三四五][日天晚])"
)
_JOINS = re.compile(
    r"\d{1,2}[./]\d{1,2}\s?(?:(?:--?|~~?|至|到|、|/|,|和|&)\s?|[、,;/|]\s?[\u4e00-\u9fff]{2,6}\s?|\s?\x01{2,30}[ 、,;/|]{0,3})$"
)
_OPENED = re.compile(r"[ ]?\(")
_OF_WEEKDAY = re.compile(r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)[a-z]{0,6}[ ,.]{1,2}$")
_CELL = re.compile(r"\n[ |]{1,3}$")
_ALONE = re.compile(r"\s*(?:$|\n)")
OPEN = re.compile(rf"{S}\)?{S}(?:起|开始|开启)(?!点|飞|价|止)")
LASTING = re.compile(
    rf"[^。;!?\n\d]{{0,6}}(?:连演|连续(?:演出|上演|献演)?|连开|一连|为期)(?:演出|上演)?{S}(?P<n>[1-3]?\d|[一两二三四五六七八九十]{{1,2}}){S}[天晚夜日]"
)
UNTIL_BEFORE = re.compile(
    r"(?:(?<!延期)(?<!改期)(?<![整迟延改更移前后签报达来直])(?:至|到)|直到|持续到|止于|截至|until|till|through|til|[Uu]ntil"
    r"|[Tt]hrough|(?:clos|end)(?:es?|s|ing) on"
    r"|[Tt]ill)[ ]{0,2}$"
)


def days(text: str) -> list[Day]:
    """All days said in a masked text, in order; what follows a day in its list or range hangs on it."""
    found: dict[int, Day] = {}
    used = 0
    for day in sorted(_heads(text), key=lambda each: (each.start, -each.end)):
        if day.start < used:
            continue
        for each in _with_more(text, day):
            found[each.start] = each
            used = each.end
    return list(found.values())


def _heads(text: str) -> Iterator[Day]:
    for pattern, made in _HEADS:
        for match in pattern.finditer(text):
            yield from made(match)


def _month(match: re.Match[str]) -> Iterator[Day]:
    yield Day(match.start(), match.end(), *_year(match), number(match["m"]), is_relative=bool(match["ry"]))


def _english_month(match: re.Match[str]) -> Iterator[Day]:
    stated = int(match["y"]) if match["y"] else None
    yield Day(match.start(), match.end(), stated, ENGLISH_MONTHS.index(match["m"][:3].lower()) + 1)


def _bare(match: re.Match[str]) -> Iterator[Day]:
    yield Day(match.start(), match.end(), day=number(match["d"]))


def _ordinal(match: re.Match[str]) -> Iterator[Day]:
    yield Day(match.start("d"), match.end(), day=int(match["d"]))


def _row(match: re.Match[str]) -> Iterator[Day]:
    """12月 as a heading, and below it 4 五 19:30."""
    if _MONTH_HEAD.search(match.string, max(0, match.start() - 600), match.start()):
        yield Day(match.start("d"), match.end(), day=int(match["d"]), weekday=LETTERS[match["w"]])


def _turned(match: re.Match[str]) -> Iterator[Day]:
    return _either(match, int(match["y"]))


def _padded(match: re.Match[str]) -> Iterator[Day]:
    yield Day(match.start(), match.end(), month=int(match["a"]), day=int(match["b"]))


def _dashed(match: re.Match[str]) -> Iterator[Day]:
    """12-5 19:30: a month and a day where it can be no stretch of days, or where a weekday stands with it."""
    month, day = int(match["a"]), int(match["b"])
    if month > day or match["w"]:
        yield Day(match.start(), match.end(), month=month, day=day)


def _short(match: re.Match[str]) -> Iterator[Day]:
    if _MONTH_NEXT.match(match.string, match.end()) or _CLOCK_NEXT.match(match.string, match.end()):
        return iter(())  # 5/6 December, 12.30-1.15pm
    return _either(match, None) if _is_day(match.string, match) else iter(())


def _near_month(match: re.Match[str]) -> Iterator[Day]:
    why = "next_month" if match["which"][0] in "下次" else "this_month"
    yield Day(match.start(), match.end(), day=number(match["d"]), why=why)


def _year(match: re.Match[str]) -> tuple[int | None]:
    said = match["y"] or match["ys"]
    return (year(said) if said else RELATIVE_YEARS[match["ry"]] if match["ry"] else None,)


def _plain_day(match: re.Match[str]) -> Iterator[Day]:
    parts = match.groupdict()
    month, day = number(parts["m"]), number(parts["d"])
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return
    said = parts["d"]
    if "h" in parts and not parts["h"] and not said.isdecimal():
        return  # 八月十五: read by the moon's calendar (lunar.py)
    relative = parts.get("ry")
    stated = parts["y"] or parts.get("ys")
    value = year(stated) if stated else RELATIVE_YEARS[relative] if relative else None
    yield Day(match.start(), match.end(), value, month, day, is_relative=bool(relative))


@lru_cache(maxsize=4)
def _is_chinese(text: str) -> bool:
    """Whether it is written in Chinese: whoever does that writes the month before the day. Looked through once a text."""
    return _HAN.search(text) is not None


def _either(match: re.Match[str], stated: int | None) -> Iterator[Day]:
    one, other = int(match["a"]), int(match["b"])
    if not (1 <= one <= 31 and 1 <= other <= 31) or (one > 12 and other > 12):
        return
    month, day = (other, one) if one > 12 else (one, other)
    is_open = match["s"] in "/-" or stated is not None
    is_chinese = _is_chinese(match.string)
    either = one <= 12 and other <= 12 and one != other and is_open and not is_chinese
    order = "" if one <= 12 and other <= 12 else "day_first" if one > 12 else "month_first"
    yield Day(match.start(), match.end(), stated, month, day, why=order if match["s"] in "/-" else "", either=either)


def _is_day(text: str, match: re.Match[str]) -> bool:
    """Whether 12.5 or 3/4 stands as a day: named so, timed, in a range of its like, or alone in its line."""
    before, end = text[max(0, match.start() - 48) : match.start()], match.end()
    if _RATED.search(before):
        return False
    if match["s"] == "." and match["b"] in {"00", "0"}:
        return False
    behind = text[end : end + 40]
    is_joined = bool(_JOINS.search(before)) or _is_of_a_kind(text, match)
    opens_line = not before.strip(" |") or "\n" in before[-2:] or bool(_CELL.search(before))
    return bool(
        _NAMED.search(before)
        or (match["s"] == "/" and _OF_WEEKDAY.search(before))
        or _TIMED.match(behind)
        or _JOINED.match(behind)
        or is_joined
        or (opens_line and (_ALONE.match(behind) or re.match(r"\s+\S", behind)))
    )


def _is_of_a_kind(text: str, match: re.Match[str]) -> bool:
    """12.05 in a line that begins with the stretch 12.03-12.06: written the same way, with two digits for the day."""
    line = text[max(text.rfind("\n", 0, match.start()) + 1, match.start() - 80) : match.start()]
    return len(match["b"]) == 2 and bool(re.search(rf"(?<![\d.]){match['a']}{re.escape(match['s'])}\d\d(?:-|~|至|到|--)", line))


def _english(match: re.Match[str]) -> Iterator[Day]:
    month = ENGLISH_MONTHS.index(match["m"][:3].lower()) + 1
    stated = int(match["y"]) if match["y"] else None
    items = list(ENGLISH_ITEM.finditer(match["ds"]))
    offset, last = match.start("ds"), items[-1]
    joint, before = Joint.NONE, 0
    for item in items:
        if before:
            said = _TIE.search(match["ds"][before : item.start()])
            joint = _JOINTS.get(said.group(), Joint.LIST) if said else Joint.LIST
        start = match.start() if item is items[0] else offset + item.start()
        end = match.end() if item is last else offset + item.end()
        yield Day(start, end, stated, month, int(item.group()), joint=joint)
        before = item.end()


def _with_more(text: str, head: Day) -> Iterator[Day]:
    """A day, its weekday, and the bare numbers that hang on it: 、6日、7日."""
    head = _with_weekday(text, head, may_look_back=True)
    yield head
    if head.day is None or head.joint is not Joint.NONE:
        return
    # 12/5、12/6: what follows is a day of its own, not one more of the month.
    is_slashed = "/" in text[head.start : head.end]
    last, has_sign = head, text[head.end - 1] in "日号)"
    for _turn in range(62):
        more = MORE.match(text, last.end)
        if not more or not _continues(more, has_sign) or (is_slashed and text[more.end() : more.end() + 1] == "/"):
            return
        following = Day(
            more.start("n"),
            more.end(),
            head.year if not head.is_relative else None,
            last.month,
            number(more["n"]),
            joint=_JOINTS[more["j"]],
        )
        if following.day is None or not 1 <= following.day <= 31:
            return
        if following.day < (last.day or 0):
            following = replace(following, year=None, month=None)
        last, has_sign = _with_weekday(text, following), bool(more["h"])
        yield last


def _continues(more: re.Match[str], has_sign: bool) -> bool:
    if more["h"]:
        return True
    if not more["n"].isdecimal() or more["j"] == ",":
        return False
    return not has_sign or _JOINTS[more["j"]] is Joint.RANGE or more["j"] == "、"


def _with_weekday(text: str, day: Day, *, may_look_back: bool = False) -> Day:
    behind = WEEKDAY_AFTER.match(text, day.end)
    before = WEEKDAY_BEFORE.search(text[max(0, day.start - 14) : day.start]) if may_look_back and day.day is not None else None
    is_rule = bool(before and behind and _OPENED.match(behind.group()) and not behind.group().endswith(")"))
    if behind and day.day is not None and not is_rule:  # but Sun 6 Dec (Sun 14:15)
        return replace(day, end=behind.end(), weekday=_letter(behind))
    if before:
        return replace(day, start=day.start - len(before.group()), weekday=_letter(before))
    return day


def _letter(found: re.Match[str]) -> int:
    said = found.groupdict()
    return LETTERS[said["w"] or said.get("b") or said.get("c") or said["e"].lower()[:3]]


def with_edges(text: str, day: Day) -> Day:
    """A day that opens a stretch (12月5日起) or ends one (至1月31日) knows it."""
    opens = OPEN.match(text, day.end)
    until = UNTIL_BEFORE.search(text[max(0, day.start - 10) : day.start])
    counted = LASTING.match(text, opens.end() if opens else day.end)
    if counted and day.joint is Joint.NONE and number(counted["n"]) > 1:
        return replace(day, end=opens.end() if opens else day.end, is_until=bool(until), lasting=number(counted["n"]))
    return replace(day, end=opens.end() if opens else day.end, is_open=bool(opens) or day.is_open, is_until=bool(until))


_HEADS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Iterator[Day]]], ...] = (
    (MONTH_DAY, _plain_day),
    (ISO, _plain_day),
    (COMPACT, _plain_day),
    (MONTH, _month),
    (BARE, _bare),
    (ROW, _row),
    (TURNED, _turned),
    (PADDED, _padded),
    (DASHED, _dashed),
    (SHORT, _short),
    (ENGLISH_DAY_FIRST, _english),
    (ENGLISH_MONTH_FIRST, _english),
    (ENGLISH_MONTH, _english_month),
    (ENGLISH_BARE, _ordinal),
    (NEXT_MONTH, _near_month),
)
