"""Titles in quotation marks that bear such marks themselves."""

import pytest

from core.quoting import unnested


@pytest.mark.parametrize(("said", "shown"), [
    ("已收到《话剧《雨巷尽头》》。", "已收到话剧《雨巷尽头》。"), ("《《雨巷》》", "《雨巷》"),
    ("《雨巷》与《长桥》", "《雨巷》与《长桥》"),
    ("复制《长桥》", "复制《长桥》"), ("《话剧《长桥》上海站》已公开", "话剧《长桥》上海站已公开"), ("《没有完", "《没有完"),
])
def test_one_pair_is_enough(said: str, shown: str) -> None:
    assert unnested(said) == shown
