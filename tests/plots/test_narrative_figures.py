"""Antagonism, lift and breadth: what is drawn is what the tables say, and nothing is shown as more than it is."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import plot_examples as make
import pytest

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.study import Study
from discourse.plots.antagonism import plot_antagonism
from discourse.plots.breadth import plot_breadth
from discourse.plots.lift import plot_lift
from discourse.plots.save import save_figure

WIDTHS = (89, 183)


def antagonism(count: int = 6, names: list[str] | None = None, *, seed: int = 0) -> Study:
    """The first stands out; the last two have no alignment, and no antagonism."""
    random = np.random.default_rng(seed)
    table = pd.DataFrame({"narrative": names or [make.long_name("Claim", i) for i in range(count)]})
    table["speakers"] = random.integers(6, 40, count)
    table["supporters"] = table["speakers"] // 2
    table["opponents"] = table["speakers"] - table["supporters"]
    table["antagonism"] = random.uniform(0.1, 0.55, count)
    table["antagonism_low"] = table["antagonism"] - 0.1
    table["antagonism_high"] = table["antagonism"] + 0.05
    table["alignment"] = random.uniform(-0.4, 0.3, count)
    table["chance_low"], table["chance_high"] = -0.2, 0.35
    table["p"] = random.uniform(0.1, 1, count)
    table.loc[0, ["antagonism", "alignment", "p"]] = [0.5, 0.9, 0.001]
    if count > 4:
        table.loc[count - 2 :, ["alignment", "p", "chance_low", "chance_high"]] = np.nan
        table.loc[count - 1, ["antagonism", "antagonism_low", "antagonism_high"]] = np.nan
    made = Made("antagonism", {"rows": "person", "cols": "claim", "min_speakers": 4})
    return Study({"narratives": table}, made)


def lift(count: int = 5, names: list[str] | None = None, *, out: tuple[int, ...] = (0,)) -> Study:
    """Pairs of narratives at two levels; at the first no unit holds two; pairs in ``out`` stand out at the second."""
    names = names or [f"narrative {i}" for i in range(count)]
    one, other = np.triu_indices(count, 1)
    held = 40 - np.arange(count)
    ratio = 2.0 ** np.linspace(-2.5, 2.5, len(one))
    ratio[len(one) // 2] = 0.0
    table = pd.DataFrame(
        {"level": "commenter", "one": [names[i] for i in one], "other": [names[i] for i in other]}
    )
    table["units"], table["n_one"], table["n_other"] = 90, held[one], held[other]
    table["both"], table["lift"] = np.where(ratio == 0, 0, 7), ratio
    more = ratio > 1
    table["p_more"], table["p_less"] = np.where(more, 0.1, 0.9), np.where(more, 0.9, 0.1)
    table["p_holm"] = 1.0
    table.loc[list(out), "p_holm"] = 0.01
    never = table.assign(level="comment", both=0, lift=0.0, p_holm=1.0)
    made = Made("lift", {"rows": "person", "cols": "claim"})
    return Study({"pairs": pd.concat([never, table], ignore_index=True)}, made)


def breadth(n: list[int], value: list[float]) -> Study:
    people = pd.DataFrame({"commenter": [f"p{i}" for i in range(len(n))], "n": n, "breadth": value})
    power = [int(v - 1).bit_length() for v in n]
    rows = []
    for k in sorted(set(power)):
        here = people["breadth"][[p == k for p in power]]
        rows.append((2 ** (k - 1) + 1 if k else 1, 2**k, len(here), *here.quantile([0.25, 0.5, 0.75])))
    classes = pd.DataFrame(rows, columns=["n_from", "n_to", "commenters", "lower", "median", "upper"])
    return Study(
        {"commenters": people, "by_n": classes}, Made("breadth", {"rows": "person", "cols": "claim"})
    )


def drawn(ax: Any, width: float | None = None) -> Any:
    if width is not None:
        ax.figure.set_size_inches(width / 25.4, ax.figure.get_figheight())
        ax.figure.draw_without_rendering()
    ax.figure.draw_without_rendering()
    return ax


def caption(ax: Any) -> str:
    return " ".join(" ".join(t.get_text().split()) for t in ax.texts if t.get_label() == "_caption")


def parts(ax: Any, name: str) -> Any:
    """The collection of that name."""
    (found,) = [c for c in ax.collections if c.get_label() == f"_{name}"]
    return found


def named(ax: Any) -> list[Any]:
    return [t for t in ax.texts if t.get_label() == "_name" and t.get_visible()]


def apart(boxes: list[Any]) -> None:
    for i, a in enumerate(boxes):
        for b in boxes[:i]:
            assert min(min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)) <= 0.5


def ticks(axis: Any) -> list[Any]:
    return [t.get_window_extent() for t in axis.get_ticklabels() if t.get_text()]


# --- antagonism ------------------------------------------------------------------------------------------------------


def test_filled_marks_stand_out_and_hollow_ones_do_not() -> None:
    study = antagonism(8)
    table = study["narratives"].dropna(subset=["alignment"])
    ax = drawn(plot_antagonism(study))
    filled, hollow = parts(ax, "aligned"), parts(ax, "unclear")
    np.testing.assert_allclose(filled.get_offsets(), table[["antagonism", "alignment"]].head(1))
    rest = table.iloc[1:].sort_values("speakers", ascending=False)
    np.testing.assert_allclose(hollow.get_offsets(), rest[["antagonism", "alignment"]])
    assert filled.get_facecolor()[0, :3].min() < 0.2
    assert (hollow.get_facecolor()[:, :3] == 1).all()
    areas = hollow.get_sizes()
    np.testing.assert_allclose(areas[0] / areas[1], rest["speakers"].iloc[0] / rest["speakers"].iloc[1])
    ends = np.array([s[:, 0] for s in parts(ax, "intervals").get_segments()])
    np.testing.assert_allclose(ends, table[["antagonism_low", "antagonism_high"]])
    assert [t.get_fontweight() for t in named(ax)] == ["bold", *["normal"] * 5]
    words = [t.get_text().replace("\n", " ") for t in ax.texts if t.get_label() == "_quarter"]
    assert words[0].startswith("wedge issues")
    assert any(w.startswith("cross-cutting") for w in words)
    said = caption(ax)
    assert "Of 6 claims, 1 have p ≤ .05; by chance, at most one in twenty would." in said
    assert "1 on which fewer than 4 persons take sides; 1 on which all agree" in said


def test_rows_show_chance_intervals_and_numbers() -> None:
    study = antagonism(7)
    table = study["narratives"].dropna(subset=["antagonism"]).iloc[::-1]
    ax = drawn(plot_antagonism(study, view="rows"))
    known = table["alignment"].notna().to_numpy()
    ends = np.array([s[:, 0] for s in parts(ax, "chance").get_segments()])
    np.testing.assert_allclose(ends, table.loc[known, ["chance_low", "chance_high"]])
    dots = {x.get_label(): x for x in ax.lines}
    assert dots["_aligned"].get_xydata().tolist() == [[0.9, 5.0]]
    np.testing.assert_allclose(dots["_unclear"].get_xdata(), table["alignment"][known].iloc[:-1])
    assert dots["_unclear"].get_markerfacecolor() == "white"
    (panel,) = ax.child_axes
    np.testing.assert_allclose(panel.lines[0].get_xdata(), table["antagonism"])
    ends = np.array([s[:, 0] for s in parts(panel, "intervals").get_segments()])
    np.testing.assert_allclose(ends, table[["antagonism_low", "antagonism_high"]])
    numbers = [t.get_text() for t in ax.texts if t.get_label() == "_n"]
    assert numbers == [f"{a} : {b}" for a, b in zip(table["supporters"], table["opponents"], strict=True)]
    assert len([t for t in ax.texts if t.get_label() == "_none"]) == 1
    few = drawn(plot_antagonism(study, view="rows", top=3))
    assert len(few.get_yticks()) == 3
    assert "Shown are 3: those that do, then those on which most take sides." in caption(few)


@pytest.mark.parametrize("count", [1, 12, 60])
@pytest.mark.parametrize("width", WIDTHS)
def test_names_of_marks_are_apart_from_each_other_and_from_marks(count: int, width: float) -> None:
    ax = drawn(plot_antagonism(antagonism(count)), width)
    boxes = [t.get_window_extent() for t in named(ax)]
    assert boxes
    apart([*boxes, *(t.get_window_extent() for t in ax.texts if t.get_label() == "_quarter")])
    scale = ax.figure.dpi / 72
    for marks in (c for c in ax.collections if c.get_label() in ("_aligned", "_unclear")):
        for (x, y), area in zip(ax.transData.transform(marks.get_offsets()), marks.get_sizes(), strict=False):
            for box in boxes:
                gap = np.hypot(max(box.x0 - x, x - box.x1, 0), max(box.y0 - y, y - box.y1, 0))
                assert gap >= 0.9 * scale * area**0.5 / 2
    (leads,) = [c for c in ax.collections if c.get_label() == "_leaders"]
    for lead in leads.get_segments():
        middle = lead.mean(axis=0)
        assert not any(b.x0 < middle[0] < b.x1 and b.y0 < middle[1] < b.y1 for b in boxes)
    hidden = max(count - 2, 1) - len(boxes) if count > 4 else count - len(boxes)
    assert (f"{hidden} name" in caption(ax)) == (hidden > 0)


# --- lift ------------------------------------------------------------------------------------------------------------


def test_only_pairs_that_stand_out_fill_their_cells() -> None:
    study = lift(6, out=(0, 14))
    table = study["pairs"].query("level == 'commenter'").reset_index(drop=True)
    ax = drawn(plot_lift(study))
    cells = {c.get_label(): c for c in ax.collections}
    assert set(cells) == {"_more", "_less", "_never", "_more_out", "_less_out"}
    at = {name: set(map(tuple, c.get_offsets().astype(int).tolist())) for name, c in cells.items()}
    place = {f"narrative {i}": i for i in range(6)}
    pairs = [(place[a], place[b]) for a, b in zip(table["one"], table["other"], strict=True)]
    assert at["_less_out"] == {pairs[0]}
    assert at["_more_out"] == {pairs[14]}
    assert at["_never"] == {pairs[7]}
    assert at["_more"] == {p for p, v in zip(pairs, table["lift"], strict=True) if v >= 1} - {pairs[14]}
    assert all(x < y for found in at.values() for x, y in found)  # below the diagonal, y being downwards
    size = {name: float(c.get_sizes()[0]) for name, c in cells.items()}
    assert size["_more_out"] > 3 * size["_more"] > 3 * size["_never"]
    assert len(cells["_more"].get_paths()[0].vertices) != len(cells["_less"].get_paths()[0].vertices)
    assert cells["_more_out"].get_linewidth()[0] > 2 * cells["_more"].get_linewidth()[0]
    (bar,) = ax.child_axes
    assert [t.get_text() for t in bar.get_yticklabels()] == ["1/4", "1/2", "1", "2", "4"]
    ends = bar.get_ylim()
    assert ends[0] == -ends[1]
    assert "2 of 15 pairs of claims stand out" in caption(ax)
    none = drawn(plot_lift(lift(6, out=())))
    assert "None of the 15 pairs of claims stands out from chance" in caption(none)
    assert not any(c.get_label().endswith("_out") for c in none.collections)


def test_the_direction_of_what_stands_out_is_the_models() -> None:
    """A lift of more than 1 may be less than the model expects."""
    table = lift(3, out=(2,))["pairs"].query("level == 'commenter'").reset_index(drop=True)
    table.loc[2, ["lift", "p_more", "p_less"]] = [1.2, 0.999, 0.001]
    ax = plot_lift(Study({"pairs": table}))
    assert "_less_out" in [c.get_label() for c in ax.collections]


def test_counts_stand_above_the_diagonal_where_there_is_room() -> None:
    ax = drawn(plot_lift(lift(5)))
    texts = {t.get_position(): t.get_text() for t in ax.texts if t.get_visible()}
    assert [texts[i, i] for i in range(5)] == ["40", "39", "38", "37", "36"]
    assert texts[1, 0] == "7"
    assert (0, 1) not in texts
    assert "On the diagonal: persons that hold it; above: persons that hold both." in caption(ax)
    narrow = drawn(plot_lift(lift(20)), 50)
    assert not any(t.get_visible() for t in narrow.texts if t.get_label() in ("_held", "_both"))
    assert "diagonal" not in caption(narrow)


def test_levels_are_chosen_and_refused() -> None:
    study = lift(4)
    assert "Units: 90 persons." in caption(drawn(plot_lift(study)))
    never = drawn(plot_lift(study, level="comment"))
    assert {c.get_label() for c in never.collections} == {"_never"}
    with pytest.raises(OptionError, match="this study has comment, commenter"):
        plot_lift(study, level="threads")


def test_too_many_narratives_are_left_out_but_not_those_that_stand_out() -> None:
    last = lift(60, out=(60 * 59 // 2 - 1,))
    ax = drawn(plot_lift(last), 183)
    names = [" ".join(t.get_text().split()) for t in ax.get_yticklabels()]
    assert len(names) == 20
    assert names[-2:] == ["narrative 58", "narrative 59"]
    assert "Not shown: 40 claims that fewer persons hold." in caption(ax)
    many = caption(drawn(plot_lift(lift(30, out=tuple(range(400))), top=5)))
    assert "400 of 435 pairs of claims stand out" in many
    assert "Of these, 390 are not shown." in many


# --- breadth ---------------------------------------------------------------------------------------------------------


def test_a_dot_for_each_of_a_few() -> None:
    study = breadth([1, 1, 2, 3, 4, 4, 9], [1, 1, 2, 1.9, 3, 4, 3.3])
    ax = drawn(plot_breadth(study))
    at = parts(ax, "dots").get_offsets()
    assert sorted(at[:, 1].round(2)) == pytest.approx([1, 1, 1.9, 2, 3, 3.3, 4], abs=0.11)
    assert np.floor(at[:, 0] + 0.5).tolist() == [0, 0, 1, 2, 2, 2, 3]
    assert at[0, 0] != at[1, 0]
    assert [t.get_text() for t in ax.get_xticklabels()] == ["1", "2", "3–4", "9–16"]
    assert [t.get_text() for t in ax.texts if t.get_label() == "_n"] == ["2", "1", "3", "1"]
    classes = study["by_n"]
    ends = np.array([s[:, 1] for s in parts(ax, "quartiles").get_segments()])
    np.testing.assert_allclose(ends, classes[["lower", "upper"]])
    np.testing.assert_allclose([s[0, 1] for s in parts(ax, "median").get_segments()], classes["median"])
    assert [s[0, 1] for s in parts(ax, "limit").get_segments()] == [1, 2, 4]
    assert "claims, held equally often" in caption(ax)


def test_dots_do_not_overlap_at_any_width() -> None:
    random = np.random.default_rng(0)
    n = random.integers(1, 30, 120)
    study = breadth(n.tolist(), [float(random.uniform(1, min(v, 9))) for v in n])
    for width in WIDTHS:
        ax = drawn(plot_breadth(study), width)
        dots = parts(ax, "dots")
        at = ax.transData.transform(dots.get_offsets()) / ax.figure.dpi * 72
        apart_by = np.hypot(*(at[:, None] - at[None]).T) + 1e9 * np.eye(len(at))
        assert apart_by.min() >= dots.get_sizes()[0] ** 0.5 - 0.01
        assert (dots.get_offsets()[:, 0] % 1 - 0.5 < 0.5).all()


def test_bars_for_many() -> None:
    random = np.random.default_rng(0)
    n = np.minimum(random.zipf(1.8, 600), 900)
    study = breadth(n.tolist(), [float(random.uniform(1, min(v, 20))) if v > 1 else 1.0 for v in n])
    ax = drawn(plot_breadth(study), 89)
    bars = [p for p in ax.patches if p.get_label() == "_bar"]
    widest = pd.Series([p.get_width() for p in bars]).groupby([round(p.get_x() + 0.3) for p in bars]).max()
    np.testing.assert_allclose(widest, widest.iloc[0])  # the longest of each column are alike
    first = [p for p in bars if round(p.get_x() + 0.3) == 0]
    assert len(first) == 1
    assert not [c for c in ax.collections if c.get_label() == "_dots"]
    for a, b in pairwise(ticks(ax.xaxis)):
        assert a.x1 <= b.x0 + 0.5


# --- all -------------------------------------------------------------------------------------------------------------

HOSTILE = list(make.HOSTILE)
DRAWN = {
    "scatter": lambda: plot_antagonism(antagonism(len(HOSTILE), HOSTILE)),
    "rows": lambda: plot_antagonism(antagonism(len(HOSTILE), HOSTILE), view="rows"),
    "lift": lambda: plot_lift(lift(len(HOSTILE), HOSTILE)),
}


@pytest.mark.parametrize("name", list(DRAWN))
def test_hostile_names(name: str, tmp_path: Any) -> None:
    ax = DRAWN[name]()
    save_figure(ax, tmp_path / "a.png", preset="nature", width="single", dpi=60)
    drawn(ax)
    texts = [*ax.texts, *ax.get_yticklabels(), *ax.get_xticklabels()]
    assert "$\\alpha$ and $x$" in [t.get_text() for t in texts]
    assert not any(t.get_parse_math() for t in texts if "$" in t.get_text())
    if name != "scatter":
        apart(ticks(ax.yaxis))


@pytest.mark.parametrize("view", ["rows", "lift"])
@pytest.mark.parametrize("width", WIDTHS)
def test_rows_of_many_names_are_apart(view: str, width: float) -> None:
    names = [make.long_name("Claim", i) for i in range(200)]
    ax = (
        plot_antagonism(antagonism(200, names), view="rows")
        if view == "rows"
        else plot_lift(lift(60, names[:60]))
    )
    drawn(ax, width)
    apart(ticks(ax.yaxis))
    apart(ticks(ax.xaxis))
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert min(tight.x0, tight.y0, page.x1 - tight.x1, page.y1 - tight.y1) >= -0.02


def test_captions_can_be_given_or_left_out() -> None:
    few = breadth([1, 2], [1.0, 2.0])
    for plot, study in ((plot_antagonism, antagonism()), (plot_lift, lift()), (plot_breadth, few)):
        assert caption(drawn(plot(study, caption="So be it."))) == "So be it."
        assert caption(drawn(plot(study, caption=""))) == ""


def test_what_is_wrong_is_said() -> None:
    table = antagonism(3)["narratives"]
    with pytest.raises(OptionError, match="view='row' is not known\\. Did you mean 'rows'"):
        plot_antagonism(antagonism(), view="row")
    with pytest.raises(OptionError, match="top must be"):
        plot_antagonism(antagonism(), top=0)
    with pytest.raises(OptionError, match="top must be"):
        plot_lift(lift(), top=1)
    with pytest.raises(DataError, match="no column 'p'"):
        plot_antagonism(Study({"narratives": table.drop(columns="p")}))
    for view in ("scatter", "rows"):
        with pytest.raises(NotComputable, match="nothing to draw"):
            plot_antagonism(Study({"narratives": table.assign(antagonism=np.nan)}), view=view)
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_lift(Study({"pairs": lift()["pairs"].assign(lift=np.nan)}))
    few = breadth([1, 2], [1.0, 2.0])
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_breadth(Study({**few.tables, "commenters": few["commenters"].assign(breadth=np.nan)}))
    with pytest.raises(OptionError, match="no table 'by_n'"):
        plot_breadth(Study({"commenters": few["commenters"]}))
    bare = table.drop(columns=["antagonism_low", "antagonism_high", "chance_low", "chance_high"])
    for view in ("scatter", "rows"):
        drawn(plot_antagonism(Study({"narratives": bare}), view=view))
