"""The lexicon of evaluation: words that praise, blame, affirm and deny, and how each finds its target."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cached_property, lru_cache
from importlib.resources import files

from discourse.errors import OptionError
from discourse.model.folding import fold

#: role → sign; what each role means is told in the lexicon file.
SIGNS = {
    "good": 1, "bad": -1,
    "does-good": 1, "does-bad": -1,
    "for": 1, "against": -1,
    "then-good": 1, "then-bad": -1,
    "affirm": 1, "deny": -1,
    "negator": 0, "not-negator": 0, "copula": 0, "contrast": 0,
}  # fmt: skip


@dataclass(frozen=True)
class Term:
    """One entry: its folded text, whether it may go on, and its role."""

    text: str
    prefix: bool
    role: str


@dataclass(frozen=True)
class Lexicon:
    """All terms of a language."""

    language: str
    version: str
    terms: tuple[Term, ...]

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The texts of all terms."""
        return tuple(t.text for t in self.terms)


@lru_cache(maxsize=8)
def load(language: str = "en") -> Lexicon:
    """Load the lexicon of a language.

    Parameters
    ----------
    language : str
        ``"en"`` comes with the package.

    Returns
    -------
    Lexicon

    Raises
    ------
    OptionError
        If there is none for the language.

    Examples
    --------
    >>> {t.role for t in load("en").terms} == set(SIGNS)
    True
    """
    path = files("discourse.coders.dictionary").joinpath(f"stance-{language}.toml")
    if not language.isalpha() or not path.is_file():
        raise OptionError(f"there is no stance lexicon for the language {language!r}; code with stance=False")
    raw = tomllib.loads(path.read_text(encoding="utf-8"))
    terms = []
    for role in SIGNS:
        for entry in " ".join(raw[role].splitlines()).split(","):
            text = fold(entry.rstrip().rstrip("*"))
            if text:
                terms.append(Term(text, entry.rstrip().endswith("*"), role))
    return Lexicon(language, raw["version"], tuple(dict.fromkeys(terms)))
