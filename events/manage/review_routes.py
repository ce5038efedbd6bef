"""The blueprints of the review with all their views."""

from events.manage import review_desk, review_detail, submitting
from events.manage.review_desk import REVIEW
from events.manage.review_desk import bp as review_bp
from events.manage.submitting import bp as submitting_bp

__all__ = ["REVIEW", "review_bp", "review_desk", "review_detail", "submitting", "submitting_bp"]
