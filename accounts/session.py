"""Who stands at the door: the sign-in of this request, and the guards that views wear.

Every view declares its rule by wearing a guard (or by standing on a public blueprint); tests/shape fails for one without.
Writes are taken from our own pages only, with a token; what one may not know of is 404.
"""

from collections.abc import Callable, Sequence
from functools import wraps
from hmac import compare_digest
from typing import Any
from urllib.parse import quote

from flask import abort, g, redirect, request, session
from werkzeug.exceptions import Unauthorized
from werkzeug.wrappers import Response as BaseResponse

from accounts import signals
from accounts.access import found
from accounts.actor import Actor
from accounts.limits import CODE_WITHIN
from accounts.models.membership import Membership, Role, StaffRole
from accounts.models.person import Person, SignIn
from accounts.queries import organisations, people
from accounts.services import signins
from accounts.services.people import link_facts, person_of_link
from core import clock, tokens
from core.db import committing
from core.errors import Refused
from core.forms import is_from_elsewhere, take_token
from core.origin import asks_from_this_machine
from core.web import link, same_query, settings

View = Callable[..., Any]
COOKIE_KEY = "sign_in"
HALF_KEY = "half"
READING = {"GET", "HEAD", "OPTIONS"}
# What a browser holds beside a sign-in, and goes on holding when one begins: whose list it fills without an account
# (notices/doors.py). It opens nothing but that.
STAYS = ("follower",)


def sign_in() -> SignIn | None:
    """The sign-in of this request, or None. Pages that are the same for everybody never ask."""
    if "sign_in" not in g:
        g.sign_in = _sign_in_of(session.get(COOKIE_KEY, ""))
    found_one: SignIn | None = g.sign_in
    return found_one


def _sign_in_of(token: Any) -> SignIn | None:
    if not isinstance(token, str) or not token:
        return None
    row = people.sign_in_of_hash(tokens.hash_of(token))
    at = clock.now()
    if row is None or row.ends_at <= at or not row.person.is_open:
        return None
    if at - row.seen_at >= signins.SEEN_EVERY:
        with committing():
            signins.see(row, at=at)
    return row


def has_ended() -> bool:
    """Whether this browser was signed in and is no longer, by no deed of its own: time, a new password, a new role."""
    return bool(session.get(COOKIE_KEY)) and sign_in() is None


def person() -> Person | None:
    """The person of this request, or None."""
    row = sign_in()
    return row.person if row else None


def actor() -> Actor:
    """Who acts in this request; somebody without any role where nobody is signed in."""
    if "actor" not in g:
        row = sign_in()
        if row is None:
            g.actor = Actor(person_id=None)
        else:
            at = clock.now()
            g.actor = Actor(
                person_id=row.person_id, name=row.person.name, sign_in_id=row.id, roles=people.roles_of(row.person_id, at),
                grants=people.grants_of(row.person_id, at), is_strong=row.strong_at is not None,
            )
    found_one: Actor = g.actor
    return found_one


def memberships() -> Sequence[Membership]:
    """The memberships in force of this request's person, with the organisations."""
    who = person()
    return people.memberships_of(who.id, clock.now()) if who else ()


def keep(token: str) -> None:
    """Give the browser the cookie of a sign-in that began; what the cookie held before is gone, but for `STAYS`."""
    _clear()
    session[COOKIE_KEY] = token
    session.permanent = True
    for known in ("sign_in", "actor", "csrf_token"):
        g.pop(known, None)


def _clear() -> None:
    stays = {name: session[name] for name in STAYS if name in session}
    session.clear()
    session.update(stays)


def keep_half(person: Person) -> None:
    """The password was right, the code is still to come: the browser holds that for some minutes, and it opens nothing."""
    _clear()
    session[HALF_KEY] = tokens.signed(settings().secret_key, HALF_KEY, link_facts(person))


def half() -> Person | None:
    """The person who has shown their password here and is asked for the code, or None."""
    stated = session.get(HALF_KEY, "")
    seconds = int(CODE_WITHIN.total_seconds())
    who = person_of_link(tokens.unsigned(settings().secret_key, HALF_KEY, stated, seconds=seconds)) if stated else None
    return who if who is not None and who.is_open else None


def drop() -> None:
    """Take the cookie back, and whatever else it opened."""
    signals.browser_leaves.send(None)
    session.clear()
    g.pop("sign_in", None)
    g.pop("actor", None)


def _to_the_door() -> BaseResponse:
    """The way to signing in, and back again; a form that was sent is kept there (accounts/views)."""
    if request.method in READING:
        return redirect(f"{link('accounts.sign_in')}?next={quote(request.full_path.rstrip('?'))}", 303)
    g.kept_form = True
    raise Unauthorized


def _is_write() -> bool:
    return request.method not in READING


def declare(view: View, rule: str) -> View:
    """Mark a view with its rule: a test walks all addresses and asks for it (tests/shape)."""
    view.rule = view.guard = rule  # type: ignore[attr-defined] # a mark on a function has no type
    return view


def _guarded(rule: str, check: Callable[[dict[str, Any]], BaseResponse | None]) -> Callable[[View], View]:
    """A guard: declares its rule, takes writes from our own pages only, then asks `check`."""

    def wear(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            if _is_write():
                if is_from_elsewhere():
                    abort(403)
                take_token()
            g.is_private = True
            elsewhere = check(values)
            return elsewhere if elsewhere is not None else view(*args, **values)

        return declare(guarded, rule)

    return wear


def anyone(view: View) -> View:
    """A page for everybody that is no public page: it has a form with a token, so nobody else may keep it."""
    return _guarded("anyone", lambda _values: None)(view)


def signed_in(view: View) -> View:
    """Whoever is signed in."""
    return _guarded("signed in", lambda _values: None if sign_in() else _to_the_door())(view)


def member(role: Role, *, even_suspended: bool = False) -> Callable[[View], View]:
    """Members of the organisation in the address, in this role or a higher one; the view is handed its row.

    The people of a suspended organisation read everything and write nothing, unless the view is for them too.
    """

    def check(values: dict[str, Any]) -> BaseResponse | None:
        if sign_in() is None:
            return _to_the_door()
        organisation = found(organisations.organisation_of_slug(values["organisation"]))
        if organisation.merged_into_id is not None:
            return _to_the_kept(organisation.merged_into_id)
        found(organisation if actor().may(organisation.id, Role.VIEWER) else None)
        if not actor().may(organisation.id, role):
            g.shut = {"organisation": organisation, "role": role.value}  # the page of the failure leads back to the desk
            abort(403)
        if organisation.suspended_at is not None and _is_write() and not even_suspended:
            raise Refused("is_suspended")
        g.organisation = values["organisation"] = organisation
        return None

    return _guarded(f"member: {role.value}", check)


def _to_the_kept(key: int) -> BaseResponse:
    """The same page of the organisation that another became part of, for those who act for it; 404 for anybody else."""
    kept = organisations.organisation_by_key(key)
    while kept is not None and kept.merged_into_id is not None:
        kept = organisations.organisation_by_key(kept.merged_into_id)
    mine = found(kept if kept is not None and actor().may(kept.id, Role.VIEWER) else None)
    stated = dict(request.view_args or {}) | {"organisation": mine.slug}
    # 307: what was typed is sent again to where it belongs now.
    return redirect(same_query(link(request.endpoint or "", **stated)), 307 if _is_write() else 303)


def staff(role: StaffRole) -> Callable[[View], View]:
    """The site's own staff in this role, who have shown their second factor; nobody else learns that the page exists."""

    def check(_values: dict[str, Any]) -> BaseResponse | None:
        if sign_in() is None:
            return _to_the_door()
        who = actor()
        if who.grants and not who.is_strong:
            return redirect(f"{link('accounts.second_factor')}?next={quote(request.full_path.rstrip('?'))}", 303)
        found(who if who.works_as(role) else None)
        return None

    return _guarded(f"staff: {role.value}", check)


def by_link(view: View) -> View:
    """Whoever holds a signed link; the view itself reads it. Opening it changes nothing, only pressing does."""
    return _guarded("signed link", lambda _values: None)(view)


def by_secret(view: View) -> View:
    """Whoever holds a secret address: programs that ask again and again, without cookies; the view itself reads it. Nothing is
    written by it but when it was asked; the view says what may be kept of its answer."""
    return declare(view, "secret address")


def one_click(view: View) -> View:
    """Whoever holds a signed link that ends something, a mail provider's machine among them (RFC 8058): it has no cookie, no
    token of a form and comes from no page of ours. The link alone decides; reading changes nothing."""

    @wraps(view)
    def guarded(*args: Any, **values: Any) -> Any:
        g.is_private = True
        return view(*args, **values)

    return declare(guarded, "one click")


def by_machine(token: Callable[[], str]) -> Callable[[View], View]:
    """A program that shows the token of a setting as `Authorization: Bearer …`: no cookie is read, no token of a form asked.
    404 where the setting is empty or the token is another one."""

    def wear(view: View) -> View:
        @wraps(view)
        def guarded(*args: Any, **values: Any) -> Any:
            stated = request.headers.get("Authorization", "").removeprefix("Bearer ")
            expected = token()
            if not expected or not compare_digest(stated.encode(), expected.encode()):
                abort(404)
            g.is_private = True
            return view(*args, **values)

        return declare(guarded, "machine token")

    return wear


def from_this_machine(view: View) -> View:
    """Whoever sits at the machine itself, while it is no production machine and sends no mail; 404 for anybody else."""

    def check(_values: dict[str, Any]) -> BaseResponse | None:
        is_at_home = not settings().production and not settings().mail_server and asks_from_this_machine()
        found(is_at_home or None)
        return None

    return _guarded("this machine", check)(view)
