"""Numbers as Chinese headlines write them."""

DIGITS = "零一二三四五六七八九"


def in_chinese(number: int) -> str:
    """一扇 两扇 十二扇 二十三扇 一百零五扇: 0 to 999 in words before a measure word, figures beyond."""
    if not 0 <= number <= 999:
        return str(number)
    if number == 2:
        return "两"
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    words = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        words += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        words += "零"
    if ones or not words:
        words += DIGITS[ones]
    return words
