"""Finds weekdays: those that stand with a date, rules (每周五、六, 周二至周日) and days counted from today (本周六)."""

import re
from collections.abc import Iterator
from datetime import date, timedelta

from events.intake.numerals import number
from events.intake.tokens import Day, Joint, Weekly

S = r"[ ]{0,2}"
ENGLISH = r"(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)(?:s|sday|nesday|rs?(?:day)?|urday|day)?s?"
LETTERS = (
    {sign: place for place, sign in enumerate("一二三四五六日")}
    | {"天": 6}
    | {name: place for place, name in enumerate(("mon", "tue", "wed", "thu", "fri", "sat", "sun"))}
)
_W = r"[一二三四五六日天]"
_NAME = r"(?:周|星期|礼拜)"
_JOIN = r"(?:[、,和及与/&]|--?|~~?|至|到)"
# A weekday at a date, and no list of weekdays: 12月5日(周六), but not 12月5日 周五、周六.
WEEKDAY_AFTER = re.compile(
    rf"{S}(?:[(|]|[,/](?!{S}{_NAME}{S}{_W}{S}\(?\d{{1,2}}[月./]))?{S}(?:{_NAME}{S}(?P<w>{_W})(?!周|[五六日天一二三四](?!月)|{S}{_JOIN}{S}{_NAME}?{S}{_W}(?![月日])"
    rf"|{S}(?:除外|休息|停演|休演|闭馆)"
    rf"|{S}\d{{1,2}}[:点][^\n。]{{0,16}}[,;、 ]{S}{_NAME}{_W})"
    rf"|(?P<e>(?!(?i:[a-z]{{3,6}}days\b))(?i:{ENGLISH})(?![a-z])(?!\.?{S}(?:[-~,&/]|to|and|through){S}{ENGLISH}(?![a-z])"
    rf"|\s\d{{1,2}}(?![\d:.]|\s?[ap]\.?m)))\.?)"
    rf"(?:{S}\)|{S}\|)?|{S}\((?P<b>{_W})\)|{S}\|{S}(?P<c>{_W}){S}(?=\|)"
)
WEEKDAY_BEFORE = re.compile(
    rf"(?:(?<![每逢本这下上个、至到]){_NAME}{S}(?P<w>{_W})"
    rf"|(?<![A-Za-z-])(?<!every )(?<!this )(?<!next )(?P<e>(?i:{ENGLISH}))\.?){S}[(,|]?{S}$"
)
RULE = re.compile(
    rf"(?P<every>(?:每个?|逢|每逢){S})?(?<![一两半整\d]){_NAME}{S}(?P<w>{_W}{{1,4}})(?![年月]|{S}期间)"
    rf"(?P<more>(?:(?:{S}{_JOIN}{S}(?:每?{_NAME}){{0,1}}|{S}{_NAME}){S}{_W}{{1,2}}(?![月号年]|日?\d{{0,2}}月)){{0,8}})"
)
MORE_RULE = re.compile(rf"(?:(?P<j>{_JOIN}){S}(?:每?{_NAME})?|{_NAME}){S}(?P<w>{_W}{{1,2}})")
# 时间：五、六 19:30；日 14:00
BARE_RULE = re.compile(rf"(?<=[:;|])[ ]?(?P<w>{_W}(?:[、,/至到~-]{_W}){{0,4}})(?=[ ]\d{{1,2}}[:点])")
NAMED_RULE = re.compile(
    r"每个?周末|每逢周末|双休日|(?<![本这下上个])周末(?=\s?(?:[\d:晚下上加另还]|每))|工作日|平日(?=\s?\d)"
    r"|(?<!this )(?<!next )weekend(?= matin| at | \d)|weekends|weekdays"
)
DAILY = re.compile(r"每[天日晚夜]|天天|逐日|daily|every (?:day|night|evening)|each (?:night|evening)|nightly|[Dd]aily", re.I)
ENGLISH_RULE = re.compile(
    rf"(?<![A-Za-z])(?P<every>(?i:every |each )|(?i:on ))?(?P<w>(?i:{ENGLISH}))(?![a-z])(?P<more>(?:\.?[ ]?(?:,|-|&"
    rf"|/|and|to|through)[ ]?(?:and )?(?i:{ENGLISH})(?![a-z])){{0,6}})"
)
ENGLISH_MORE = re.compile(rf"(?P<j>,|-|&|/|and|to|through)[ ]?(?:and )?(?P<w>(?i:{ENGLISH}))")
RANGES = ("-", "--", "~", "~~", "至", "到", "to", "through")
WEEK = re.compile(
    rf"(?P<which>上|本|这个?|下下个?|下个?){S}{_NAME}{S}(?:的?{S}{_NAME}{S})?(?P<w>{_W}"
    rf"|末)(?P<more>(?:{S}{_JOIN}{S}(?:{_NAME}){{0,1}}{S}{_W}(?![月年]|期)){{0,6}})"
)
ENGLISH_WEEK = re.compile(rf"(?<![A-Za-z])(?P<which>(?i:this|next|coming)) (?P<w>(?i:{ENGLISH}|weekend))(?![a-z])")
NEAR = re.compile(
    r"(?P<w>今(?=[天日晚夜早])[天日]?|明(?=[天日晚夜早])[天日]?(?!月|朝|媚)|大后(?=[天日晚])[天日]?"
    r"|(?<!大)后(?=[天晚])天?|昨(?=[天日晚])[天日]?|次日|翌日"
    r"|(?i:\btonight\b|\btomorrow\b|\btoday\b|\byesterday\b))"
)
THIS_MONTH = re.compile(r"(?P<w>本月|这个?月|当月|下个?月)的?(?=每个?(?:周|星期|逢))")
COUNTED = re.compile(
    rf"(?:(?P<y>20\d\d)年|(?P<ry>今年|明年)的?)?(?<![\d每])(?P<m>\d{{1,2}}|[一二三四五六七八九十]{{1,2}})月的?"
    rf"(?:第(?P<n>[一二三四五])|最后一?)个?{_NAME}(?P<w>{_W})"
)
YEARS_EDGE = re.compile(r"(?:(?P<y>20\d\d)年|今年|本年度?)的?(?P<w>最后|第)一天")
SOME_DAYS = re.compile(r"(?P<w>今明后?|明后)(?:[两三2-3])?(?=[天日晚夜早])[天日]?")
STEPS = {"今": 0, "明": 1, "后": 2, "大": 3, "昨": -1, "tonight": 0, "today": 0, "tomorrow": 1, "yesterday": -1}
NOW = re.compile(r"即日起|即日|今起|(?i:from now on|(?:from )?now(?= until| through| to ))")


def rules(text: str) -> list[Weekly]:
    """Weekdays that are no part of a date."""
    return [*_chinese_rules(text), *_bare_rules(text), *_english_rules(text), *_named_rules(text)]


def _chinese_rules(text: str) -> Iterator[Weekly]:
    for match in RULE.finditer(text):
        said = [LETTERS[sign] for sign in match["w"]]
        found = _spread(said, ((more["j"], more["w"]) for more in MORE_RULE.finditer(match["more"])))
        yield Weekly(match.start(), match.end(), frozenset(found), is_every=bool(match["every"]) or len(found) > 1)


def _bare_rules(text: str) -> Iterator[Weekly]:
    for match in BARE_RULE.finditer(text):
        first, *rest = re.split(r"([、,/至到~-])", match["w"])
        found = _spread([LETTERS[first]], zip(rest[::2], rest[1::2], strict=True))
        yield Weekly(match.start("w"), match.end("w"), frozenset(found), is_every=len(found) > 1)


def _english_rules(text: str) -> Iterator[Weekly]:
    for match in ENGLISH_RULE.finditer(text):
        said, more = match["w"], list(ENGLISH_MORE.finditer(match["more"]))
        found = _spread([LETTERS[said.lower()[:3]]], ((each["j"], each["w"]) for each in more))
        is_every = (match["every"] or "").lower().startswith(("every", "each")) or said.endswith("days") or bool(more)
        yield Weekly(match.start(), match.end(), frozenset(found), is_every=is_every)


def _named_rules(text: str) -> Iterator[Weekly]:
    for match in NAMED_RULE.finditer(text):
        weekend = match.group() not in {"工作日", "平日", "weekdays"}
        yield Weekly(match.start(), match.end(), frozenset({5, 6} if weekend else range(5)), is_every=True)
    for match in DAILY.finditer(text):
        yield Weekly(match.start(), match.end(), frozenset(range(7)), is_every=True, is_daily=True)


def _spread(first: list[int], more: Iterator[tuple[str | None, str]]) -> list[int]:
    """周二至周日 is six days, 周五、六 two."""
    found = list(first)
    for joint, said in more:
        keys = [LETTERS[said.lower()[:3]]] if said.isascii() else [LETTERS[sign] for sign in said]
        if joint in RANGES:
            step = found[-1]
            while step != keys[0]:
                step = (step + 1) % 7
                found.append(step)
            keys = keys[1:]
        found += keys
    return found


def weeks(text: str, on: date) -> list[Day]:
    """Days that are counted from today, or from the week that today is in (weeks begin on Monday)."""
    found = [day for match in WEEK.finditer(text) for day in _week(match, on)]
    found += [_english_week(match, on) for match in ENGLISH_WEEK.finditer(text)]
    found += [each for match in COUNTED.finditer(text) if (each := _counted_week(match, on))]
    for match in THIS_MONTH.finditer(text):
        step = on.month - 1 + (match["w"][0] == "下")
        found.append(Day(match.start(), match.end(), year=on.year + step // 12, month=step % 12 + 1))
    for match in YEARS_EDGE.finditer(text):
        year = int(match["y"]) if match["y"] else on.year
        day = date(year, 12, 31) if match["w"] == "最后" else date(year, 1, 1)
        found.append(Day(match.start(), match.end(), fixed=(day,), is_relative=True))
    for match in SOME_DAYS.finditer(text):
        for place, sign in enumerate(match["w"]):
            end = match.end() if place == len(match["w"]) - 1 else match.start() + place + 1
            joint = Joint.LIST if place else Joint.NONE
            day = on + timedelta(days=STEPS[sign])
            found.append(Day(match.start() + place, end, fixed=(day,), joint=joint, is_relative=True))
    for match in NEAR.finditer(text):
        said = match["w"].lower()
        if said not in {"次日", "翌日"}:
            step = STEPS.get(said, STEPS.get(said[0], 0))
            found.append(Day(match.start(), match.end(), fixed=(on + timedelta(days=step),), is_relative=True))
    found += [Day(match.start(), match.end(), fixed=(on,), is_open=True) for match in NOW.finditer(text)]
    return found


def _counted_week(match: re.Match[str], on: date) -> Day | None:
    """2026年12月第一个周六: the day, or none where the month has no fifth one."""
    month, said = number(match["m"]), match["y"]
    if not 1 <= month <= 12:
        return None
    year = int(said) if said else on.year + (month < on.month) + (match["ry"] == "明年" and month >= on.month)
    days = [date(year, month, 1) + timedelta(days=step) for step in range(31)]
    days = [day for day in days if day.month == month and day.weekday() == LETTERS[match["w"]]]
    place = -1 if match["n"] is None else LETTERS[match["n"]]
    if place >= len(days):
        return None
    return Day(match.start(), match.end(), fixed=(days[place],), is_relative=True)


def _week(match: re.Match[str], on: date) -> Iterator[Day]:
    which = match["which"].replace("个", "")
    monday = on - timedelta(days=on.weekday()) + timedelta(days={"上": -7, "下": 7, "下下": 14}.get(which, 0))
    if match["w"] == "末":
        both = (monday + timedelta(days=5), monday + timedelta(days=6))
        yield Day(match.start(), match.end(), fixed=both, why="which_day", is_relative=True)
        return
    day = monday + timedelta(days=LETTERS[match["w"]])
    # On a Sunday 本周六 was yesterday by the calendar, and is in six days as many people speak.
    is_open = which in {"本", "这"} and day < on
    fixed = (day, day + timedelta(days=7)) if is_open else (day,)
    yield Day(match.start(), match.start("more"), fixed=fixed, why="which_week" if is_open else "", is_relative=True)
    for more in MORE_RULE.finditer(match["more"]):
        joint = Joint.RANGE if more["j"] in RANGES else Joint.LIST
        day = monday + timedelta(days=LETTERS[more["w"]])
        start = match.start("more") + more.start("w")
        yield Day(start, match.start("more") + more.end(), fixed=(day,), joint=joint, is_relative=True)


def _english_week(match: re.Match[str], on: date) -> Day:
    """This Saturday is the coming one; next Saturday may be that, or the one after."""
    if match["w"].lower() == "weekend":
        return next(_week(re.match(WEEK, "下周末" if match["which"].lower() == "next" else "本周末"), on), Day(0, 0))  # type: ignore[arg-type]
    coming = on + timedelta(days=(LETTERS[match["w"].lower()[:3]] - on.weekday()) % 7)
    if match["which"].lower() == "next":
        return Day(match.start(), match.end(), fixed=(coming, coming + timedelta(days=7)), why="which_week", is_relative=True)
    return Day(match.start(), match.end(), fixed=(coming,), is_relative=True)
