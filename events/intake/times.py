"""Finds times of day: 19:30, 晚7点半, 下午两点, 7.30pm, 24:00, 零点; a time that may be morning or evening says so."""

import re
from collections.abc import Iterator

from events.intake.numerals import number
from events.intake.tokens import Clock, Joint

S = r"[ ]{0,2}"
HOURS_MOST = 27
NOON, DAY = 12 * 60, 24 * 60
_PART = re.compile(
    r"(?P<p>凌晨|清晨|清早|早晨|早上|早间|上午|中午|正午|午间|下午|午后|傍晚|黄昏|晚上|晚间|晚|夜间|夜晚|深夜"
    r"|午夜|夜里|夜|早|[Ee]vening)"
    r"(?:的?场|场次|时段|的|加演|加场|加开|开演|各?一场)?[ :]{0,3}$"
)
EVENING = frozenset({"傍晚", "黄昏", "晚上", "晚间", "晚", "夜间", "夜晚", "深夜", "夜里", "夜", "午夜", "evening", "Evening"})
AFTERNOON = frozenset({"下午", "午后"})
MIDDAY = frozenset({"中午", "正午", "午间"})
COLON = re.compile(
    rf"(?<![\d+.,/\-])(?<!\d:)(?P<h>\d{{1,2}}){S}:{S}(?P<mi>[0-5]\d)(?::[0-5]\d(?:\.\d{{1,6}})?)?(?![\d:])(?:Z"
    rf"|[+]\d\d:?\d\d)?(?:{S}(?P<ap>[ap]\.?m\b\.?|[AP]\.?M\b\.?))?"
)
COLON_AFTER_RANGE = re.compile(COLON.pattern.replace(r"(?<![\d+.,/\-])", r"(?<![\d+.])(?<=[-/,])", 1))
POINT = re.compile(
    rf"(?:(?<![\d.一二三四五六七八九十第几])|(?<=周[一二三四五六日])|(?<=期[一二三四五六日]))(?<!\d:)(?P<h>\d{{1,2}}"
    rf"|[零一两二三四五六七八九十]{{1,3}}){S}(?P<u>[点时])(?!间|期|长|候|代|光|尚|区|装|评|赞"
    rf"|击|亮|名|滴|内|时|都|也)"
    rf"(?:{S}(?P<half>半|整|正|一刻|三刻|钟|(?P<mi>\d{{1,2}}(?!\d)|零\d"
    rf"|[零一二三四五六七八九十]{{1,3}}){S}分?(?![场月日元年人钟])))?"
)
ENGLISH = re.compile(r"(?<![\d.])(?<!\d:)(?P<h>\d{1,2})(?:[:.](?P<mi>[0-5]\d))?[ ]?(?P<ap>[apAP]\.?[mM]\b\.?)(?![A-Za-z])")
DOTTED = re.compile(r"(?<![\d.¥$€£])(?<!\d:)(?P<h>1[3-9]|2[0-3])\.(?P<mi>[0-5]\d)(?![\d.]|\s?(?:元|米|折|万|%|m|k|亿))")
WORD = re.compile(r"\b(?P<h>noon|midday)\b|(?P<h2>正午)(?!\s?\d|十)", re.I)
RANGE = re.compile(rf"{S}(?:--?|~~?|至|到|to|until){S}(?:次日|翌日|第二天)?(?:晚上?|下午|凌晨|夜里?|早上?|上午|中午)?{S}$")
LIST = re.compile(rf"{S}(?:[、,/;]|和|及|与|&|and|或|or){S}(?:下午|晚上?|上午|夜)?(?:场)?{S}$")
_NEXT_DAY = re.compile(r"[次翌]日[ ]?$")
_PART_BEHIND = re.compile(r"[ ](?:in the |at )(?P<p>evening|afternoon|morning|night)\b", re.I)
_ENGLISH_PARTS = {"evening": "evening", "night": "evening", "afternoon": "下午", "morning": "早上"}
_FIRST_OF_TWO = re.compile(r"(?<![\d.:/-])(?P<h>1[0-2]|0?[1-9])(?:[:.](?P<mi>[0-5]\d))?[ ]?(?:-|to)[ ]?$")
MINUTES = {"半": 30, "一刻": 15, "三刻": 45}


def clocks(text: str) -> list[Clock]:
    """All times of a masked text, in order; the second of a range is the first's `until`."""
    found = sorted(_heads(text), key=lambda each: (each[0].start(), -each[0].end()))
    clear_24 = any(13 <= hour < HOURS_MOST for match, hour, _minute in found if ":" in match.group())
    point_24 = any(13 <= hour < HOURS_MOST for match, hour, _minute in found if ":" not in match.group())
    clocks: list[Clock] = []
    part, sure = "", False
    for match, hour, minute in found:
        if clocks and match.start() < clocks[-1].end:
            continue
        before = _PART.search(text[max(0, match.start() - 10) : match.start()])
        gap = text[clocks[-1].end : match.start()] if clocks else "\n"
        joint = _joint(gap)
        behind = _PART_BEHIND.match(text, match.end())
        near = len(gap) <= 14 and not re.search(r"[\n。;日号]", gap)  # 晚7点15分入座，7点30分开演
        part = before["p"] if before else part if joint is not Joint.NONE or near else ""
        part = _ENGLISH_PARTS[behind["p"].lower()] if behind else part
        sure = (clear_24 if ":" in match.group() else point_24) or bool(re.match(r"0\d", match["h"] or ""))
        options = _options(match, hour, minute, part=part, is_sure=sure)
        if _NEXT_DAY.search(text[max(0, match.start() - 4) : match.start()]) and options and options[-1] < NOON:
            options = (options[0] + DAY,)
        start = match.start() - len(before.group()) if before else match.start()
        first = _FIRST_OF_TWO.search(text[max(0, match.start() - 12) : match.start()]) if _half(match) and not before else None
        if first and options and joint is not Joint.RANGE:
            options, until = (_before(first, options[0]),), options[0]
            start = match.start() - len(first.group())
            clocks.append(Clock(start, match.end(), options, until=until, joint=joint))
            continue
        start = max(start, clocks[-1].end if clocks else 0)
        if joint is Joint.RANGE and clocks[-1].until is None:
            clocks[-1] = _with_end(clocks[-1], options, match.end())
        elif options:
            clocks.append(Clock(start, match.end(), options, why="am_pm" if len(options) > 1 else "", joint=joint))
    return clocks


def _half(match: re.Match[str]) -> str:
    return (match.groupdict().get("ap") or "").lower().replace(".", "")


def _before(first: re.Match[str], until: int) -> int:
    """12.30-1.15pm: the half of the day is said once, and the first time is the last one before the second."""
    at = int(first["h"]) % 12 * 60 + int(first["mi"] or 0)
    return at + NOON if at + NOON < until else at


def _heads(text: str) -> Iterator[tuple[re.Match[str], int, int]]:
    for pattern in (COLON, COLON_AFTER_RANGE, ENGLISH):
        for match in pattern.finditer(text):
            yield match, int(match["h"]), int(match["mi"] or 0)
    for match in POINT.finditer(text):
        if _is_time(text, match):
            said = match["half"] or ""
            minute = MINUTES.get(said, number(match["mi"]) if match["mi"] else 0)
            yield match, 0 if match["h"] == "零" else number(match["h"]), minute
    for match in WORD.finditer(text):
        yield match, 12, 0
    for match in DOTTED.finditer(text):
        if _TIMELY.search(text[max(0, match.start() - 6) : match.start()]):
            yield match, int(match["h"]), int(match["mi"])


_TIMELY = re.compile(r"(?:[日号)六五四三二一天:晚]|\d)[ ,]{1,2}$|[日号)晚]$|\bat $|[时间]:[ ]?$")
_CLOSE = re.compile(r"(?:[日号)天午晚早晨上:夜间、/,至到和~-]|时间|休息|茶歇|午餐|\n|^|于|在|将|定|\d|点|末)[ ]{0,2}$")
_AT_DAY = re.compile(r"(?:\d[日号]|[周期][一二三四五六日天]\)?|[日号五六]\)|今[天日]|明[天日]|后天|[除元][夕旦]夜?)[ ]?$")
_FOLLOWS = re.compile(
    r"\s?(?:开|准时|正式|起|入|检|进|举|上演|演|首|[,。;、/\-~至到)（(\n&和及]|截|在|前|[两三]?场|[各共]|整|$|预|售|止|抢|见)"
)


def _is_time(text: str, match: re.Match[str]) -> bool:
    """Whether 3点 is a time: said with minutes, a part of the day, or where a time is said; 3点建议 is none."""
    before = text[max(0, match.start() - 8) : match.start()]
    if _PART.search(before):
        return True
    if match["half"]:
        return not before.endswith(("有", "差", "约需", "第"))
    if _AT_DAY.search(before) and match["u"] == "点":
        return True
    return bool(_CLOSE.search(before)) and bool(_FOLLOWS.match(text, match.end()))


def _joint(gap: str) -> Joint:
    if len(gap) > 12:
        return Joint.NONE
    if RANGE.fullmatch(gap):
        return Joint.RANGE
    return Joint.LIST if LIST.fullmatch(gap) else Joint.NONE


def _options(match: re.Match[str], hour: int, minute: int, *, part: str, is_sure: bool) -> tuple[int, ...]:
    """Minutes after midnight; two where morning and evening are both meant; none where it is no time."""
    if hour > HOURS_MOST or minute > 59 or hour < 0:
        return ()
    half = _half(match)
    if half and hour <= 12:
        return (hour % 12 * 60 + minute + (NOON if half == "pm" else 0),)
    if part and hour <= 12:
        return _by_part(part, hour, minute)
    if is_sure or hour == 0 or hour > 8:
        return (hour * 60 + minute,)
    return hour * 60 + minute, hour * 60 + minute + NOON


def _by_part(part: str, hour: int, minute: int) -> tuple[int, ...]:
    at = hour * 60 + minute
    if part in AFTERNOON:
        return (at if hour == 12 else at + NOON,)
    if part in MIDDAY:
        return (at if hour >= 10 or hour == 0 else at + NOON,)
    if part in EVENING:
        if hour in {0, 12}:
            return (DAY + minute,)
        return (at + NOON,) if hour >= 5 else (at + DAY, at + NOON)
    return (minute if hour == 12 and part == "凌晨" else at,)


def _with_end(clock: Clock, options: tuple[int, ...], end: int) -> Clock:
    later = [option for option in options if option > clock.options[0]]
    until = later[0] if later else options[0] + DAY if options else None
    return Clock(clock.start, end, clock.options, clock.why, until, clock.joint)
