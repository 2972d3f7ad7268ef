"""Which figures an analysis gives: what each shows, and what is said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from discourse.model.analysis import Analysis
from discourse.model.network import Network
from discourse.model.results import Made
from discourse.model.roles import plural
from discourse.model.study import Study
from discourse.report.studies import SUBJECTS
from discourse.report.terms import capital, terms
from discourse.report.wording import count, listed


@dataclass(frozen=True)
class Plan:
    """A figure to draw: its name, its plot with arguments and options, and the words about it."""

    name: str
    title: str
    plot: str
    how: str
    alt: str
    made: dict[str, Any]
    arguments: tuple[Any, ...]
    options: dict[str, Any]
    study: str = ""


def _made(analysis: Analysis, name: str) -> dict[str, Any]:
    found: dict[str, Made | Any] = {"Network": analysis.networks[name].made}
    for part, group in (("Groups", analysis.partitions), ("Layout", analysis.positions)):
        if name in group:
            found[part] = group[name].made
    return found


def _sizes(network: Network) -> str:
    kinds = network.nodes["kind"].value_counts()
    order = list(network.nodes["kind"].drop_duplicates())
    parts = ", ".join(count(int(kinds[k]), str(k)) for k in order)
    return f"{parts}; {count(network.size, 'tie')}"


def _drawable(analysis: Analysis, name: str) -> bool:
    return name in analysis.networks and name in analysis.positions


def _discourse(analysis: Analysis) -> Iterator[Plan]:
    if not _drawable(analysis, "discourse"):
        return
    network, words = analysis.networks["discourse"], terms(analysis)
    who = "Commenters (circles), the actors they mention (squares) and the narratives they push (diamonds)"
    if words.by_hand:
        who = (
            f"{capital(words.speakers)} and their {listed([plural(n) for n in (*words.others, words.claim)])}"
        )
    yield Plan(
        "discourse",
        "The discourse graph",
        "network",
        f"{who}: {_sizes(network)}. Solid ties support, dashed ties reject, thin grey ones are neutral or have no "
        f"stance; width is the number of {words.unit}s.",
        f"Network drawing of {_sizes(network)}. The tables of ties and codes below hold the same information.",
        _made(analysis, "discourse"),
        (network, analysis.positions["discourse"]),
        {"partition": analysis.partitions.get("discourse")},
    )


def _coalitions(analysis: Analysis) -> Iterator[Plan]:
    if not _drawable(analysis, "coalitions") or "coalitions" not in analysis.partitions:
        return
    network, groups = analysis.networks["coalitions"], analysis.partitions["coalitions"]
    threshold = float(analysis.config.get("threshold", 0.0) or 0.0)
    who = terms(analysis).speakers
    sizes = listed([str(n) for n in groups.sizes])
    yield Plan(
        "coalitions",
        f"Coalitions of {who}",
        "coalitions",
        f"{capital(who)} tied by what they agree on: {_sizes(network)}, {count(len(groups), 'group')} of {sizes}. "
        f"Ties of weight {threshold:g} or less are not drawn.",
        f"Network drawing of {_sizes(network)} in {count(len(groups), 'group')}. A table names the members of each.",
        _made(analysis, "coalitions"),
        (network, analysis.positions["coalitions"]),
        {"partition": groups, "threshold": threshold},
    )


def _narratives(analysis: Analysis) -> Iterator[Plan]:
    yield from _agreement(analysis, "narratives", terms(analysis).claims)


def _actors(analysis: Analysis) -> Iterator[Plan]:
    yield from _agreement(analysis, "actors", "actors")


def _other_codes(analysis: Analysis) -> Iterator[Plan]:
    for name in terms(analysis).others:
        yield from _agreement(analysis, f"codes:{name}", plural(name))


def _agreement(analysis: Analysis, name: str, codes: str) -> Iterator[Plan]:
    if name not in analysis.scores:
        return
    scores = analysis.scores[name]
    told = (
        f"the {min(20, len(scores))} most frequent of {len(scores)}"
        if len(scores) > 20
        else f"all {len(scores)}"
    )
    yield Plan(
        f"agreement-{name.removeprefix('codes:').replace(' ', '-')}",
        f"Support and rejection of {codes}",
        "agreement",
        f"Statements that support (right) and reject (left), for {told} {codes}; n is the number of statements, the "
        f"interval is Wilson’s for 95\u202f% on the share of support among those that support or reject.",
        f"Diverging bars for {told} {codes}; the table of {codes} holds the numbers.",
        {"Scores": scores.made},
        (scores,),
        {},
    )


def _columns(analysis: Analysis) -> Iterator[Plan]:
    if "discourse" not in analysis.networks or "discourse:columns" not in analysis.positions:
        return
    network, positions = analysis.networks["discourse"], analysis.positions["discourse:columns"]
    yield Plan(
        "columns",
        "The discourse graph in columns",
        "network",
        f"{capital(listed([plural(str(k)) for k in network.nodes['kind'].drop_duplicates()]))} side by side: "
        f"{_sizes(network)}.",
        f"Network drawing of {_sizes(network)}.",
        _made(analysis, "discourse") | {"Layout": positions.made},
        (network, positions),
        {"partition": analysis.partitions.get("discourse")},
    )


def _heatmap(analysis: Analysis) -> Iterator[Plan]:
    if "profile" not in analysis.networks:
        return
    network = analysis.networks["profile"]
    positions = analysis.positions.get("profile:seriation", analysis.positions.get("profile"))
    kinds = list(network.nodes["kind"].drop_duplicates())
    two = {"rows": kinds[0], "cols": kinds[1]} if len(kinds) == 2 else {}
    what = f"{kinds[0]} and {kinds[1]}" if two else "nodes"
    opposed = "; support and rejection diverge from 0" if network.signed else ""
    order = {"Order": positions.made} if positions is not None else {}
    yield Plan(
        "heatmap",
        "Who says what",
        "heatmap",
        f"Each cell is the tie of {what} ({_sizes(network)}){opposed}.",
        f"Matrix of {_sizes(network)}.",
        {"Network": network.made, **order},
        (network, positions),
        {"partition": analysis.partitions.get("profile"), **two},
    )


def _frequency(analysis: Analysis) -> Iterator[Plan]:
    yield from _course(analysis, "frequency", terms(analysis).claims)


def _frequency_actors(analysis: Analysis) -> Iterator[Plan]:
    yield from _course(analysis, "frequency:actor", "actors")


def _course(analysis: Analysis, score: str, codes: str) -> Iterator[Plan]:
    if score not in analysis.scores:
        return
    scores = analysis.scores[score]
    name = score.replace(":actor", "-actors")
    yield Plan(
        name,
        f"{codes.capitalize()} over time",
        "frequency",
        f"Statements about {codes} per period (UTC); all of them are the denominator.",
        f"Lines over {len(scores.table.columns) - 3} periods; tables/{score.replace(':', '-')}.csv holds the numbers.",
        {"Scores": scores.made},
        (scores,),
        {},
    )


def _replies(analysis: Analysis) -> Iterator[Plan]:
    if not _drawable(analysis, "replies"):
        return
    network = analysis.networks["replies"]
    yield Plan(
        "replies",
        "Who answers whom",
        "network",
        f"Commenters and their replies: {_sizes(network)}.",
        f"Network drawing of {_sizes(network)}.",
        _made(analysis, "replies"),
        (network, analysis.positions["replies"]),
        {"partition": analysis.partitions.get("replies")},
    )


def _sure(analysis: Analysis) -> Iterator[Plan]:
    if "robustness" in analysis.studies:
        yield from sure_plans(analysis.studies["robustness"])


def sure_plans(study: Study, prefix: str = "robustness-") -> Iterator[Plan]:
    """Yield the figures of how sure results are."""
    views = (
        ("intervals", "scores", "Scores, their intervals and chance", "Each score with the intervals of its value, and "
         "the range of random networks."),
        ("coalitions", "coalitions", "How sure the groups are", "How often each node is with its group when all is "
         "drawn anew, and with the next best one."),
        ("strips", "strips", "What depends on the options", "The score, and how far groups agree with the usual ones, "
         "as one option at a time is changed."),
    )  # fmt: skip
    for view, table, title, how in views:
        if table not in study.tables:
            continue
        rows = study[table]
        options = {"view": view}
        if view != "intervals" and (rows["network"] == "coalitions").any():
            options["network"] = "coalitions"
        if view == "strips" and (rows["score"] == "modularity").any():
            options["score"] = "modularity"
        told, made = f"The table {prefix}{table} holds the numbers.", {"How": study.made}
        yield Plan(f"sure-{view}", title, "robustness", how, told, made, (study,), options, "robustness")


def _studies(analysis: Analysis) -> Iterator[Plan]:
    for name, study in analysis.studies.items():
        subject = SUBJECTS.get(name)
        for place, (view, title, how) in enumerate(subject.views if subject else ()):
            slug = name.replace("_", "-")
            yield Plan(
                slug if place == 0 else f"{slug}-{view}",
                title,
                name,
                how,
                f"The tables of the study {name.replace('_', ' ')} hold the numbers.",
                {"Study": study.made},
                (study,),
                {"view": view} if view else {},
                name,
            )


#: Every figure by its name, in the order of the report.
MAKERS: dict[str, Callable[[Analysis], Iterator[Plan]]] = {
    "discourse": _discourse,
    "columns": _columns,
    "coalitions": _coalitions,
    "agreement-narratives": _narratives,
    "agreement-actors": _actors,
    "agreement-others": _other_codes,
    "heatmap": _heatmap,
    "frequency": _frequency,
    "frequency-actors": _frequency_actors,
    "replies": _replies,
    "sure": _sure,
    "studies": _studies,
}
#: Of these, which give several figures or none, under other names.
SEVERAL = ("agreement-others", "sure", "studies")
