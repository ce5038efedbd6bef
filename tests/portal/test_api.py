"""The API as a whole: its description, its page, its errors, and answers that keep what the description says."""

import json
import re
from typing import Any
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator
from openapi_spec_validator import OpenAPIV31SpecValidator
from sqlalchemy.exc import OperationalError
from werkzeug.routing import Rule

from core import clock
from core.api.operations import operations
from core.db import committing, session
from events.models.event import Event
from events.services import events as deeds
from tests.factories import events
from tests.factories.api import told, world

HAN = re.compile(r"[\u4e00-\u9fff]")
EXAMPLES = {"list_halls": "?venue=real-venue-0", "search": "?q=Long"}


@pytest.fixture
def described(client: FlaskClient) -> Any:
    return told(client, "/api/v1/openapi.json")


def schema_of(described: Any, schema: Any) -> Draft202012Validator:
    whole = {**schema, "components": described["components"]}
    return Draft202012Validator(whole, format_checker=Draft202012Validator.FORMAT_CHECKER)


def answer_schema(described: Any, operation: Any) -> Any:
    return operation["responses"]["200"]["content"]["application/json"]["schema"]


# --- the description ---------------------------------------------------------------------------------------------------


def test_the_document_is_valid_openapi(described: Any) -> None:
    assert described["openapi"].startswith("3.1")
    OpenAPIV31SpecValidator(described).validate()
    assert not HAN.search(json.dumps({name: item["get"]["description"] for name, item in described["paths"].items()}))


def test_the_document_knows_every_address(app: Flask, described: Any) -> None:
    rules = {rule.rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/api/")} - {"/api/v1/openapi.json"}
    written = {re.sub(r"<\w+:(\w+)>", r"{\1}", rule) for rule in rules}
    assert written == set(described["paths"])
    assert len(written) == 22


def test_every_example_is_an_answer_that_could_come(described: Any) -> None:
    for operation in (each for item in described["paths"].values() for each in item.values()):
        answers = {status: each for status, each in operation["responses"].items() if status in {"200", "201"}}
        for said in (*answers.values(), *([operation["requestBody"]] if "requestBody" in operation else [])):
            content = said["content"]["application/json"]
            schema_of(described, content["schema"]).validate(content["example"])
        assert len(answers) == 1


def test_shapes_of_one_name_are_one(app: Flask, described: Any) -> None:
    names = {operation.gives.__name__ for operation in operations()}
    assert len({name.removesuffix("Facts") for name in names}) == len(names)


@pytest.mark.parametrize("demo", ["", "demo=1"])
def test_every_answer_is_as_described(client: FlaskClient, described: Any, demo: str) -> None:
    world(2)
    world(2, is_demo=True, prefix="demo")
    row = events.several(1)[0]
    events.cancelled(row)
    for path, item in described["paths"].items():
        operation = item["get"]
        if "security" in operation:
            continue  # tests/events/test_api_own.py
        names = {each["name"] for each in operation["parameters"]}
        kind = {"companies": "company", "cities": "city"}.get(path.split("/")[3], path.split("/")[3].removesuffix("s"))
        slug = {"city": "shanghai", "event": "real-show-0"}.get(kind, f"real-{kind}-0")
        asked = path.replace("{slug}", slug).replace("{id}", str(row.id)) + EXAMPLES.get(operation["operationId"], "")
        if demo and "demo" in names:
            asked += ("&" if "?" in asked else "?") + demo
        answer = told(client, asked)
        assert answer.get("results", [answer]), asked
        schema_of(described, answer_schema(described, operation)).validate(answer)


# --- the page ------------------------------------------------------------------------------------------------------------


def test_the_page_shows_all_that_is_described(client: FlaskClient, described: Any) -> None:
    chinese, english = (client.get(path).get_data(as_text=True) for path in ("/developers", "/en/developers"))
    for path, item in described["paths"].items():
        for page in (chinese, english):
            for operation in item.values():
                assert f'id="{operation["operationId"]}"' in page
            assert f"<code>{path}</code>" in page
        for parameter in item["get"]["parameters"]:
            assert f"<code>{parameter['name']}</code>" in english
    for name, shape in described["components"]["schemas"].items():
        assert f'id="{name}"' in english
        for field in shape["properties"]:
            assert f"<code>{field}</code>" in english
    for anchor in re.findall(r'href="#([^"]+)"', english):
        assert f'id="{anchor}"' in english
    assert len(re.findall(r'\bid="', english)) == len(set(re.findall(r'\bid="([^"]+)"', english)))


def test_what_people_type_first_leads_to_the_page(client: FlaskClient) -> None:
    answer = client.get("/api")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/developers")


# --- errors ----------------------------------------------------------------------------------------------------------------


def refused(answer: Any, status: int, code: str, field: str | None) -> None:
    assert answer.status_code == status, answer.get_data(as_text=True)[:300]
    assert answer.headers["Content-Type"] == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    error = answer.get_json()["error"]
    assert (error["code"], error["field"]) == (code, field)
    assert HAN.search(error["message"]["zh"])
    assert not HAN.search(error["message"]["en"])
    assert not re.search(r"(?i)\bselect\b|sqlite|psycopg|traceback|fts5", answer.get_data(as_text=True))


EVERYTHING = "city=shanghai&kind=show&when=week&from=2026-11-21&to=2026-11-22&form=timed&demo=1&per_page=1&cursor=" + "A" * 20
BAD = [
    ("performances?nothing=1", "unknown_parameter", "nothing"),
    ("performances?sort=price", "unknown_parameter", "sort"),
    ("performances?page=2", "unknown_parameter", "page"),
    (f"performances?{'x' * 5000}=1", "unknown_parameter", "x" * 40),
    ("performances?%E4%B8%80%00=1", "unknown_parameter", "一\x00"),
    ("performances?per_page=1000000", "bad_value", "per_page"),
    ("performances?per_page=0", "bad_value", "per_page"),
    ("performances?per_page=", "bad_value", "per_page"),
    ("performances?per_page=5&per_page=6", "repeated_parameter", "per_page"),
    ("performances?city=atlantis", "bad_value", "city"),
    ("performances?city=shanghai%00", "bad_value", "city"),
    ("performances?kind=%27%3B+DROP+TABLE+events_event", "bad_value", "kind"),
    ("performances?when=yesterday", "bad_value", "when"),
    ("performances?from=0001-01-01", "bad_value", "from"),
    ("performances?from=9999-12-31", "bad_value", "from"),
    ("performances?from=2026-02-29", "bad_value", "from"),
    ("performances?from=2026-11-21%0A", "bad_value", "from"),
    ("performances?to=1999-12-31", "bad_value", "to"),
    ("performances?cursor=garbage", "bad_value", "cursor"),
    ("performances?demo=yes", "bad_value", "demo"),
    ("performances?city=%FF", "bad_request", None),
    ("performances?%C3%28=1", "bad_request", None),
    ("performances/1?demo=2", "bad_value", "demo"),
    ("events?cursor=AAA", "bad_value", "cursor"),
    ("search", "missing_parameter", "q"),
    ("search?q=", "bad_value", "q"),
    (f"search?q={'x' * 10_000}", "bad_value", "q"),
    (f"search?q={quote('的' * 10_000)}", "bad_value", "q"),
]


@pytest.mark.parametrize(("path", "code", "field"), BAD, ids=[path[:40] for path, _, _ in BAD])
def test_bad_input_is_refused_by_name(client: FlaskClient, path: str, code: str, field: str | None) -> None:
    answer = client.get(f"/api/v1/{path}")
    refused(answer, 400, code, field)


@pytest.mark.parametrize("path", [
    f"performances?{EVERYTHING}",
    "performances?from=2100-12-31&to=2000-01-01",
    "performances?kind=exhibition&form=moment&when=tonight",
    "performances?cursor=" + "_" * 20,
    "performances?form=span&cursor=" + "_" * 20,
    "performances?cursor=" + "A" * 20,
    "events?cursor=________",
    "search?cursor=____&q=x",
    f"search?q={quote('的')}", f"search?q={quote('！？。，、')}", "search?q=%25_%25",
    f"search?q={quote(chr(34) + '* OR NEAR(a b) NOT -')}",
    "search?q=%00", "search?q=%20", f"search?q={quote('的' * 200)}", "search?q=%F0%9F%8E%AD",
])
def test_odd_input_gets_an_answer(client: FlaskClient, path: str) -> None:
    world(1)
    answer = client.get(f"/api/v1/{path}")
    assert answer.status_code == 200, answer.get_data(as_text=True)
    assert isinstance(answer.get_json()["results"], list)


@pytest.mark.parametrize("path", [
    "nothing", "performances/", "performances/0", "performances/01", "performances/99", "performances/2147483648",
    "performances/9999999999", "performances/99999999999", "events/none", "events/%FF", "events/NONE", "festivals/show-1",
    "productions/none", "companies/none/performances", "venues/none", "cities/atlantis", "cities/%00",
])
def test_what_is_not_there_is_404_in_the_same_form(client: FlaskClient, path: str) -> None:
    events.several(1)
    refused(client.get(f"/api/v1/{path}"), 404, "not_found", None)


def test_a_parameter_that_names_nothing_is_404_with_its_name(client: FlaskClient) -> None:
    refused(client.get("/api/v1/halls?venue=none"), 404, "not_found", "venue")
    refused(client.get("/api/v1/productions?company=none"), 404, "not_found", "company")


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_it_can_only_be_read(client: FlaskClient, method: str) -> None:
    for path in ("/api/v1/performances", "/api/v1/events/any", "/api/v1/openapi.json"):
        answer = getattr(client, method)(path, json={"title": "x"})
        refused(answer, 405, "method_not_allowed", None)
        assert "GET" in answer.headers["Allow"]


@pytest.mark.own_application
def test_failures_of_ours_tell_nothing(app: Flask, client: FlaskClient) -> None:
    def broken() -> str:
        raise RuntimeError("SELECT secret")

    def gone() -> str:
        raise OperationalError("SELECT secret", {}, Exception("sqlite"))

    for name, view in (("broken", broken), ("gone", gone)):
        app.url_map.add(Rule(f"/api/v1/{name}", endpoint=name, methods=["GET"]))
        app.view_functions[name] = view
    refused(client.get("/api/v1/broken"), 500, "server_error", None)
    answer = client.get("/api/v1/gone")
    refused(answer, 503, "unavailable", None)
    assert answer.headers["Retry-After"] == "30"


# --- other sites, other names ----------------------------------------------------------------------------------------------


def test_scripts_of_other_sites_may_read(client: FlaskClient) -> None:
    answer = client.get("/api/v1/cities", headers={"Origin": "https://elsewhere.example"})
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in answer.headers
    asked = client.options("/api/v1/cities", headers={"Origin": "https://elsewhere.example"})
    assert asked.status_code == 200
    assert asked.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "POST" not in asked.headers["Access-Control-Allow-Methods"]
    assert "Access-Control-Allow-Origin" not in client.get("/calendar").headers


def test_what_was_renamed_leads_on(client: FlaskClient) -> None:
    world(1)
    with committing():
        row = session.query(Event).filter_by(slug="real-show-0").one()
        deeds.edit_event(row, at=clock.now(), slug="new-name")
    for ending in ("", "/performances"):
        answer = client.get(f"/api/v1/events/real-show-0{ending}?demo=1")
        assert (answer.status_code, answer.headers["Location"]) == (301, f"/api/v1/events/new-name{ending}?demo=1")
        told(client, answer.headers["Location"])


def test_answers_are_kept_on_a_shelf_of_their_own(app: Flask, client: FlaskClient) -> None:
    world(1)
    before = app.extensions["pages"].weight
    for number in range(1, 101):
        told(client, f"/api/v1/performances?per_page={number}")
    assert app.extensions["pages"].weight == before
    assert 0 < app.extensions["api_shelf"].weight <= app.extensions["api_shelf"].limit == 4 * 2**20


def test_search_finds_by_titles(client: FlaskClient) -> None:
    world(1)
    found = told(client, "/api/v1/search?q=long+BRIDGE")
    assert [(each["kind"], each["slug"]) for each in found["results"]] == [
        ("production", "real-production-0"), ("event", "real-show-0"), ("event", "real-festival-0"),
    ]
    assert found["results"][2]["url"]["en"] == "https://window.example/en/events/real-festival-0"
    assert {each["title"]["zh"] for each in found["results"]} == {"长桥"}
