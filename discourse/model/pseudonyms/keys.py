"""Keys, and the names they make."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import re
import secrets
from collections.abc import Iterable, Mapping

from discourse.errors import InputError
from discourse.files import read_bytes
from discourse.model.pseudonyms.names import normal

#: Bytes that a key file must hold.
_SHORTEST = 16
#: Characters of a name: 50 bits, so that two of 20,000 commenters share one in a corpus of five million.
_LENGTH = 10
_CROCKFORD = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789abcdefghjkmnpqrstvwxyz", "=")
#: A name given by :func:`numbered` or :meth:`Namer.assign`.
PSEUDONYM = re.compile(r"Commenter (?:[0-9]+|[0-9a-hjkmnp-tv-z]{10,})(?![0-9A-Za-z_])")
_KEYED = re.compile(r"Commenter [0-9a-hjkmnp-tv-z]{10,}")
#: Stands for somebody outside the corpus where there is no key.
SOMEONE = "someone"


def read_key(path: str | os.PathLike[str]) -> bytes:
    """Read the key of keyed pseudonyms: any file of at least 16 bytes.

    Parameters
    ----------
    path : path-like
        White space at the ends of the file does not count.

    Returns
    -------
    bytes

    Raises
    ------
    InputError
        If there is no such file, or it is a folder, empty or too short.
    """
    key = read_bytes(path).strip()
    if not key:
        raise InputError(
            f"{path} is empty; a key file holds at least {_SHORTEST} bytes that nobody can guess"
        )
    if len(key) < _SHORTEST:
        raise InputError(
            f"{path} holds {len(key)} bytes, too few for a key; it takes at least {_SHORTEST} that nobody can guess"
        )
    return key


def new_key() -> str:
    """Return a new key, 256 random bits as 64 hexadecimal digits, to be written to a file.

    Examples
    --------
    >>> len(new_key()), new_key() == new_key()
    (64, False)
    """
    return secrets.token_hex(32)


def key_id(key: bytes) -> str:
    """Return eight hexadecimal digits by which two runs can be seen to share a key, without telling it.

    Parameters
    ----------
    key : bytes
        Where it can be guessed (a word, a date), the digits allow a guess to be checked; keys of :func:`new_key`
        cannot.

    Returns
    -------
    str

    Examples
    --------
    >>> key_id(b"an example of a key"), key_id(b"another key, for others")
    ('841ca34e', 'b44ff116')
    """
    return hmac.new(key, b"discourse key id", hashlib.sha256).hexdigest()[:8]


class Namer:
    """Gives names that depend on a key and an id alone.

    Parameters
    ----------
    key : bytes
        At least one byte.

    Examples
    --------
    >>> namer = Namer(b"an example of a key")
    >>> namer.name("Ada") == namer.name(" Ada "), namer.name("Ada") == namer.name("ada")
    (True, False)
    """

    def __init__(self, key: bytes) -> None:
        self._start = hmac.new(key, digestmod=hashlib.sha256)
        self._known: dict[str, str] = {}

    def name(self, text: str) -> str:
        """Return the name of whoever has this id, or this name where no id is known."""
        found = self._known.get(text)
        if found is None:
            self._known[text] = found = "Commenter " + self._digest(normal(text))[:_LENGTH]
        return found

    def assign(self, ids: Iterable[str], *, anew: bool = False) -> dict[str, str]:
        """Return the name of each of different ids; where two would share one, both get longer ones.

        Parameters
        ----------
        ids : iterable of str
        anew : bool
            Also rename what looks like a name given here before.

        Returns
        -------
        dict of str to str
        """
        known = list(dict.fromkeys(ids))
        kept = set() if anew else {i for i in known if _KEYED.fullmatch(i)}
        out = {i: i if i in kept else self.name(i) for i in known}
        length = 0
        while True:
            count: dict[str, int] = {}
            for new in out.values():
                count[new] = count.get(new, 0) + 1
            shared = [i for i, new in out.items() if count[new] > 1 and i not in kept]
            if not shared:
                return out
            length += 1
            for i in shared:  # the id as it stands, for two may differ in nothing that a name keeps
                out[i] = self.name(i) + self._digest("\0" + i)[:length]

    def _digest(self, text: str) -> str:
        made = self._start.copy()
        made.update(text.encode("utf-8", "surrogatepass"))
        return base64.b32encode(made.digest()).decode("ascii").translate(_CROCKFORD)


def numbered(ids: Iterable[str]) -> dict[str, str]:
    """Return ``Commenter 1``, ``Commenter 2``, … for ids, in their order.

    Examples
    --------
    >>> numbered(["b", "a", "b"])
    {'b': 'Commenter 1', 'a': 'Commenter 2'}
    """
    return {i: f"Commenter {n}" for n, i in enumerate(dict.fromkeys(ids), 1)}


def made_with_another(sources: Iterable[Mapping[str, object]], key: bytes) -> bool:
    """Tell whether sources say that their names were made with other keys only."""
    marks = [s["pseudonyms"] for s in sources if isinstance(s.get("pseudonyms"), Mapping)]
    ids = {m.get("key_id") for m in marks if isinstance(m, Mapping)}
    return bool(ids) and key_id(key) not in ids
