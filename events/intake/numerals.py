"""Numbers as announcements write them: 12, 十二, 廿三, 卅, 两, 二零二六."""

DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
TENS = {"廿": 20, "卅": 30}
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,4})"


def number(said: str) -> int:
    """The number of at most two digits that was said; -1 where it is none."""
    if said[1:].isdecimal() and said[0] == "零":
        return int(said[1:])
    if said.isdecimal():
        return int(said)
    if said == "元":
        return 1
    if said and said[0] in TENS:
        rest = said[1:]
        return TENS[said[0]] + (DIGITS.get(rest, -100) if rest else 0)
    if "十" in said:
        before, _, after = said.partition("十")
        tens, ones = DIGITS.get(before, -1) if before else 1, DIGITS.get(after, -1) if after else 0
        return tens * 10 + ones if tens > 0 and ones >= 0 else -1
    if len(said) == 2 and said[0] == "零":
        return DIGITS.get(said[1], -1)
    return DIGITS.get(said, -1)


def year(said: str) -> int:
    """A year of four or two digits, or in Chinese signs."""
    digits = "".join(str(DIGITS.get(sign, sign)) for sign in said)
    value = int(digits)
    return value + 2000 if len(digits) == 2 else value
