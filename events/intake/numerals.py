"""Numbers as announcements write them: 12, 十二, 廿三, 卅, 两, 二零二六."""

DIGITS = {sign: number for number, sign in enumerate("零一二三四五六七八九")} | {"两": 2}
TENS = {"廿": 20, "卅": 30}
NUMBER = r"(?:\d{1,2}|[一二三四五六七八九十廿卅]{1,4})"


def number(said: str) -> int:
    """The number of at most two digits that was said; -1 where it is none."""
    plain = said.removeprefix("零") if len(said) > 1 else said
    if plain.isdecimal():
        return int(plain)
    if plain[:1] in TENS:
        return TENS[plain[0]] + (DIGITS.get(plain[1:], -100) if plain[1:] else 0)
    if "十" in plain:
        before, _, after = plain.partition("十")
        tens, ones = DIGITS.get(before, -1) if before else 1, DIGITS.get(after, -1) if after else 0
        return tens * 10 + ones if tens > 0 and ones >= 0 else -1
    return 1 if plain == "元" else DIGITS.get(plain, -1)


def year(said: str) -> int:
    """A year of four or two digits, or in Chinese signs."""
    digits = "".join(str(DIGITS.get(sign, sign)) for sign in said)
    value = int(digits)
    return value + 2000 if len(digits) == 2 else value
