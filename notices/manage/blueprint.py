"""The blueprint of these pages, whose desk it is, and what its pages share."""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import render_template
from flask.blueprints import BlueprintSetupState
from flask_babel import gettext
from werkzeug.exceptions import HTTPException

from accounts.access import found, key_in_range
from accounts.models.membership import Role, StaffRole
from accounts.models.organisation import Organisation
from accounts.places import Place
from core.errors import Refused
from core.language import clock_words, day_short, language
from core.web import PrivateBlueprint, link, parsed_path, settings
from events.amended_words import place_name
from events.followable import Subject
from events.models.performance import Performance
from notices import registry
from notices.announcing_words import PLACEHOLDERS, STATES, not_sent_words, offset_words
from notices.audience_kind import AudienceKind
from notices.audience_of import Audience
from notices.models.notice import Announcement
from notices.placeholders import filled
from notices.queries import announcements as stored
from notices.queries.announcements import Listed
from notices.services.wording import values_of
from notices.standing_of import State, state_of

bp = PrivateBlueprint("announcements", __name__)


@bp.record_once
def _give(state: BlueprintSetupState) -> None:
    """What letters say of notices."""
    state.app.jinja_env.globals["not_sent_words"] = not_sent_words


PLACES: tuple[Place, ...] = (
    Place(
        name="notices", endpoint="announcements.house_list", words=lambda: gettext("Notices"), position=60, role=Role.EDITOR
    ),
    Place(
        name="announcements", endpoint="announcements.staff_list", words=lambda: gettext("Notices"), position=50,
        staff=StaffRole.CONSOLE,
    ),
)


@dataclass(frozen=True, slots=True)
class Desk:
    """Whose desk it is: an organisation's, or the staff's (None)."""

    organisation: Organisation | None

    @property
    def organisation_id(self) -> int | None:
        """Its organisation's key."""
        return self.organisation.id if self.organisation else None

    def link(self, name: str, **values: object) -> str:
        """A page of this desk."""
        if self.organisation:
            return link(f"announcements.house_{name}", organisation=self.organisation.slug, **values)
        return link(f"announcements.staff_{name}", **values)

    def page(self, template: str, title: str, **values: object) -> str:
        """The HTML of a page of this desk."""
        return render_template(
            f"announcements/{template}", title=title, organisation=self.organisation, desk=self, states=STATES, State=State,
            place="notices" if self.organisation else "announcements", offset_words=offset_words,
            subject_words=subject_words, placeholders=PLACEHOLDERS, **values,
        )

    def own(self, key: int) -> Announcement:
        """A notice of this desk; the staff may read everybody's. 404 for anything else."""
        known = key_in_range(key)
        row = stored.announcement(self.organisation_id, known) if self.organisation else stored.any_announcement(known)
        return found(row)

    def own_to_change(self, key: int) -> Announcement:
        """The same as it stands now, held to the end of the transaction."""
        self.own(key)
        return found(stored.announcement_to_change(key))

    @property
    def audiences(self) -> Sequence[AudienceKind]:
        """For whom it may write."""
        return [each for each in registry.audience_kinds() if each.is_offered(self.organisation_id)]


def fresh_token() -> str:
    """What makes a form that is sent twice one notice."""
    return secrets.token_urlsafe(24)


def state_words(each: Listed) -> State:
    """Where one stands."""
    return state_of(each.row, each.notice, has_open=each.has_open)


def subject_words(row: Announcement) -> str:
    """Its subject as a reader of the desk sees it: placeholders filled, the name of whoever gets it left open."""
    said = filled(row.subject.in_language(language()), values_of(row, language()), "…")
    return said or gettext("Notice without a subject")


def date_words(row: Performance) -> str:
    """A date in one line: when, where, what."""
    place = place_name(row.venue, row.hall, with_house=True).in_language(language())
    when = f"{day_short(row.starts_at)} {clock_words(row.starts_at)}"
    return " · ".join(filter(None, (when, row.run.event.title.in_language(language()), place)))


def audience_words(audience: Audience, organisation_id: int | None, named: Mapping[str, Subject]) -> str:
    """For whom, in one line of plain words."""
    kind = registry.audience_kind(audience.circle)
    names = [named[ref].name.in_language(language()) for ref in audience.subjects if ref in named]
    comma = "、" if language() == "zh" else ", "
    return kind.of_words(organisation_id, comma.join(names)) if kind is not None else gettext("Nobody yet")


def refs_of_pages(lines: Sequence[str]) -> list[str]:
    """The things whose pages these addresses of ours are; `Refused("page_unknown")` for one that is none."""
    return [_ref_of_page(each) for each in lines]


def _ref_of_page(address: str) -> str:
    path = address.removeprefix(settings().public_base_url).partition("?")[0].partition("#")[0]
    try:
        endpoint, values = parsed_path(path)
    except HTTPException:
        raise Refused("page_unknown", page=address[:100]) from None
    values.pop("language", None)
    for kind in registry.followables():
        for value in values.values():
            subject = None if kind.is_asked else kind.find(str(value))
            if subject is not None and subject.endpoint == endpoint:
                return subject.ref
    raise Refused("page_unknown", page=address[:100])
