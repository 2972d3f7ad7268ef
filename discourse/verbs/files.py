"""Reading many files: the format of each, those of one site together, and one corpus of all."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from types import ModuleType
from typing import Any

import pandas as pd

from discourse import readers
from discourse.errors import DiscourseError, InputError, OptionError
from discourse.model.corpus import Corpus
from discourse.readers.detect import detect
from discourse.readers.inputs import Input
from discourse.readers.rows.assemble import assemble
from discourse.readers.rows.spool import assemble_stored
from discourse.readers.source import Source
from discourse.verbs.joining import joined

Progress = Callable[[int, int], None]


@dataclass
class _Group:
    """Files that are read together."""

    format: str
    module: ModuleType
    places: list[Input]

    @property
    def joins(self) -> bool:
        """Whether ids are the site's own, so that files of the format are read as one."""
        made = getattr(self.module, "FORMAT", None)
        return made is not None and bool(made.global_ids)


class Reading:
    """Reads some files.

    Parameters
    ----------
    places : sequence of Input
    format : str or None
        Found by content if not given.
    options : dict
        Those of the reader.
    progress : callable or None
    encoding : str or None
        Of text files; found by content if not given.
    """

    def __init__(
        self,
        places: Sequence[Input],
        format: str | None,
        options: dict[str, Any],
        *,
        progress: Progress | None,
        encoding: str | None,
    ) -> None:
        self.places, self.format, self.options = places, format, options
        self.progress, self.encoding = progress, encoding
        self.total = sum(_size(p) for p in places)
        self.done = self.told = 0
        self.reading = False
        self.unread: list[tuple[str, str]] = []
        names = Counter(p.path.name for p in places)
        #: Files of the same name in different folders are told apart by these.
        self.names = {p: f"{p.path.parent.name}/{p.path.name}" for p in places if names[p.path.name] > 1}
        self._kept: tuple[Input, Source] | None = None

    def run(self, into: str | os.PathLike[str] | None, *, force: bool, strict: bool) -> Any:
        """Return what the files hold, from a folder if one is given; strictly, nothing is written after a loss."""
        groups = list(self._groups())
        self.reading = True
        if not groups:
            told = "; ".join(f"{name}: {why}" for name, why in self.unread[:3])
            raise InputError(f"none of {len(self.unread)} files could be read: {told}")
        if into is not None and len(groups) == 1 and not self.unread:
            made = self._stored(groups[0], into, force=force, strict=strict)
            if made is not None:
                return made
        found = [one for group in groups for one in self._read(group)]
        if len(found) == 1 and not self.unread:
            out = found[0]
        elif all(isinstance(f, Corpus) for f in found):
            out = joined(found, self.unread)
        else:
            raise OptionError(
                "several files are joined only where each holds comments; read the others one by one"
            )
        if strict and isinstance(out, Corpus):
            check_loss(out.audit)
        if into is None:
            return out
        if not isinstance(out, Corpus):
            raise OptionError(
                f"into: {self.places[0].path.name} holds no comments, which alone are stored in a folder"
            )
        from discourse.writers.corpus_folder import write_corpus_folder

        return write_corpus_folder(out, into, force=force)

    def _groups(self) -> Iterator[_Group]:
        """Give the files of one site together, the others one by one, in the order of the first ones."""
        out: list[_Group] = []
        sites: dict[str, _Group] = {}
        for place in self.places:
            if place.stored:
                out.append(_Group("", ModuleType("stored"), [place]))
                continue
            name = self._format(place)
            if name is None:
                continue
            group = _Group(name, import_module(readers.TABLE.entry(name).target.partition(":")[0]), [place])
            if name in sites:
                sites[name].places.append(place)
                continue
            out.append(group)
            if group.joins:
                sites[name] = group
        yield from out

    def _format(self, place: Input) -> str | None:
        """Return the format of a file; None of one in a folder that nobody named and no reader knows."""
        if self.format is not None:
            readers.TABLE.entry(self.format)
            return self.format
        try:
            return detect(self._open(place))
        except DiscourseError as error:
            if place.named:
                raise
            self.unread.append((place.path.name, str(error)))
            self.done += _size(place)
            return None

    def _open(self, place: Input) -> Source:
        """Return the source of a file; the last one opened is kept, for it is asked for twice."""
        if self._kept is not None and self._kept[0] is place:
            return self._kept[1]
        before = self.done
        # While the formats of several files are found, each is begun, and nothing is told.
        tell = len(self.places) == 1 or self.reading
        source = Source.open(
            place.path,
            progress=(lambda n, _: self._tell(before + n)) if tell and self.progress else None,
            encoding=self.encoding,
        )
        source.name = self.names.get(place, source.name)
        self._kept = (place, source)
        return source

    def _sources(self, group: _Group) -> Iterator[Source]:
        for place in group.places:
            yield self._open(place)
            self._kept = None
            self.done += _size(place)
            self._tell(self.done)

    def _tell(self, done: int) -> None:
        """Tell how many bytes are read; never fewer than before, for a file may be gone through more than once."""
        self.told = max(self.told, min(done, self.total))
        if self.progress is not None:
            self.progress(self.told, self.total)

    def _read(self, group: _Group) -> Iterator[Any]:
        if not group.format:
            yield Corpus.open(group.places[0].path)
            return
        if group.joins and len(group.places) > 1:
            readers.TABLE.check(group.format, **self.options)
            yield assemble(group.module.FORMAT, self._sources(group), **self.options)
            return
        for place, source in zip(group.places, self._sources(group), strict=True):
            try:
                yield readers.TABLE.call(group.format, source, **self.options)
            except DiscourseError as error:
                if place.named:
                    raise
                self.unread.append((place.path.name, str(error)))

    def _stored(self, group: _Group, into: str | os.PathLike[str], *, force: bool, strict: bool) -> Any:
        """Return a corpus that was never in memory whole; None where the format cannot be read so."""
        if not group.format:
            return None
        readers.TABLE.check(group.format, **self.options)
        check = check_loss if strict else None
        prepare = getattr(group.module, "prepare", None)
        if prepare is not None and len(group.places) == 1:
            made = prepare(next(self._sources(group)), **self.options)
            if made is not None:
                facts, tallies = made.facts, [made.tally]
                return assemble_stored(
                    made.format, [made.source], into, force=force, facts=facts, tallies=tallies, check=check
                )
        made = getattr(group.module, "FORMAT", None)
        if made is None or not made.streams or prepare is not None:
            return None
        return assemble_stored(made, self._sources(group), into, force=force, check=check, **self.options)


def check_loss(audit: pd.DataFrame) -> None:
    """Raise where the audit tells of anything that was dropped, but for the lines of a text that are only layout.

    Raises
    ------
    InputError
        Naming the first files, reasons and lines.
    """
    lost = audit[(audit["action"] == "dropped") & (audit["unit"] != "lines")]
    if not len(lost):
        return
    told = []
    for row in lost.head(3).to_dict("records"):
        line = row["line"]
        where = "" if line is None or line != line else f" from line {line}"
        unit = str(row["unit"]).removesuffix("s") if row["rows"] == 1 else row["unit"]
        told.append(f"{row['rows']} {unit} of {row['file']}{where}: {row['reason']}")
    more = f" – and {len(lost) - 3} more reasons" if len(lost) > 3 else ""
    raise InputError(f"strict: nothing may be dropped, but this would be: {' – '.join(told)}{more}")


def _size(place: Input) -> int:
    try:
        return 0 if place.stored else place.path.stat().st_size
    except OSError:
        return 0
