"""The blueprint of the import pages, and what they share."""

from typing import Any

from flask import render_template
from flask_babel import gettext

from accounts.access import found
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.places import Place
from core.errors import Refused
from core.numbers import LARGEST_KEY
from core.web import PrivateBlueprint
from events.models.intake import Intake
from events.queries import intake as queries

bp = PrivateBlueprint("imports", __name__)
IMPORTS = Place(name="imports", endpoint="imports.imports", words=lambda: gettext("Imports"), position=30, role=Role.EDITOR)


def page(template: str, title: str, organisation: Organisation, **values: Any) -> str:
    """The HTML of a page of an organisation's imports."""
    shown = {"place": "imports"} | values
    return render_template(f"feeds/manage/{template}", title=title, organisation=organisation, **shown)


def own_intake(organisation: Organisation, key: int, *, whole: bool = False) -> Intake:
    """The organisation's import of a key; 404 for anybody else's."""
    return found(queries.intake_of(organisation.id, key, whole=whole) if key <= LARGEST_KEY else None)


def said(refused: Refused) -> str:
    """Why a rule said no."""
    known = {
        "expired": gettext("This form had been open for too long, so it was not sent. Press again."),
        "nothing_to_import": gettext("There is nothing in it that can be imported."),
        "already_confirmed": gettext("It was confirmed already."),
        "not_done": gettext("It is not finished, or was taken back already."),
        "known_address": gettext("This address is on your list already."),
        "bad_address": gettext("This is no http or https address that we may ask. (webcal:// is understood.)"),
        "not_public": gettext("This address lies in a private network, where we cannot reach it. Name one of the open net."),
        "too_many_sources": gettext("Ten addresses are the most."),
        "in_use": gettext("Something else hangs on these listings by now. Withdraw them one by one."),
        "stale": gettext("Somebody else changed it meanwhile: look again."),
    }
    return known.get(refused.reason) or gettext("That cannot be done as things stand.")
