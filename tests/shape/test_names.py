"""No installed distribution owns one of our top-level names."""

from importlib.metadata import packages_distributions

from core.config import ROOT
from tests.shape.sources import OTHERS, PACKAGES


def test_our_names_are_ours() -> None:
    ours = {*PACKAGES, *OTHERS, *(path.stem for path in ROOT.glob("*.py"))}
    assert {name: found for name, found in packages_distributions().items() if name in ours} == {}
