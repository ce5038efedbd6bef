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
