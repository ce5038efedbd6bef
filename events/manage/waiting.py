"""What waits of an organisation's listings, as its people's way in shows it."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from flask_babel import ngettext

from accounts.models.organisation import Organisation
from accounts.waiting import Waiting
from core import clock
from core.language import moment_words
from core.web import link
from events.queries import waiting as stored
from events.queries.waiting import RunsToSeeTo, Standing
from events.services.confirming import LEADS
from events.states import ListingState


def listings_waiting(organisations: Sequence[Organisation]) -> Mapping[int, Sequence[Waiting]]:
    """Changes asked, what is in review and since when, drafts, dead links, confirmations due, proposals of calendars."""
    slugs = {each.id: each.slug for each in organisations}
    keys = list(slugs)
    found: dict[int, list[Waiting]] = {key: [] for key in keys}
    for each in sorted(stored.standings(keys), key=lambda one: ORDER.index(one.state)):
        found[each.owner_id].append(_standing(each, slugs[each.owner_id]))
    at = clock.now()
    for key, runs in stored.runs_to_see_to(keys, at, before=at + timedelta(days=max(LEADS))).items():
        found[key] += _runs(runs, slugs[key])
    for key, number in stored.proposals(keys).items():
        words = ngettext("%(num)s change proposed by your calendars", "%(num)s changes proposed by your calendars", number)
        found[key].append(Waiting(words, link("imports.sources", organisation=slugs[key])))
    return found


ORDER = (
    ListingState.CHANGES_ASKED, ListingState.REFUSED, ListingState.SUBMITTED, ListingState.DRAFT, ListingState.WITHDRAWN,
    ListingState.PUBLISHED,
)


def _runs(runs: RunsToSeeTo, slug: str) -> list[Waiting]:
    href = link("desk.listings", organisation=slug, state="public")
    said = (
        (runs.dead, ngettext("%(num)s ticket link leads nowhere", "%(num)s ticket links lead nowhere", runs.dead)),
        (runs.unconfirmed, ngettext("%(num)s run to be confirmed", "%(num)s runs to be confirmed", runs.unconfirmed)),
    )
    return [Waiting(words, href) for number, words in said if number]


def _standing(each: Standing, slug: str) -> Waiting:
    number = each.number
    if each.state is ListingState.SUBMITTED and each.since is not None:
        since = moment_words(each.since)
        words = ngettext(
            "%(num)s listing in review since %(moment)s", "%(num)s listings in review, the first since %(moment)s", number,
            moment=since,
        )
        return Waiting(words, link("desk.listings", organisation=slug, state="waiting"))
    if each.state in {ListingState.CHANGES_ASKED, ListingState.REFUSED}:
        words = (
            ngettext("%(num)s listing refused", "%(num)s listings refused", number) if each.state is ListingState.REFUSED
            else ngettext("%(num)s listing in which changes are asked", "%(num)s listings in which changes are asked", number)
        )
        return Waiting(words, link("desk.listings", organisation=slug, state="changes"))
    words = (
        ngettext("%(num)s listing taken back", "%(num)s listings taken back", number) if each.state is ListingState.WITHDRAWN
        else ngettext("%(num)s draft", "%(num)s drafts", number)
    )
    return Waiting(words, link("desk.listings", organisation=slug, state="draft"))


