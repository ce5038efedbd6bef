"""What this package brings to the application, one line for each part: application.py takes these lists whole."""

from types import ModuleType

from accounts.places import Place
from accounts.trail_words import TrailWords
from notices.audience_kind import AudienceKind
from notices.audiences.everybody import EVERYBODY
from notices.audiences.followers import FOLLOWERS
from notices.audiences.members import MEMBERS
from notices.kinds import NoticeKind
from notices.kinds_of.announcement import ANNOUNCEMENT
from notices.kinds_of.cancellation import KIND as CANCELLATION
from notices.kinds_of.change import KIND as CHANGE
from notices.kinds_of.digest import KIND as DIGEST
from notices.kinds_of.new_dates import KIND as NEW_DATES
from notices.kinds_of.on_sale import KIND as ON_SALE
from notices.kinds_of.reminder import KIND as REMINDER
from notices.manage.outbox_routes import PLACES as OUTBOX_PLACES
from notices.manage.outbox_routes import bp as outbox_bp
from notices.manage.routes import PLACES as ANNOUNCING_PLACES
from notices.manage.routes import bp as announcements_bp
from notices.outbox_trail_words import OUTBOX
from notices.receivers import accounts, announcing, following, news
from notices.trail_words import NOTICES
from notices.views.hooks import bp as hooks_bp
from notices.views.letters import bp as own_letters_bp
from notices.views.my_routes import bp as my_bp
from notices.views.routes import bp as following_bp

BLUEPRINTS = (following_bp, my_bp, own_letters_bp, announcements_bp, outbox_bp, hooks_bp)
RECEIVERS: tuple[ModuleType, ...] = (accounts, following, news, announcing)
KINDS: tuple[NoticeKind, ...] = (NEW_DATES, ON_SALE, CHANGE, CANCELLATION, REMINDER, DIGEST, ANNOUNCEMENT)
AUDIENCES: tuple[AudienceKind, ...] = (FOLLOWERS, MEMBERS, EVERYBODY)
PLACES: tuple[Place, ...] = (*ANNOUNCING_PLACES, *OUTBOX_PLACES)
TRAIL: tuple[TrailWords, ...] = (NOTICES, OUTBOX)
