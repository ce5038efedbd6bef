"""Prices as organisers write them."""

from typing import Any

import pytest

from events.prices import UnreadablePrice, read_prices, write_prices


@pytest.mark.parametrize(
    ("text", "tiers"),
    [
        ("普通票 180", [{"zh": "普通票", "en": "", "fen": 18000}]),
        ("VIP：￥６８０ × 120座", [{"zh": "", "en": "VIP", "fen": 68000, "seats": 120}]),
        ("180/280/380", [{"zh": each, "en": each, "fen": int(each) * 100} for each in ("180", "280", "380")]),
        ("学生票 99.5元\n Regular 180 yuan", [
            {"zh": "学生票", "en": "", "fen": 9950}, {"zh": "", "en": "Regular", "fen": 18000},
        ]),
        ("A区-180", [{"zh": "A区", "en": "", "fen": 18000}]), ("VIP1 – 680", [{"zh": "", "en": "VIP1", "fen": 68000}]),
        ("180元、280元", [{"zh": each, "en": each, "fen": int(each) * 100} for each in ("180", "280")]),
        ("2人票 300", [{"zh": "2人票", "en": "", "fen": 30000}]), ("一等座 380", [{"zh": "一等座", "en": "", "fen": 38000}]),
        ("VIP1看台680", [{"zh": "VIP1看台", "en": "", "fen": 68000}]),
        ("12月31日 180元\n2-day pass: 480 × 50", [
            {"zh": "12月31日", "en": "", "fen": 18000}, {"zh": "", "en": "2-day pass", "fen": 48000, "seats": 50},
        ]),
        ("1st floor 280；2nd floor 180", [
            {"zh": "", "en": "1st floor", "fen": 28000}, {"zh": "", "en": "2nd floor", "fen": 18000},
        ]),
        ("普通票180，学生90", [{"zh": "普通票", "en": "", "fen": 18000}, {"zh": "学生", "en": "", "fen": 9000}]),
        ("", []), ("180.05", [{"zh": "180", "en": "180", "fen": 18005}]),
    ],
)
def test_tiers(text: str, tiers: list[dict[str, Any]]) -> None:
    assert read_prices(text) == tiers
    assert read_prices(write_prices(tiers)) == tiers


@pytest.mark.parametrize("text", ["随缘", "普通票", "9999999", "普通票 -5x", "1\n" * 21])
def test_what_is_no_price(text: str) -> None:
    with pytest.raises(UnreadablePrice):
        read_prices(text)


@pytest.mark.parametrize(
    "text",
    [
        "180.999", "-5", "−5", "+5", "¥-5", "-¥5", "普通票 -180", "1e5", "1E+5", "普通票 1e5", "180-380", "180~380", "180 380",
        "1,800", "普通票 1，800", "180.99.5", ".5", "1e", "9" * 400,
    ],
)
def test_what_would_be_another_price_is_never_guessed(text: str) -> None:
    with pytest.raises(UnreadablePrice):
        read_prices(text)


@pytest.mark.parametrize(
    "text",
    [
        "普通票 180 学生 90", "普通票180 学生90", "普通票80 学生40", "普通票 180元 学生 90元", "普通票180元学生90元",
        "A 180 B 280",
        "A180 B280", "A80 B40", "A5 B9", "A5元 B 9", "180普通票 90", "80学生 40", "Adult 90 Child 40", "Adult90 Child40",
        "¥180 ¥280",
        "普通票 180.5 学生 90", "80yuan student 40", "8yuan student 4", "普通票 19:30 180", "普通票 180|学生 90",
        "普通票 180 90 × 20",
    ],
)
def test_two_prices_on_a_line_are_never_one(text: str) -> None:
    with pytest.raises(UnreadablePrice, match=text.partition("|")[0]):
        read_prices(text)


@pytest.mark.parametrize("text", ["٣٤", "普通票 ٣٤", "票²", "普通票①", "票 ½", "𝟙𝟠𝟘", "१८०", "普通票 1٨0"])
def test_digits_of_other_scripts_are_never_guessed(text: str) -> None:
    with pytest.raises(UnreadablePrice):
        read_prices(text)
