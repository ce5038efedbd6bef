"""Puts days together that are said together: lists, stretches, and a day that is said twice."""

import re
from dataclasses import replace
from datetime import date

from events.intake import dates, lunar, weekdays
from events.intake.meaning import OFF_BEFORE, OFF_BEHIND
from events.intake.tokens import Day, Joint, in_order

_S = r"[ ]{0,2}"
_RANGE = re.compile(
    rf"{_S}\)?{_S},?{_S}(?:起|开始)?{_S}(?:--?-?|~~?|>|(?:一?直|持续|延续|演出|展出|展)?[至到])"
    rf"{_S}|{_S}(?:to|until|through|till)[ ]",
    re.I,
)
_LIST = re.compile(rf"{_S}\)?{_S}(?:、|,|/|和|及|与|&|以及|\+|;(?={_S}$))?{_S}(?:and[ ])?", re.I)
_LABEL = re.compile(
    rf"^{_S}\((?:{lunar.NAMES}|首[演场]|末[演场]|收官|[日夜晚午]场|(?:周|星期)[一二三四五六日天])(?:节|夜|场|当天)?\)(?={_S}(?:、|,|和|及|与|&|至|到|-|~))"
)
_OR = re.compile(r"\s?(?:或者?|或是|亦或|抑或|or)\s?", re.I)
_MOVED = re.compile(r"(?:postponed|moved|rescheduled|changed) from\s?$", re.I)
_SAME = re.compile(rf"{_S}\)?{_S}[(,即/|]?{_S}(?:即|也就是|公历|阳历|农历)?{_S}")


def grouped_days(text: str, on: date) -> list[list[Day]]:
    """All days of a masked text, those that hang together in one list."""
    found = in_order(
        list(lunar.moon_days(text, on)),
        list(dates.days(text)),
        list(weekdays.weeks(text, on)),
        list(lunar.named_days(text, on)),
    )
    groups: list[list[Day]] = []
    for token in found:
        if not isinstance(token, Day):
            continue
        day = dates.with_edges(text, token)
        before = groups[-1][-1] if groups else None
        joint = _joint(text, before, day) if before else Joint.NONE
        if joint is Joint.SAME and before and day.is_open and _is_same(before, day):
            groups[-1][-1] = replace(before, end=day.end, is_open=True)  # 12月的第一个周五（12月4日）起
        elif joint is Joint.NONE:
            groups.append([replace(day, joint=Joint.NONE)])
        else:
            is_counted_on = day.why == "which_month" and bool(before and before.fixed)  # 正月初一至初五
            groups[-1].append(replace(day, joint=joint, why="" if is_counted_on else day.why))
    return [part for group in groups for part in _without_off(text, group)]


def _is_same(named: Day, written: Day) -> bool:
    """Whether a day that was written out is the one day that was named before it."""
    if len(named.fixed) != 1 or written.year is not None or named.why:
        return False
    day = named.fixed[0]
    return (written.month, written.day) == (day.month, day.day) and written.weekday in {None, day.weekday()}


def _without_off(text: str, group: list[Day]) -> list[list[Day]]:
    """12月5日-27日，12月19日除外: what falls out is what stands behind the stretch, or behind the last comma."""
    is_before = OFF_BEFORE.search(text[max(0, group[0].start - 24) : group[0].start]) is not None
    if len(group) < 2 or (not is_before and not OFF_BEHIND.match(text, group[-1].end)):
        return [group]
    commas = [
        place
        for place in range(1, len(group))
        if group[place].joint is Joint.LIST and re.search(r"[,;]", text[group[place - 1].end : group[place].start])
    ]
    ranges = [place for place in range(1, len(group)) if group[place].joint is Joint.RANGE]
    if not commas:
        return [group]
    if is_before:  # 除了12月25日，12月22日至27日
        return [group[: commas[0]], [replace(group[commas[0]], joint=Joint.NONE), *group[commas[0] + 1 :]]]
    behind = [place for place in commas if ranges and place > ranges[0]]
    cut = behind[0] if behind and ranges[-1] < behind[0] else commas[-1]
    return [group[:cut], [replace(group[cut], joint=Joint.NONE), *group[cut + 1 :]]]


def _joint(text: str, before: Day, day: Day) -> Joint:
    gap = text[before.end : day.start]
    gap = gap[1:] if before.is_relative and gap[:1] in tuple("晚早夜日") else gap  # 今晚（11月21日）, 今晚、明晚
    gap = _LABEL.sub("", gap, count=1)
    is_parted = "\n" in gap or _is_back(before, day, gap)
    if day.joint is not Joint.NONE:
        return Joint.NONE if is_parted else day.joint
    if len(gap) > 12 or is_parted or _MOVED.search(text[max(0, before.start - 20) : before.start]):
        return Joint.NONE
    is_twice = bool(before.fixed) != bool(day.fixed) and not before.is_open
    is_named_again = before.joint is Joint.SAME and bool(before.fixed) and bool(day.fixed) and not gap.strip("、与和 ")
    if is_named_again or (is_twice and _SAME.fullmatch(gap)):
        return Joint.SAME
    if _RANGE.fullmatch(gap) and (gap.strip() or before.is_open) and gap.strip() not in {"", ","}:
        return Joint.RANGE
    if before.day is None and not before.fixed:
        return Joint.NONE  # a month on its own heads what follows
    return _listed(gap, before)


def _is_back(before: Day, day: Day, gap: str) -> bool:
    """12月19日至20日，19日19:30: a day of the stretch that was said, and none of the next month."""
    is_back = before.joint is Joint.RANGE and day.month is None and 0 < (day.day or 0) <= (before.day or 0)
    return is_back and not day.fixed and re.search(r"[,;:(]", gap) is not None


def _listed(gap: str, before: Day) -> Joint:
    if _OR.fullmatch(gap) and not before.is_open:
        return Joint.OR
    is_end = before.is_until and before.joint is Joint.NONE  # 演到12月6日；12月5日加演
    return Joint.LIST if _LIST.fullmatch(gap) and not before.is_open and not is_end else Joint.NONE
