"""Schemathesis looks for requests that are answered otherwise than described: all its checks, always the same cases."""

from collections import Counter
from collections.abc import Iterator

import pytest
import schemathesis
from flask import Flask
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema

from tests.factories.api import world

SETTINGS = {
    "seed": 1,
    # The test client of werkzeug unpacks nothing.
    "headers": {"Accept-Encoding": "identity"},
    # Most of its slugs name nothing: that is no fault.
    "warnings": False,
    "generation": {"deterministic": True, "database": "none", "max-examples": 8},
}
LEAST_CASES = 1_000
CHECKS = {
    "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_headers_conformance",
    "response_schema_conformance", "negative_data_rejection", "positive_data_acceptance", "unsupported_method",
}


@pytest.fixture
def happenings(app: Flask) -> Iterator[events.EngineEvent]:
    """A run over the whole description: examples, boundaries, made-up values, walks from one answer to the next."""
    world(2)
    world(2, is_demo=True, prefix="demo")
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app, config=SchemathesisConfig.from_dict(SETTINGS))
    return iter(from_schema(schema).execute())


def test_schemathesis_finds_nothing(happenings: Iterator[events.EngineEvent]) -> None:
    cases, checked, found = 0, Counter[str](), []
    for each in happenings:
        if isinstance(each, (events.NonFatalError, events.FatalError)):
            found.append(f"{vars(each)}")
        if not isinstance(each, events.ScenarioFinished):
            continue
        cases += len(each.recorder.cases)
        for checks in each.recorder.checks.values():
            checked.update(check.name for check in checks)
            found += [
                f"{each.label}: {check.name}: {check.failure_info.failure if check.failure_info else ''}"
                for check in checks if check.status is not Status.SUCCESS
            ]
    assert found == []
    assert cases >= LEAST_CASES
    assert set(checked) >= CHECKS, checked
