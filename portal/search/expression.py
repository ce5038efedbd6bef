"""What is asked of the index, and how each of the two databases writes it. Tokens hold letters and digits only."""

from dataclasses import dataclass
from typing import Protocol


class Expression(Protocol):
    """A condition on the tokens of a stored thing."""

    def fts5(self) -> str:
        """As SQLite's FTS5 reads it."""

    def tsquery(self) -> str:
        """As PostgreSQL's tsquery reads it."""


@dataclass(frozen=True, slots=True)
class Term:
    """A token; with `begins` every token that begins so."""

    token: str
    begins: bool = False

    def fts5(self) -> str:
        """A quoted string is never an operator."""
        return f'"{self.token}"*' if self.begins else f'"{self.token}"'

    def tsquery(self) -> str:
        """A quoted lexeme."""
        return f"'{self.token}':*" if self.begins else f"'{self.token}'"


@dataclass(frozen=True, slots=True)
class And:
    """All of them."""

    parts: tuple[Expression, ...]

    def fts5(self) -> str:
        """Joined, in parentheses."""
        return f"({' AND '.join(part.fts5() for part in self.parts)})"

    def tsquery(self) -> str:
        """Joined, in parentheses."""
        return f"({' & '.join(part.tsquery() for part in self.parts)})"


@dataclass(frozen=True, slots=True)
class Or:
    """At least one of them."""

    parts: tuple[Expression, ...]

    def fts5(self) -> str:
        """Joined, in parentheses."""
        return f"({' OR '.join(part.fts5() for part in self.parts)})"

    def tsquery(self) -> str:
        """Joined, in parentheses."""
        return f"({' | '.join(part.tsquery() for part in self.parts)})"


@dataclass(frozen=True, slots=True)
class Without:
    """The one and not the other."""

    wanted: Expression
    unwanted: Expression

    def fts5(self) -> str:
        """FTS5's NOT has two sides."""
        return f"({self.wanted.fts5()} NOT {self.unwanted.fts5()})"

    def tsquery(self) -> str:
        """With a negation."""
        return f"({self.wanted.tsquery()} & !{self.unwanted.tsquery()})"
