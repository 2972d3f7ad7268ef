"""The section on studies: for each, what it says, its figures and its main table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from discourse.model.analysis import Analysis
from discourse.model.study import Study
from discourse.report.tables import Cell, Column, Table
from discourse.report.wording import number, origin

#: So many rows of a study's table are shown; all are in ``tables/``.
MOST = 60


@dataclass(frozen=True)
class Subject:
    """What the report says of a study.

    Attributes
    ----------
    title, told : str
        Heading, and what it is and how to read it; ``[[key]]`` refers to a work.
    views : tuple of (str, str, str)
        The figures: view (empty if the figure has no views), title, how to read it.
    table : str
        The table that is shown.
    """

    title: str
    told: str
    views: tuple[tuple[str, str, str], ...]
    table: str


SUBJECTS = {
    "barplot": Subject(
        "Statements by level",
        "How many statements there are of every value, by level of the qualifier.",
        (("", "Statements by value and level", "Bars are statements, split by level of the qualifier."),),
        "counts",
    ),
    "backbone": Subject(
        "Backbone",
        "Which concepts hold the structure of the network: they are dropped one by one, each time the one whose "
        "removal changes the spectrum of the network’s Laplacian least. What is dropped last matters most.",
        (("auto", "Backbone of concepts", "The loss when a concept and all before it are dropped."),),
        "order",
    ),
    "polarization": Subject(
        "Polarization",
        "How well the actors of each window fall into camps that agree within and disagree between: 1 is perfect, and "
        "what is found by chance is above 0, the more so the fewer actors there are. Camps are those with the least "
        "loss.",
        (
            ("line", "Polarization over time", "One point per window, at its middle."),
            ("members", "Camps over time", "The camp of every actor in every window."),
        ),
        "polarization",
    ),
    "phases": Subject(
        "Phases",
        "When the network changes: the networks of successive windows are compared, and windows that are alike form a "
        "state. The clustering shown is the one with the highest modularity.",
        (
            ("states", "States over time", "The state of every window."),
            ("distances", "Distances between windows", "Each cell is the distance of two windows’ networks."),
        ),
        "states",
    ),
    "multiclust": Subject(
        "Groups by many methods",
        "Many clustering methods, compared by the modularity of what they find.",
        (
            ("scores", "Modularity by method", "The higher, the more ties lie within groups."),
            ("members", "Groups by method", "The group of every actor by every method; the best one first."),
        ),
        "scores",
    ),
    "ideal_points": Subject(
        "Ideal points",
        "Where the actors stand on a line along which their statements differ most, by a Bayesian item-response model. "
        "The ends of an interval enclose 95\u202f% of what is plausible; actors whose intervals overlap widely are not "
        "told apart.",
        (("points", "Ideal points", "Posterior means with 95\u202f% intervals of highest density."),),
        "points",
    ),
    "salience": Subject(
        "Salience",
        "The share of comments that hold each narrative, in windows that move through time. The bands are "
        "95\u202f% intervals, and rather narrow, since comments of one person or thread resemble each other. "
        "Neighbouring windows share comments.",
        (
            (
                "",
                "Salience of narratives",
                "A lane for each narrative, all on one scale; the strip above shows the comments of each window.",
            ),
        ),
        "salience",
    ),
    "lead_lag": Subject(
        "What comes before what",
        "Whether the share of one narrative follows that of another some days later, more or less than when the "
        "comments of each thread exchange their times at random. A lag above 0 means that the first named comes first. "
        "“P all” allows for the number of pairs. None of it shows that one narrative brings about another.",
        (
            (
                "matrix",
                "Which narrative comes before which",
                "The row comes first, the column so many days later. Triangles point up where the later share goes "
                "along with the earlier one and down where it goes against it; hollow ones are to be expected for "
                "one pair in twenty by chance.",
            ),
            (
                "lags",
                "Correlation by lag",
                "The least likely pairs, over the middle 95\u202f% of random exchanges (grey). → comes before, "
                "= at the same time; p of the pair and, in brackets, among all pairs.",
            ),
        ),
        "pairs",
    ),
    "characters": Subject(
        "Heroes, villains, victims",
        "Whom each camp casts in which part. The devil–angel shift of a camp runs from −1, where it tells only of the "
        "others’ villains, to 1, where it tells only of its own heroes; the tone counts all heroes and villains alike.",
        (
            (
                "dots",
                "Who is cast by whom",
                "The number in a dot is that of statements. A grey cell is that of somebody of the same camp.",
            ),
            (
                "shift",
                "Devil–angel shift",
                "Points with 95\u202f% intervals, which are rather narrow, as statements of one speaker resemble each "
                "other; at the right the heroes and villains counted.",
            ),
        ),
        "shift",
    ),
    "antagonism": Subject(
        "What divides people",
        "How much each narrative divides those who take sides on it (antagonism, the share of pairs who disagree), and "
        "whether it does so along the line that parts people on all others (alignment: 0 by chance, 1 at most). "
        "Narratives high in both are wedge issues. Where few take sides, even an alignment of 1 may be chance: see p.",
        (
            (
                "scatter",
                "Antagonism and alignment",
                "A mark for each narrative, the larger the more take sides. Filled marks are aligned beyond chance; "
                "of hollow ones that is not known.",
            ),
            (
                "rows",
                "Antagonism and alignment in rows",
                "Grey: the middle 90\u202f% of alignment by chance. Lines: 95\u202f% intervals of antagonism. The "
                "numbers are those who support and who reject it.",
            ),
        ),
        "narratives",
    ),
    "lift": Subject(
        "What goes together",
        "How many times as often as by chance the same comment, person or thread holds both of two narratives: 1 is "
        "chance, 2 twice as often, 0 never. Some people say much and most say little, so lifts differ from 1 even "
        "where nothing goes together; only pairs with “P holm” of at most .05 stand out.",
        (
            (
                "",
                "Pairs of narratives",
                "Squares: as often as by chance, or more; discs: less often. Large marks with a dark frame stand out, "
                "and of all others the lift may be chance.",
            ),
        ),
        "pairs",
    ),
    "breadth": Subject(
        "Breadth",
        "Over how many narratives people spread. A breadth of 3 means that their narratives are as diverse as three "
        "held equally often. Nobody can be broader than the number of narratives counted of them, so compare those of "
        "whom about as many were counted.",
        (
            (
                "",
                "Breadth by how much was counted",
                "A column for each class of how many narratives were counted of a person. The dashed line is the most "
                "there can be.",
            ),
        ),
        "by_n",
    ),
}


@dataclass(frozen=True)
class Shown:
    """A study as the page shows it."""

    name: str
    title: str
    told: str
    origin: str
    notes: tuple[str, ...]
    table: Table | None


def shown(analysis: Analysis) -> Iterator[Shown]:
    """Yield the studies of an analysis, ready for the page."""
    for name, study in analysis.studies.items():
        if name == "robustness":  # has a section of its own
            continue
        subject = SUBJECTS.get(name)
        title = subject.title if subject else name.replace("_", " ").capitalize()
        table = study_table(name, study, subject.table if subject else next(iter(study.tables)))
        yield Shown(name, title, subject.told if subject else "", origin(study.made), study.made.notes, table)


def study_table(name: str, study: Study, wanted: str) -> Table | None:
    """Return a table of a study as cells."""
    part = wanted if wanted in study.tables else next(iter(study.tables))
    frame = study[part]
    frame = frame[[c for c in frame.columns if frame[c].notna().any() and c != "label"]]
    if not len(frame):
        return None
    columns = [
        Column(str(c).replace("_", " ").capitalize(), bool(pd.api.types.is_numeric_dtype(frame[c].dtype)))
        for c in frame.columns
    ]
    rows = []
    for values in frame.head(MOST).itertuples(index=False, name=None):
        rows.append(
            [
                _cell(v, column.number, first=i == 0)
                for i, (v, column) in enumerate(zip(values, columns, strict=True))
            ]
        )
    file = f"{name}-{part}".replace("_", "-")
    note = (
        f"The first {MOST} of {len(frame):,} rows; all are in tables/{file}.csv." if len(frame) > MOST else ""
    )
    return Table(
        f"study-{name.replace('_', '-')}", f"Table: {part.replace('_', ' ')}", tuple(columns), rows, note
    )


def _cell(value: Any, is_number: bool, *, first: bool) -> Cell:
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return Cell("", None, first=first)
    if isinstance(value, pd.Timestamp):
        whole = value == value.normalize()
        return Cell(f"{value:%Y-%m-%d}" if whole else f"{value:%Y-%m-%d %H:%M}", None, first=first)
    if isinstance(value, bool) or str(value) in ("True", "False"):
        return Cell("yes" if value else "no", None, first=first)
    if is_number:
        return Cell(number(value, 3), float(value), first=first)
    text = str(value).removeprefix("commenter:")
    return Cell(text, None, first=first)


def study_frames(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Return every table of every study by the name of its file."""
    return {
        f"{name}-{part}".replace("_", "-"): table
        for name, study in analysis.studies.items()
        for part, table in study.tables.items()
    }
