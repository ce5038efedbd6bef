"""Who asks where a program asks: a token in the Authorization header, its organisation, its scopes; and the answer to it."""

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

from flask import Blueprint, Response, request
from flask_babel import lazy_gettext as _

from accounts.actor import Actor
from accounts.models.membership import ApiToken, Role
from accounts.queries import people, programs
from accounts.services import programs as deeds
from core import clock, tokens
from core.api.bodies import body_of
from core.api.errors import JSON, NOT_FOUND, Problem, refusal
from core.api.operations import VERSION
from core.api.parameters import read
from core.api.programs import Call, ProgramOperation
from core.db import committing
from core.errors import Refused, Unknown

BEARER = "Bearer "
LONGEST_KEY = 200
USED_EVERY = timedelta(hours=1)
NO_TOKEN = Problem(401, "token_needed", _("A token is needed: Authorization: Bearer …. It is missing, ended or revoked."))
NO_SCOPE = Problem(403, "scope_needed", _("This token does not allow that."))
NOT_JSON = Problem(415, "json_needed", _("Send JSON: Content-Type: application/json."))
BAD_KEY = Problem(400, "bad_value", _("It must be 1 to 200 visible characters."), "Idempotency-Key")
CONFLICT = Problem(409, "conflict", _("That cannot be done as things stand."))
REFUSED = {
    "key_reused": Problem(422, "key_reused", _("Another request was sent under this key."), "Idempotency-Key"),
    "already_there": Problem(409, "already_there", _("A listing with one of these numbers is there already."), "uid"),
    "too_many_dates": Problem(
        400, "too_many_dates", _("A listing has 500 dates at most, those of all runs together."), "runs"
    ),
    "beyond_the_calendar": Problem(400, "bad_value", _("Dates are from 2000 to 2100."), "dates"),
    "ends_before_it_starts": Problem(400, "bad_value", _("It ends before it starts."), "dates"),
    "longer_than_a_day": Problem(
        400, "bad_value", _("A performance lasts 24 hours at most; several days have a first and a last."), "dates"
    ),
    "title_needed": Problem(400, "bad_value", _("A title is needed in one language at least."), "title"),
    "date_needed": Problem(400, "bad_value", _("Each date has either a start or a first day."), "dates"),
}


def program_blueprint(name: str, operations: Sequence[ProgramOperation]) -> Blueprint:
    """A blueprint of just these operations, which the description then knows."""
    blueprint = Blueprint(name, __name__)
    for each in operations:
        blueprint.add_url_rule(VERSION + each.rule, each.name, _view(each), methods=[each.method])
    blueprint.record(lambda state: state.app.extensions["api_programs"].extend(operations))
    return blueprint


def _view(operation: ProgramOperation) -> Callable[..., Response]:
    def view(**path: Any) -> Response:
        try:
            response = _respond(operation, path)
        except Problem as problem:
            response = refusal(problem)
        except Unknown:
            response = refusal(NOT_FOUND)
        except Refused as refused:
            response = refusal(_problem(refused))
        if response.status_code == 401:
            response.headers["WWW-Authenticate"] = "Bearer"
        return response

    view.rule = view.guard = f"token: {operation.scope}"  # type: ignore[attr-defined]
    return view


def _problem(refused: Refused) -> Problem:
    known = refused.facts.get("listing")
    return replace(REFUSED.get(refused.reason, CONFLICT), id=known if isinstance(known, int) else None)


def _respond(operation: ProgramOperation, path: dict[str, Any]) -> Response:
    token = _token()
    if operation.scope not in token.scopes:
        raise NO_SCOPE
    asked = read(request, operation.parameters, path)
    actor = Actor(
        person_id=token.person_id, roles={token.organisation_id: Role.EDITOR}, via="api", scopes=frozenset(token.scopes)
    )
    call = Call(organisation=token.organisation, actor=actor, asked=asked, **_sent(operation))
    said = operation.answer(call)
    body = json.dumps(said.told, ensure_ascii=False, separators=(",", ":")) + "\n"
    return Response(body, status=said.status, content_type=JSON, headers={"Cache-Control": "no-store", **said.headers})


def _token() -> ApiToken:
    """The token of this request; its person must still act for the organisation."""
    stated = request.headers.get("Authorization", "")
    at = clock.now()
    row = programs.token_of_hash(tokens.hash_of(stated.removeprefix(BEARER))) if stated.startswith(BEARER) else None
    if row is None or not row.is_in_force_at(at) or row.organisation.suspended_at is not None:
        raise NO_TOKEN
    if people.roles_of(row.person_id, at).get(row.organisation_id) not in {Role.OWNER, Role.EDITOR}:
        raise NO_TOKEN
    if row.used_at is None or at - row.used_at >= USED_EVERY:
        with committing():
            deeds.note_use(row, at=at)
    return row


def _sent(operation: ProgramOperation) -> dict[str, Any]:
    """The body and the key of a request that sends one."""
    if operation.takes is None:
        return {}
    if request.mimetype != JSON:
        raise NOT_JSON
    key = request.headers.get("Idempotency-Key", "")
    if len(key) > LONGEST_KEY or not key.isascii() or not key.isprintable():
        raise BAD_KEY
    raw = request.get_data()
    digest = sha256(request.path.encode() + b"\n" + raw).hexdigest()
    return {"body": body_of(raw, operation.takes), "key": key, "digest": digest}
