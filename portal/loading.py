"""What the `load` commands do, step by step; each step is its own transaction."""

from core.loading import Counts


def papers_in_words(counts: list[Counts]) -> str:
    """One line a table: what was added, changed, found as it was."""
    return "\n".join(f"{each.name}: {each.added} added, {each.changed} changed, {each.same} unchanged" for each in counts)
