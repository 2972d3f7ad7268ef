"""What an analysis calls those who speak and what they say: commenters and narratives, organizations and concepts."""

from __future__ import annotations

from dataclasses import dataclass

from discourse.model.analysis import Analysis
from discourse.model.roles import plural


@dataclass(frozen=True)
class Terms:
    """The words of a report.

    Attributes
    ----------
    speaker, claim : str
        The variables, as singular nouns.
    others : tuple of str
        Further codes.
    by_hand : bool
        Whether the statements were coded before they were read, so that there are no comments.
    """

    speaker: str
    claim: str
    others: tuple[str, ...]
    by_hand: bool

    @property
    def speakers(self) -> str:
        """More than one who speaks."""
        return plural(self.speaker)

    @property
    def claims(self) -> str:
        """More than one thing said."""
        return plural(self.claim)

    @property
    def unit(self) -> str:
        """In what statements are counted."""
        return "statement" if self.by_hand else "comment"


def terms(analysis: Analysis) -> Terms:
    """Return the words for an analysis."""
    config = analysis.config
    by_hand = analysis.codebook is None
    rows, cols = (str(config.get(n) or d) for n, d in (("rows", "commenter"), ("cols", "narrative")))
    if not by_hand:
        return Terms("commenter", "narrative", ("actor",), False)
    return Terms(rows, cols, tuple(str(n) for n in config.get("others", ())), True)


def capital(text: str) -> str:
    """Return a text with its first letter as a capital."""
    return text[:1].upper() + text[1:]
