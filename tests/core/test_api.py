"""The pieces of which the API is made: cursors, schemas, parameters."""

from base64 import urlsafe_b64encode
from enum import StrEnum
from random import Random
from typing import Annotated, Literal, TypedDict

import pytest
from flask import Flask

from core.api.cursors import BY_KEY, Codec, key_after
from core.api.parameters import PER_PAGE, Parameter, cursor
from core.api.schemas import Schemas, example
from core.api.shapes import Day, Doc, Limits
from core.numbers import LARGEST_KEY


def test_a_cursor_gives_back_its_place() -> None:
    codec = Codec((3, 8, 4))
    written = codec.write(739_942, 10**17, 12)
    assert len(written) == 20
    assert codec.read(written) == (739_942, 10**17, 12)
    assert key_after(None) == 0
    assert key_after(BY_KEY.read(BY_KEY.write(7))) == 7


def test_every_string_of_the_described_form_is_a_place() -> None:
    codec, random = Codec((3, 8, 4)), Random(1)
    parameter = cursor(codec)
    for _ in range(200):
        made_up = urlsafe_b64encode(random.randbytes(15)).decode()
        assert not parameter.refuses(made_up)
        assert len(codec.read(made_up)) == 3
    assert key_after((2**48 - 1,)) == LARGEST_KEY


@pytest.mark.parametrize(
    "value", ["", "AAAA", "A" * 21, "A" * 19 + "\n", "A" * 20 + "\n", "+" * 20, "长" * 20, "\x00" * 20]
)
def test_other_strings_are_no_cursors(app: Flask, value: str) -> None:
    assert "next" in str(cursor(Codec((3, 8, 4))).refuses(value))


@pytest.mark.parametrize("value", ["0", "101", "1000000", "-1", "+5", "05", "5.0", "1e2", "٥", "", " 5", "5 ", "9" * 400])
def test_a_page_has_1_to_100_rows(value: str) -> None:
    assert PER_PAGE.refuses(value)
    assert not PER_PAGE.refuses("1")
    assert not PER_PAGE.refuses("100")


def test_a_text_is_checked_by_its_schema() -> None:
    chosen = Parameter("a", "", {"type": "string", "enum": ["x", "y"]})
    assert not chosen.refuses("x")
    assert chosen.refuses("z")
    assert chosen.refuses("")
    bounded = Parameter("a", "", {"type": "string", "minLength": 1, "maxLength": 3})
    assert not bounded.refuses("长三角")
    assert bounded.refuses("长三角的")
    assert bounded.refuses("")


class Colour(StrEnum):
    RED = "red"
    BLUE = "blue"


class Inner(TypedDict):
    day: Day


class OuterFacts(TypedDict):
    """An outer thing."""

    number: Annotated[int | None, Doc("How many", 3)]
    colour: Colour | None
    word: Literal["a", "b"]
    inner: Inner | None
    many: list[Inner]
    size: Annotated[float, Limits({"minimum": 0})]


def test_shapes_become_schemas() -> None:
    schemas = Schemas()
    assert schemas.of(OuterFacts) == {"$ref": "#/components/schemas/Outer"}
    inner = {"$ref": "#/components/schemas/Inner"}
    assert schemas.named["Outer"] == {
        "type": "object",
        "description": "An outer thing.",
        "properties": {
            "number": {"type": ["integer", "null"], "description": "How many"},
            "colour": {"type": ["string", "null"], "enum": ["red", "blue", None]},
            "word": {"type": "string", "enum": ["a", "b"]},
            "inner": {"anyOf": [inner, {"type": "null"}]},
            "many": {"type": "array", "items": inner},
            "size": {"type": "number", "minimum": 0},
        },
        "required": ["number", "colour", "word", "inner", "many", "size"],
        "additionalProperties": False,
    }
    assert schemas.named["Inner"]["properties"] == {"day": {"type": "string", "format": "date"}}


def test_an_example_is_put_together_from_the_fields() -> None:
    day = {"day": "2026-11-21"}
    assert example(OuterFacts) == {"number": 3, "colour": "red", "word": "a", "inner": day, "many": [day], "size": 1.5}


