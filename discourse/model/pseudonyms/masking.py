"""Masking one text: everything that is found in it, put in place in one go."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from discourse.model.pseudonyms.contacts import e_mails, ip_addresses
from discourse.model.pseudonyms.handles import spans
from discourse.model.pseudonyms.keys import PSEUDONYM, SOMEONE
from discourse.model.pseudonyms.names import Finder, Names, Span, telling, turned
from discourse.model.pseudonyms.phones import phones

Mask = Callable[[str], str]
#: Masked text is masked again until nothing changes; nobody has met a text that takes more than two rounds.
_ROUNDS = 4


def masker(
    names: Mapping[str, str | None],
    *,
    ids: Mapping[str, str] | None = None,
    other: Callable[[str], str] | None = None,
    everywhere: bool = False,
) -> Mask:
    """Return a function that takes out of a text what leads to a person.

    That is: names behind an ``@``, ``u/`` or "replying to" and in addresses of profiles; names of several words or with
    a digit or underscore wherever they stand; e-mail addresses, telephone numbers and IP addresses, which become
    ``[e-mail]``, ``[phone]`` and ``[ip]``. Masking a masked text changes nothing.

    Parameters
    ----------
    names : mapping of str to (str or None)
        Name and what stands for it; None where several people have the name.
    ids : mapping of str to str, optional
        Names that sites know people by, such as channel ids.
    other : callable, optional
        Gives what stands for somebody else's name; ``"someone"`` if missing.
    everywhere : bool
        Replace ordinary words too, where they are written exactly as a name; for notes and excerpts, not for texts.

    Returns
    -------
    callable
        From text to text.

    Examples
    --------
    >>> mask = masker({"Ada Low": "Commenter 1", "Iran": "Commenter 2"})
    >>> mask("@iran: Iran is not @bob. Ask ada low, ada@example.org or +44 20 7946 0958")
    '@Commenter 2: Iran is not @someone. Ask Commenter 1, [e-mail] or [phone]'
    """
    other = other or (lambda name: SOMEONE)
    ids = ids or {}
    known = {n: new for n, new in names.items() if n.strip() and n != new}
    handles = {_bare(n): new for n, new in known.items()}
    handles |= {_bare(i): new for i, new in ids.items() if i.strip() and i != new and _bare(i) not in handles}
    found = {n: new for n, new in known.items() if everywhere or telling(n)}
    for i, new in ids.items():
        if i != new and len(i) > 5 and telling(i) and any(map(str.isalpha, i)):
            found.setdefault(i, new)
    exact = [n for n in found if not telling(n)]
    for n in known:
        back = turned(n)
        if back is not None and found.setdefault(back, known[n]) != known[n] and back not in known:
            found[back] = None
        if back is not None and back not in known:
            exact.append(back)
    finder = Finder(found, exact=exact)
    first = _masking(finder, Names(handles, other))
    again = _masking(Finder({}), Names({}, other))

    def mask(text: str) -> str:
        old, new = text, first(text)
        for _ in range(_ROUNDS):
            if new == old:
                break
            old, new = new, again(new)
        return new

    return mask


def _bare(name: str) -> str:
    """Return a name without the sign that some sites put before it."""
    name = name.strip()
    for sign in ("@", "＠", "/u/", "u/"):
        if name.startswith(sign) and len(name) > len(sign):
            return name[len(sign) :]
    return name


def _masking(finder: Finder, names: Names) -> Mask:
    def found(text: str) -> Iterator[tuple[int, int, int, int, str]]:
        kinds = (
            spans(text, names),
            e_mails(text),
            finder.find(text, names.other),
            ip_addresses(text),
            phones(text),
            _given(text),
        )
        for rank, kind in enumerate(kinds):
            for start, stop, new in kind:
                yield start, rank, -stop, stop, new

    def mask(text: str) -> str:
        every = sorted(found(text))
        if not every:
            return text
        pieces: list[str] = []
        done = 0
        for start, _, _, stop, new in every:
            if stop <= done or (start < done and new[:1] != "["):
                continue
            pieces += (text[done:start], new)
            done = stop
        return "".join((*pieces, text[done:]))

    return mask


def _given(text: str) -> Iterator[Span]:
    """Yield names that were given here before, so that nothing is looked for in them."""
    if "Commenter " in text:
        for match in PSEUDONYM.finditer(text):
            yield match.start(), match.end(), match[0]
