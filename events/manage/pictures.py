"""An organisation's pictures, and the one that stands for a listing."""

from flask import Response, flash, redirect, request
from flask_babel import gettext
from werkzeug.wrappers import Response as BaseResponse

from accounts.access import found, key_in_range
from accounts.manage.blueprint import page, telling
from accounts.models.membership import Role
from accounts.models.organisation import Organisation
from accounts.queries import proofs
from accounts.services import files
from accounts.session import actor, member
from core import clock
from core.db import committing
from core.errors import Refused
from core.forms import is_expired, takes_files
from core.imaging import ENDINGS, WIDTHS
from core.language import language
from core.uploads import MOST_BODY_BYTES, MOST_PICTURE_BYTES, keep_picture, key_of, picture_file
from core.web import link, settings
from events.manage.hands import bp
from events.models.event import Event
from events.ownership_forms import PictureForm
from events.queries import ownership as stored
from events.services import pictures as deeds

OF_PICTURES = ("picture_type", "picture_broken", "picture_too_large", "picture_too_many_pixels", "picture_too_small",
               "picture_too_steep", "picture_busy", "full")


@bp.page("/desk/<slug:organisation>/pictures", endpoint="pictures")
@member(Role.EDITOR)
def pictures(organisation: Organisation) -> str:
    """Everything that was sent."""
    return page(
        "events/desk/pictures.html", gettext("Pictures"), organisation=organisation, place="claims",
        rows=proofs.pictures_of(organisation.id), taken=proofs.bytes_of_pictures(organisation.id), most=files.MOST_OF_PICTURES,
    )


@bp.page(
    "/desk/<slug:organisation>/pictures/<name>-<any('480','960','1600'):width>.<any(webp,jpg):ending>", endpoint="own_picture"
)
@member(Role.EDITOR)
def own_picture(organisation: Organisation, name: str, width: str, ending: str) -> Response:
    """One width of an organisation's own picture, whether or not anything public shows it."""
    row = found(proofs.picture(organisation.id, name))
    path = picture_file(settings().data_folder, row.key, int(width), ending)
    return Response(found(path.read_bytes() if path.is_file() else None), content_type=ENDINGS[ending])


def _owned(organisation: Organisation, key: int) -> Event:
    return found(stored.owned_event(organisation.id, key_in_range(key)))


@bp.page("/desk/<slug:organisation>/listings/<key:key>/picture", endpoint="picture", methods=["GET", "POST"])
@takes_files(MOST_BODY_BYTES, largest=MOST_PICTURE_BYTES)
@member(Role.EDITOR)
def picture(organisation: Organisation, key: int) -> BaseResponse | str:
    """Send a picture for a listing, say what it shows, or take it away."""
    event, slug = _owned(organisation, key), organisation.slug
    form = PictureForm(obj=event)
    fits = form.validate_on_submit()
    if form.is_submitted() and not is_expired() and _keep(organisation.id, form) and fits and _save(organisation, key, form):
        flash(gettext("Saved."))
        return redirect(link("hands.picture", organisation=slug, key=key), 303)
    event = _owned(organisation, key)
    title = gettext("Picture: %(title)s", title=event.title.in_language(language()))
    return page(
        "events/desk/picture.html", title, organisation=organisation, form=form, event=event, widths=WIDTHS,
        shown=form.kept.data or key_of(event.image), lacks=_untranslated(event), place="claims",
    )


def _untranslated(event: Event) -> str:
    """The language in which nobody has said yet what the picture shows: "zh", "en" or none."""
    if not event.image or (event.image_alt_zh and event.image_alt_en):
        return ""
    return "en" if event.image_alt_zh else "zh"


def _keep(owner: int, form: PictureForm) -> bool:
    """Keep a picture that came, whatever else is wrong with the form: it need not be chosen again. Whether that went well."""
    known = form.kept.data or ""
    form.kept.data = known if known and proofs.picture(owner, known) is not None else ""
    with telling(form, dict.fromkeys(OF_PICTURES, form.picture)) as done:
        form.kept.data = _sent(owner) or form.kept.data
    return bool(done)


def _save(organisation: Organisation, key: int, form: PictureForm) -> bool:
    """Whether it was saved; a picture that was sent stays sent where only its words are missing."""
    takes_away = request.form.get("deed") == "remove"
    fields = dict.fromkeys(OF_PICTURES, form.picture) | {"alt_needed": form.image_alt_zh}
    with telling(form, fields) as done, committing():
        event = _owned(organisation, key)
        wanted = "" if takes_away else form.kept.data or key_of(event.image) or ""
        if not wanted and not takes_away:
            raise Refused("picture_type")
        deeds.set_picture(
            event, wanted, alt_zh=form.image_alt_zh.data or "", alt_en=form.image_alt_en.data or "", at=clock.now(),
            actor=actor(),
        )
    return bool(done)


def _sent(owner: int) -> str:
    """The key of the picture that came with the form, kept and noted; empty where none came."""
    file = request.files.get("picture")
    if file is None or not file.filename:
        return ""
    files.refuse_full(owner, pictures=True)
    with file.stream:
        key, size = keep_picture(file.read(), settings().data_folder)
    with committing():
        files.add_picture(owner, key, size, file.filename, at=clock.now(), actor=actor())
    return key
