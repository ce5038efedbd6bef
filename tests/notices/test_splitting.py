"""Long messages in parts: nothing lost, nothing cut, limits held as each service counts."""

import re

import pytest

from notices.splitting import in_bytes, in_json, split

SENTENCE = "因台风，上海大剧院今晚的《茶馆》改期。"
ADDRESS = "https://window.example/events/teahouse?from=2026-11-21"
LETTER = "\n\n".join(f"第{number}场\n{SENTENCE * 4}\n{ADDRESS}" for number in range(1, 40))


def bare(text: str) -> str:
    return re.sub(r"\s", "", text)


def without_marks(parts: list[str]) -> str:
    return "".join(part.partition("\n")[2] for part in parts)


def test_what_fits_stays_whole() -> None:
    assert split("票务提醒", limit=12) == ["票务提醒"]
    assert split("  票务\n", limit=100, head="【之窗】") == ["【之窗】\n票务"]


@pytest.mark.parametrize("size", [in_bytes, in_json, len])
@pytest.mark.parametrize("limit", [150, 512, 2_048])
def test_nothing_is_lost_and_every_part_fits(limit: int, size: object) -> None:
    assert callable(size)
    parts = split(LETTER, limit=limit, size=size, head="【之窗】")
    assert max(size(part) for part in parts) <= limit
    assert bare(without_marks(parts)) == bare(LETTER)
    assert [part.partition("\n")[0] for part in parts] == [f"【之窗】({n}/{len(parts)})" for n in range(1, len(parts) + 1)]


def test_bytes_are_counted_not_characters() -> None:
    """2,048 bytes are 682 Chinese characters."""
    assert len(split("戏" * 682, limit=2_048)) == 1
    assert len(split("戏" * 683, limit=2_048)) == 2
    assert len(split("戏" * 683, limit=2_048, size=len)) == 1


def test_parts_end_where_a_reader_would_pause() -> None:
    parts = split("第一段。\n\n第二段有两句话。这是第二句。\n\n第三段。", limit=53)
    assert [part.partition("\n")[2] for part in parts] == ["第一段。\n\n第二段有两句话。", "这是第二句。\n\n第三段。"]
    english = split("The first one. The second one, which is long. The third.", limit=40)
    assert [part.partition("\n")[2] for part in english] == ["The first one.", "The second one, which is long.", "The third."]


def test_what_closes_a_quotation_stays_with_it() -> None:
    parts = split("她说：“演出取消了。”观众都走了。" * 3, limit=60)
    assert not [part for part in parts if re.search(r"\n[”。]", part)]


def test_addresses_are_not_divided() -> None:
    for limit in range(90, 300, 7):
        assert sum(part.count(ADDRESS) for part in split(LETTER, limit=limit)) == LETTER.count(ADDRESS)


@pytest.mark.parametrize("sign", ["👩‍👩‍👧", "👍🏽", "🇨🇳", "é", "1️⃣"])
def test_no_character_is_divided(sign: str) -> None:
    for limit in range(40, 120):
        parts = split(sign * 60, limit=limit)
        for part in parts:
            body = part.partition("\n")[2]
            assert body == sign * (len(body) // len(sign))


def test_a_limit_without_room_says_so() -> None:
    with pytest.raises(ValueError, match="room"):
        split("演出", limit=5)
