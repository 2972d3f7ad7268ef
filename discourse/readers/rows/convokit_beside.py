"""What ConvoKit keeps beside its utterances: its speakers and conversations."""

from __future__ import annotations

from typing import Any

from discourse.errors import InputError
from discourse.readers.rows.json_items import loads
from discourse.readers.source import Source
from discourse.readers.tally import Tally

_NAMES = ("name", "full_name", "display_name", "character_name", "username")
#: What stands for a value that ConvoKit keeps in a file of Python objects, which may run anything when it is opened.
BINARY = "<##bin{"


class Speakers:
    """What ``speakers.json`` tells of speakers."""

    def __init__(self, found: dict[str, Any]) -> None:
        self.found = found
        self.known: dict[str, tuple[str, dict[str, Any]]] = {}

    def _of(self, key: str) -> tuple[str, dict[str, Any]]:
        known = self.known.get(key)
        if known is None:
            meta = meta_of(self.found.get(key))
            field = next((n for n in _NAMES if type(meta.get(n)) is str and meta[n].strip()), "")
            plain = {
                n: v
                for n, v in meta.items()
                if n != field
                and type(v) in (str, int, float, bool)
                and v != ""
                and not str(v).startswith(BINARY)
            }
            known = self.known[key] = (meta.get(field, ""), plain)
        return known

    def name(self, key: str) -> str:
        """Return a speaker's name, if there is one beside the id."""
        return self._of(key)[0] if self.found else ""

    def about(self, key: str) -> dict[str, Any]:
        """Return what else is known."""
        return self._of(key)[1] if self.found else {}


def beside(source: Source, tally: Tally, *names: str) -> dict[str, Any]:
    """Return what a file in the same folder holds, by id; nothing if it is not there."""
    if source.path is None:
        return {}
    place = next((p for n in names if (p := source.path.with_name(n)).is_file()), None)
    if place is None or place == source.path:
        return {}
    try:
        found = loads(Source.open(place).text)
    except InputError as error:
        tally.add(
            "repaired", f"{place.name} could not be read, so that the corpus lacks it", None, str(error)
        )
        return {}
    if not isinstance(found, dict):
        reason = f"{place.name} is no JSON object of things by their ids, so that the corpus lacks it"
        tally.add("repaired", reason)
        return {}
    return found


def meta_of(found: Any) -> dict[str, Any]:
    """Return what is told of a speaker or a conversation: in ``meta`` since version 2.5, by itself before."""
    if not isinstance(found, dict):
        return {}
    inner = found.get("meta")
    return inner if isinstance(inner, dict) else found
