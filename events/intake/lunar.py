"""Days of the moon's calendar and named days: 正月十五, 大年初一, 端午, 除夕, 国庆, 元旦, 平安夜."""

import re
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate, TermUtils

from delta.holidays import marks_of
from events.intake.numerals import number
from events.intake.tokens import Day, Joint

_MONTHS = {"正": 1, "冬": 11, "腊": 12}
_D = r"初[一二三四五六七八九十]|十[一二三四五六七八九]?|二十[一二三四五六七八九]?|廿[一二三四五六七八九]?|三十|卅"
_S = r"[ ]{0,2}"
MOON = re.compile(
    rf"(?P<named>(?:农历|阴历|旧历"
    rf"|夏历){_S}(?:[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]年{_S})?(?:(?P<y>20\d\d)年{_S})?)?(?P<leap>闰)?(?P<m>[正冬腊]|十[一二]"
    rf"|[一二三四五六七八九十]){_S}月{_S}(?P<d>{_D})(?![日号一二三四五六七八九十])"
)
NEW_YEAR = re.compile(
    r"大年(?P<d>初[一二三四五六七八九十]|三十)|(?<![月\w])正月(?P<m>初[一二三四五六七八九十])(?!月)|年(?P<e>三十)(?!年)"
    r"|(?<![月历\d])(?P<b>初[一二三四五六七八])(?=[ 至到\-、,晚下上早()每休停起当白。;,\n]|\d|$)"
)
_MORE = re.compile(rf"{_S}(?P<j>、|,|和|及|与|--?|~~?|至|到){_S}(?P<d>{_D})(?![日号月一二三四五六七八九十])")
_SPRING = re.compile(r"除夕|春节|正月|大年|新春|贺岁")
_MOON_DAYS = {
    "元宵": (1, 15),
    "端午": (5, 5),
    "七夕": (7, 7),
    "中元": (7, 15),
    "中秋": (8, 15),
    "重阳": (9, 9),
    "腊八": (12, 8),
    "春节": (1, 1),
}
_SUN_DAYS = {
    "元旦": (1, 1),
    "情人节": (2, 14),
    "妇女节": (3, 8),
    "劳动节": (5, 1),
    "五一": (5, 1),
    "儿童节": (6, 1),
    "六一": (6, 1),
    "国庆": (10, 1),
    "平安夜": (12, 24),
    "圣诞": (12, 25),
    "跨年夜": (12, 31),
    "万圣夜": (10, 31),
    "教师节": (9, 10),
}
_ENGLISH_DAYS = {
    "christmas eve": (12, 24),
    "christmas day": (12, 25),
    "boxing day": (12, 26),
    "new year's eve": (12, 31),
    "new year's day": (1, 1),
}
_TERMS = ("冬至", "夏至", "立春", "立夏", "立秋", "立冬", "春分", "秋分")
NAMES = "|".join([*_MOON_DAYS, *_SUN_DAYS, *_TERMS, "除夕", "清明"])
NAMED = re.compile(
    rf"(?P<n>{NAMES})(?:节)?[”\"]?(?:佳节)?(?P<t>期间|假期|长假|小长假|假日|黄金周|档)?(?:夜(?!场?演唱)|当[天日晚]|这[一]?天"
    rf"|日(?=\s?[\d晚下上]))?(?P<tail>(?=\s?(?:[休停]|、初|\(\d{{0,2}}月|[晚下上凌早中白]|\d{{1,2}}[:点]|当|这天|每[天晚日]|起|[至到\-~]"
    rf"|[,、][^\n]{{0,3}}\d)))?"
)
_LABELLED = re.compile(r"(?:时间|日期|演期|[至到\-~于在]|定档)[ :]{0,2}$")
ENGLISH = re.compile("|".join(_ENGLISH_DAYS), re.I)


def moon_day(year: int, month: int, day: int, *, leap: bool = False) -> date | None:
    """The sun's date of a day of the moon's calendar; the 30th of a short twelfth month is its last; None without one."""
    try:
        return date.fromordinal(LunarDate(year, month, day, leap).to_solar_date().toordinal())
    except ValueError:
        if (month, day) == (12, 30):
            first = moon_day(year + 1, 1, 1)
            return first - timedelta(days=1) if first else None
        return None


def _next(on: date, month: int, day: int, *, leap: bool = False) -> date | None:
    found = (moon_day(year, month, day, leap=leap) for year in range(on.year - 1, on.year + 3))
    return next((each for each in found if each and each >= on), None)


def moon_days(text: str, on: date) -> list[Day]:
    """Days of the moon's calendar, each the next one from today on, or in the year that stands with it."""
    found = []
    for match in MOON.finditer(text):
        day = _moon(match, on)
        found += [day, *_more(text, day, on)] if day else []
    for match in NEW_YEAR.finditer(text):
        said = (match["d"] or match["m"] or match["e"] or match["b"]).removeprefix("初")
        moon = _next(on, 12, 30) if said == "三十" else _next(on, 1, number(said))
        day = _day(match, (moon,), why="which_month" if match["b"] and not _SPRING.search(text, 0, match.start()) else "")
        found += [day, *_more(text, day, on)] if day else []
    return found


def _more(text: str, head: Day, on: date) -> list[Day]:
    """The days that hang on one of the moon's calendar: 腊月二十八、二十九, 大年初一至初七."""
    found: list[Day] = []
    if head.why:
        return found
    last = head
    for _turn in range(30):
        more = _MORE.match(text, last.end)
        moon = LunarDate.from_solar(last.fixed[0]) if more else None
        if not more or not moon:
            break
        day = number(more["d"].removeprefix("初"))
        step = 0 if day > moon.day else 1  # 二十九至初三: over the end of the month
        month, year = (moon.month + step, moon.year) if moon.month + step <= 12 else (1, moon.year + 1)
        fixed = moon_day(year, month, day)
        if fixed is None or fixed < on:
            break
        joint = Joint.RANGE if more["j"] in {"-", "--", "~", "~~", "至", "到"} else Joint.LIST
        last = Day(more.start("d"), more.end(), fixed=(fixed,), joint=joint, is_relative=True)
        found.append(last)
    return found


def _moon(match: re.Match[str], on: date) -> Day | None:
    month, day = _MONTHS.get(match["m"], number(match["m"])), number(match["d"].removeprefix("初"))
    moon = moon_day(int(match["y"]), month, day) if match["y"] else _next(on, month, day, leap=bool(match["leap"]))
    is_clear = match["named"] or match["leap"] or match["m"] in _MONTHS or match["d"].startswith(("初", "廿"))
    if is_clear:
        return _day(match, (moon,))
    return _day(match, (moon, _next_sun(on, month, day)), why="lunar_or_solar")


def _next_sun(on: date, month: int, day: int) -> date | None:
    for year in (on.year, on.year + 1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found >= on:
            return found
    return None


def _day(match: re.Match[str], days: tuple[date | None, ...], why: str = "") -> Day | None:
    fixed = tuple(sorted(day for day in days if day))
    if not fixed:
        return None
    return Day(match.start(), match.end(), fixed=fixed, why=why or ("which_day" if len(fixed) > 1 else ""), is_relative=True)


def named_days(text: str, on: date) -> list[Day]:
    """Feasts that are said as a day (元宵节19:30), not as an occasion (元旦特惠)."""
    found = []
    for match in NAMED.finditer(text):
        before = text[max(0, match.start() - 6) : match.start()]
        if match["t"]:
            if re.match(r"\s?(?:每|\d|[晚下上]|,?\s?\d)", text[match.end() : match.end() + 6]):
                found.append(_holiday(match, on))
        elif match.group() == "圣诞夜":
            found.append(_day(match, (_next_sun(on, 12, 24), _next_sun(on, 12, 25)), why="which_day"))
        elif (
            match["tail"] is not None
            or match.group().endswith(("当天", "当日", "当晚", "这天", "夜"))
            or _LABELLED.search(before)
        ):
            found.append(_day(match, (_feast(match["n"], on),)))
    found += [_day(match, (_next_sun(on, *_ENGLISH_DAYS[match.group().lower()]),)) for match in ENGLISH.finditer(text)]
    return [each for each in found if each]


def _feast(name: str, on: date) -> date | None:
    if name in _MOON_DAYS:
        return _next(on, *_MOON_DAYS[name])
    if name == "除夕":
        return _next(on, 12, 30)
    if name in _TERMS:
        days = (TermUtils.day_start_from_term(year, name) for year in (on.year, on.year + 1))
        return next((day for each in days if (day := date(each.year, each.month, each.day)) >= on), None)
    if name == "清明":
        return next((day for year in (on.year, on.year + 1) for day in _days_off(year, "清明") if day >= on), None)
    return _next_sun(on, *_SUN_DAYS[name])


def _days_off(year: int, name: str) -> list[date]:
    """The days off of a legal holiday, by the holiday calendar."""
    return sorted(day for day, mark in marks_of(year).items() if not mark.is_workday and name in mark.name.zh)


def _holiday(match: re.Match[str], on: date) -> Day | None:
    """A stretch of holiday days: which of them is meant is open."""
    name = {"五一": "劳动", "春节": "春节", "除夕": "春节"}.get(match["n"], match["n"].removesuffix("节"))
    days = [day for year in (on.year, on.year + 1) for day in _days_off(year, name) if day >= on]
    first = _feast(match["n"], on)
    near = tuple(day for day in days if first and abs((day - first).days) <= 9)
    return _day(match, near or (first,), why="holiday")
