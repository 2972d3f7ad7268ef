"""Whom a comment answers: named in its header, by ``@Name``, by indentation, or by the words it quotes."""

from __future__ import annotations

from dataclasses import dataclass, field

from discourse.readers.commenters import clean_name
from discourse.readers.thread.quoting import ARTICLE, QuoteIndex, words

_MOST_WORDS = 6
_LOOK_BACK = 200


def name_key(name: str) -> str:
    """Return the form in which a mention is compared with a name: no case, no spaces, no ``@``."""
    return clean_name(name).lstrip("@").replace(" ", "").casefold()


@dataclass
class Replies:
    """Remembers the comments so far and finds the one that a new comment answers.

    Parameters
    ----------
    quotes : QuoteIndex
        Of the article and the comments so far.
    """

    quotes: QuoteIndex
    latest: dict[str, int] = field(default_factory=dict)
    depths: list[tuple[int, int]] = field(default_factory=list)  # indent and comment, the open branch
    keys: list[str] = field(default_factory=list)
    folded: list[str] = field(default_factory=list)

    def by_name(self, name: str) -> int | None:
        """Return the latest comment by somebody; one in the open branch of indented answers comes first."""
        key = name_key(name)
        open_ones = (number for _, number in reversed(self.depths) if self.keys[number] == key)
        return next(open_ones, self.latest.get(key)) if key else None

    def mention(self, text: str) -> tuple[str, int | None]:
        """Return the name after an ``@`` at the start of a text, and the latest comment by it."""
        start = text.lstrip("\u200b\u200e\u200f\u2060\ufeff \t\n\xa0")
        if not start.startswith("@") or start[1:2].isspace():
            return "", None
        parts = start[1:200].split("\n", 1)[0].split()[:_MOST_WORDS]
        for size in range(len(parts), 0, -1):
            name = " ".join(parts[:size])
            for form in (name, name.rstrip(".,:;!?-—–"), name.removesuffix("’s").removesuffix("'s")):
                at = self.by_name(form)
                if at is not None:
                    return form, at
        return (parts[0].rstrip(".,:;!?-—–") if parts else ""), None

    def by_indent(self, indent: int) -> int | None:
        """Return the nearest earlier comment that stands less far to the right, and close deeper branches."""
        while self.depths and self.depths[-1][0] >= indent:
            self.depths.pop()
        return self.depths[-1][1] if self.depths else None

    def by_quote(self, quoted: str) -> int | None:
        """Return the comment whose words are quoted."""
        found = self.quotes.match(quoted)
        if found is not None:
            return found if found != ARTICLE else None
        phrase = " ".join(words(quoted))
        if phrase.count(" ") < 1:
            return None
        spaced = f" {phrase} "
        recent = range(len(self.folded) - 1, max(len(self.folded) - _LOOK_BACK, 0) - 1, -1)
        return next((i for i in recent if spaced in self.folded[i]), None)

    def remember(self, number: int, author: str, indent: int, text: str) -> None:
        """Add a comment, so that later ones can answer it."""
        key = name_key(author)
        self.latest[key] = number
        self.keys.append(key)
        self.depths.append((indent, number))
        self.folded.append(f" {' '.join(words(text))} ")
