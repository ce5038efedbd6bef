"""Which passwords are refused, and why."""

import pytest

from accounts import passwords
from accounts.password_rules import weakness

ABOUT = ("林舟", "linzhou@example.org")


@pytest.mark.parametrize(("password", "reason"), [
    ("short", "too_short"), ("十一个汉字还是太短了呀", "too_short"), ("long " * 50, "too_long"),
    ("aaaaaaaaaaaaaaa", "repeats"), ("abcabcabcabc", "repeats"), ("1990010119900101", "repeats"),
    ("123456789012", "row"), ("qwertyuiop12", "row"), ("1qaz2wsx3edc", "row"), ("zxcvbnm,./123", "row"),
    ("linzhou at night", "about_you"), ("今晚林舟去看一场很好的戏", "about_you"), ("deltawindow-88!", "about_you"),
    ("Password2026!!", "common"), ("P@ssw0rd1234", "common"), ("ｐａｓｓｗｏｒｄ１２３４", "common"),
    ("woaini1314520", "common"),
    ("iloveyouforever", "common"), ("correct horse battery staple", "common"), ("Shanghai2026!!", "common"),
])
def test_what_is_tried_first_is_refused(password: str, reason: str) -> None:
    assert weakness(password, ABOUT) == reason


@pytest.mark.parametrize("password", [
    "the curtain rises at eight", "kite-marble-oak", "春江花月夜共此时同看长河", "xX7$kq-Pz2!mVw",
    "moonlight over the proscenium",
    "x" * 3 + "kite marble oak" + "y" * 180,
])
def test_length_is_enough(password: str) -> None:
    assert weakness(password, ABOUT) == ""


def test_a_password_is_the_same_from_every_keyboard() -> None:
    stored = passwords.hashed("ｋｉｔｅ marble oak")
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert passwords.fits("kite marble oak", stored)
    assert not passwords.fits("kite marble oaks", stored)
    assert not passwords.fits("anything at all", "")
    assert passwords.fits("\ud800 lone surrogate", passwords.hashed("\ud800 lone surrogate"))
