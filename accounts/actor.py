"""Who acts: a frozen value that services and queries are given instead of a request."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from accounts.models.membership import RANK, Role, StaffRole


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A person at a door. `roles` are the memberships in force, by organisation's key; `staff` the grants in force.

    `is_strong`: a second factor was shown in this sign-in; without it no staff role counts. `via` is the door: web, api,
    link, import, job, cli. A program (`via` "api") acts within `scopes` and for its one organisation.
    """

    person_id: int | None
    name: str = ""
    sign_in_id: int | None = None
    roles: Mapping[int, Role] = field(default_factory=dict)
    grants: frozenset[StaffRole] = frozenset()
    is_strong: bool = False
    via: str = "web"
    scopes: frozenset[str] = frozenset()

    @property
    def staff(self) -> frozenset[StaffRole]:
        """The staff roles that count now."""
        return self.grants if self.is_strong else frozenset()

    def may(self, organisation_id: int, role: Role) -> bool:
        """Whether they act for the organisation in this role or a higher one."""
        held = self.roles.get(organisation_id)
        return held is not None and RANK[held] >= RANK[role]

    def works_as(self, role: StaffRole) -> bool:
        """Whether they work for the site in this role; an admin works in every one."""
        return role in self.staff or StaffRole.ADMIN in self.staff


THE_SITE = Actor(person_id=None, via="job")
