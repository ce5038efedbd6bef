"""What the trail's entries about notices and banners say to a reader."""

from flask_babel import lazy_gettext as _

from accounts.trail_words import TrailWords

NOTICES = TrailWords(
    deeds={
        "announcement_written": _("Notice written"), "announcement_edited": _("Notice edited"),
        "announcement_handed_in": _("Notice handed in"), "announcement_approved": _("Notice approved"),
        "announcement_sent_back": _("Notice sent back"), "announcement_cancelled": _("Notice cancelled"),
        "announcement_removed": _("Draft of a notice removed"), "segment_kept": _("Audience kept under a name"),
        "segment_dropped": _("Audience with a name dropped"), "banner_put_up": _("Banner put up"),
        "banner_changed": _("Banner changed"), "banner_taken_down": _("Banner taken down"),
    },
    fields={"size": _("Readers")},
)
