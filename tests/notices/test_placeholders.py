"""Placeholders: an allow-list, one plain replacement, nothing evaluated."""

import pytest

from notices.placeholders import filled, is_doubled, pieces, unknown, used

VALUES = {"event": "{name} & <b>长桥</b>", "date": "8月1日", "organiser": "甲\n乙"}


def test_each_is_replaced_once_and_its_value_is_plain_words() -> None:
    text = "亲爱的{name}：{event}，{date}，{organiser}。"
    assert filled(text, VALUES, "{date}") == "亲爱的{date}：{name} & <b>长桥</b>，8月1日，甲 乙。"


def test_pieces_lie_around_the_name_of_the_text_alone() -> None:
    assert pieces("{name}, {event}", VALUES) == ["", ", {name} & <b>长桥</b>"]


def test_the_wide_braces_of_a_chinese_keyboard_are_braces() -> None:
    assert filled("｛date｝ { name }", VALUES, "林舟") == "8月1日 林舟"


@pytest.mark.parametrize("text", ["{{ 7 * 7 }}", "{% for x in y %}", "{name.__class__}", "{0}", "%(name)s {剧名}"])
def test_what_other_languages_evaluate_is_unknown_or_plain(text: str) -> None:
    assert filled(text, VALUES, "N") == text
    assert unknown(text) == sorted(used(text))


def test_what_is_not_known_is_named() -> None:
    assert unknown("{event} {title} {Event}") == ["Event", "title"]


def test_a_value_that_is_missing_stays_as_it_was_typed() -> None:
    assert filled("{place}", {}, "") == "{place}"


@pytest.mark.parametrize("text", ["{{name}}", "｛｛name｝｝", "{ {name} }", "{{name}", "{name}}"])
def test_doubled_braces_are_seen(text: str) -> None:
    assert is_doubled(text)
    assert not is_doubled("{name}{event} (｛date｝)")
