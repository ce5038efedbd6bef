"""The only file that knows every package: three lists, and the factory that wires them."""

from flask import Blueprint, Flask
from flask.cli import AppGroup

from accounts.cli import accounts_group
from accounts.jobs import JOBS as ACCOUNTS_JOBS
from accounts.letter_kinds import LetterKind
from accounts.letters_told import LETTERS as ACCOUNTS_LETTERS
from accounts.manage.routes import PLACES as HOUSE_PLACES
from accounts.manage.routes import bp as house_bp
from accounts.places import Place
from accounts.trail_words import OURS as ACCOUNTS_TRAIL
from accounts.trail_words import TrailWords
from accounts.views.routes import bp as accounts_bp
from accounts.waiting import Teller
from core import counting, db, failures, forms, language, letters, logs, metrics, pages, private, security, templating, web
from core.api import operations as api
from core.cli import data_group
from core.config import ROOT, Settings, read_settings, with_own_key
from core.jobs import Job
from core.views import bp as core_bp
from events import receivers as events_receivers
from events.api.own import bp as own_api_bp
from events.api.routes import bp as events_api_bp
from events.cli import intake_group, premieres_group
from events.followable import Followable
from events.followables.artist import ARTIST
from events.followables.city import CITY
from events.followables.company import COMPANY
from events.followables.event import EVENT
from events.followables.filter import FILTER
from events.followables.organiser import ORGANISER
from events.followables.performance import PERFORMANCE
from events.followables.production import PRODUCTION
from events.followables.strand import STRAND
from events.followables.venue import VENUE
from events.followables.window import WINDOW
from events.jobs import JOBS as EVENTS_JOBS
from events.letters_told import LETTERS as EVENTS_LETTERS
from events.manage import routes as events_desk
from events.manage.change_routes import CHANGES
from events.manage.change_routes import bp as changes_bp
from events.manage.force_majeure import FORCE_MAJEURE
from events.manage.force_majeure import bp as force_majeure_bp
from events.manage.hands_routes import PLACES as HANDS_PLACES
from events.manage.hands_routes import bp as hands_bp
from events.manage.review_routes import REVIEW, review_bp, submitting_bp
from events.manage.waiting import listings_waiting
from events.reach import Counter
from events.trail_words import EVENTS as EVENTS_TRAIL
from events.views.preview import bp as preview_bp
from events.views.routes import bp as events_bp
from feeds import receivers as feeds_receivers
from feeds import store as feed_store
from feeds.cli import feeds_group
from feeds.jobs import JOBS as FEEDS_JOBS
from feeds.manage.preview import bp as entries_bp
from feeds.manage.routes import PLACES as FEEDS_PLACES
from feeds.manage.routes import bp as imports_bp
from feeds.reach import reach_of_feeds
from feeds.views.atom import bp as atom_bp
from feeds.views.calendars import bp as calendars_bp
from feeds.views.compose import bp as compose_bp
from feeds.views.embed import bp as embed_bp
from feeds.views.subscribe import bp as subscribe_bp
from notices import registry
from notices.audience_kind import AudienceKind
from notices.cli import notices_group
from notices.jobs.schedule import JOBS as NOTICES_JOBS
from notices.kinds import NoticeKind
from notices.letters_told import LETTERS as NOTICES_LETTERS
from notices.lists import AUDIENCES as NOTICES_AUDIENCES
from notices.lists import BLUEPRINTS as NOTICES_BLUEPRINTS
from notices.lists import KINDS as NOTICES_KINDS
from notices.lists import PLACES as NOTICES_PLACES
from notices.lists import RECEIVERS as NOTICES_RECEIVERS
from notices.lists import TRAIL as NOTICES_TRAIL
from notices.manage.lists import notices_waiting
from notices.queries.outbox import is_outbox_well
from notices.reach import reach_of_followers
from portal import receivers as portal_receivers
from portal.api import bp as portal_api_bp
from portal.cli import load_group, search_group
from portal.followable_search import SEARCH
from portal.jobs import JOBS as PORTAL_JOBS
from portal.letters_told import LETTERS as PORTAL_LETTERS
from portal.manage.export import PLACES as EXPORT_PLACES
from portal.manage.export import bp as export_bp
from portal.manage.routes import PLACES as PORTAL_PLACES
from portal.manage.routes import bp as portal_desk_bp
from portal.manage.waiting import reports_waiting
from portal.views.routes import bp as portal_bp
from repertoire.api import bp as repertoire_api_bp
from venues.api.routes import bp as venues_api_bp
from venues.cli import venues_group

APIS: tuple[Blueprint, ...] = (events_api_bp, own_api_bp, repertoire_api_bp, venues_api_bp, portal_api_bp)
BLUEPRINTS: tuple[Blueprint, ...] = (
    core_bp, calendars_bp, atom_bp, subscribe_bp, embed_bp, compose_bp, events_bp, portal_bp,
    # What one reader sees.
    accounts_bp, house_bp, events_desk.bp, hands_bp, export_bp, preview_bp, entries_bp, imports_bp, portal_desk_bp,
    changes_bp, review_bp, submitting_bp, force_majeure_bp, *NOTICES_BLUEPRINTS,
    *APIS,
)
RECEIVERS = (events_receivers, feeds_receivers, *NOTICES_RECEIVERS, portal_receivers)
JOBS: tuple[Job, ...] = (*ACCOUNTS_JOBS, *EVENTS_JOBS, *FEEDS_JOBS, *NOTICES_JOBS, *PORTAL_JOBS)
# The entries of the desks' navigation; each package names its own.
PLACES: tuple[Place, ...] = (
    *events_desk.PLACES, *FEEDS_PLACES, *HANDS_PLACES, *HOUSE_PLACES, *EXPORT_PLACES, *PORTAL_PLACES, CHANGES, REVIEW,
    FORCE_MAJEURE, *NOTICES_PLACES,
)
COMMANDS: tuple[AppGroup, ...] = (
    accounts_group, data_group, load_group, premieres_group, intake_group, feeds_group, notices_group, search_group,
    venues_group,
)
# What the change desk asks before anything is changed: who would notice.
COUNTERS: tuple[Counter, ...] = (reach_of_feeds, reach_of_followers)
# What the entries of the audit trail say to a reader.
TRAIL_WORDS: tuple[TrailWords, ...] = (EVENTS_TRAIL, ACCOUNTS_TRAIL, *NOTICES_TRAIL)
# What the way in of an organisation's people shows.
TELLERS: tuple[Teller, ...] = (listings_waiting, reports_waiting, notices_waiting)
# What can be followed, and what is told of it.
FOLLOWABLES: tuple[Followable, ...] = (
    EVENT, PERFORMANCE, PRODUCTION, VENUE, CITY, ORGANISER, COMPANY, ARTIST, STRAND, WINDOW, FILTER, SEARCH,
)
NOTICE_KINDS: tuple[NoticeKind, ...] = (*NOTICES_KINDS,)
# To whom organisers and the staff can write.
AUDIENCE_KINDS: tuple[AudienceKind, ...] = (*NOTICES_AUDIENCES,)
LETTER_KINDS: tuple[LetterKind, ...] = (*ACCOUNTS_LETTERS, *EVENTS_LETTERS, *NOTICES_LETTERS, *PORTAL_LETTERS)


def create_app(settings: Settings | None = None) -> Flask:
    """The site. `settings` default to the environment's."""
    settings = settings or read_settings()
    settings.data_folder.mkdir(parents=True, exist_ok=True)
    settings = with_own_key(settings)
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.config["ROOT"] = ROOT
    app.extensions["places"] = PLACES
    app.extensions["counters"] = COUNTERS
    app.extensions["trail_words"] = TRAIL_WORDS
    app.extensions["tellers"] = TELLERS
    app.extensions["is_outbox_well"] = is_outbox_well
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    logs.init_app(app, settings)
    metrics.init_app(app)
    security.init_app(app, settings)
    app.secret_key = settings.secret_key
    private.init_app(app)
    db.init_app(app, settings)
    language.init_app(app)
    web.init_app(app, settings)
    templating.init_app(app)
    forms.init_app(app)
    letters.init_app(app)
    pages.init_app(app, settings)
    api.init_app(app, settings)
    failures.init_app(app)
    feed_store.init_app(app, settings)
    counting.init_app(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    registry.fill(followables=FOLLOWABLES, notice_kinds=NOTICE_KINDS, letter_kinds=LETTER_KINDS)
    registry.fill_audiences(AUDIENCE_KINDS)
    for receivers in RECEIVERS:
        receivers.connect()
    for group in COMMANDS:
        app.cli.add_command(group)
    return app
