"""Bars of statements: what is drawn is what the tables say, for every kind of qualifier."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from discourse.errors import DataError, NotComputable, OptionError
from discourse.model.results import Made
from discourse.model.statements import Statements
from discourse.model.study import Study
from discourse.plots import style
from discourse.plots.barplot import plot_barplot
from discourse.plots.barplot_levels import levels_of
from discourse.plots.save import save_figure
from discourse.studies.barplot import barplot

HOSTILE = [
    "$\\alpha$ and $x$", "x" * 300, "word " * 60, "شهر دمشق", "line\nbreak", "", "\u202eevil", "<b>&", "漢字",
]  # fmt: skip


def study(counts, qualifier="stance", colours=None) -> Study:
    """``counts``: by value, a dict of level to statements."""
    values = pd.DataFrame({"value": list(counts)})
    if colours:
        values["color"] = colours
    rows = [(v, level, n) for v, held in counts.items() for level, n in held.items()]
    table = pd.DataFrame(rows, columns=["value", "level", "statements"])
    return Study({"values": values, "counts": table}, Made("barplot", {"qualifier": qualifier}))


def bars(ax, name):
    """Left end and width of the bars that are seen, by row."""
    return {
        round(b.get_y() + b.get_height() / 2): (b.get_x() + min(b.get_width(), 0), abs(b.get_width()))
        for b in ax.patches
        if b.get_label() == f"_{name}" and b.get_visible()
    }


def numbers(ax):
    """The columns of numbers, by heading."""
    ax.figure.draw_without_rendering()
    heads = [t for t in ax.texts if t.get_label() == "_heading"]
    cells = [t for t in ax.texts if t.get_label() == "_number" and t.get_visible()]
    return {
        h.get_text(): [c.get_text() for c in cells if abs(c.get_position()[0] - h.get_position()[0]) < 1e-9]
        for h in heads
    }


def legend(ax):
    found = ax.get_legend()
    return [t.get_text() for t in found.get_texts()] if found is not None else []


def caption(ax):
    return " ".join(" ".join(t.get_text().split()) for t in ax.texts if t.get_label() == "_caption")


def names(ax):
    ax.figure.draw_without_rendering()
    return [t.get_text() for t in ax.get_yticklabels()]


def test_against_goes_left_and_is_hatched_and_for_goes_right():
    ax = plot_barplot(study({"tax": {-1: 2, 0: 4, 1: 6}, "ban": {-1: 9, 0: 0, 1: 11}}))
    assert names(ax) == ["ban", "tax"]
    assert bars(ax, "−1") == {0: (-9, 9), 1: (-4, 2)}
    assert bars(ax, "0") == {1: (-2, 4)}
    assert bars(ax, "1") == {0: (0, 11), 1: (2, 6)}
    assert all(b.get_hatch() for b in ax.patches if b.get_label() == "_−1")
    assert not any(b.get_hatch() for b in ax.patches if b.get_label() == "_1")
    assert legend(ax) == ["against", "neutral", "for"]
    assert numbers(ax) == {
        "against": ["9 (45 %)", "2 (17 %)"],
        "for": ["11 (55 %)", "6 (50 %)"],
        "n": ["20", "12"],
    }
    assert {float(t.get_text().replace(",", "")) >= 0 for t in ax.get_xticklabels()} == {True}


@pytest.mark.parametrize(("zero", "one"), [(0, 1), (False, True)])
def test_a_boolean_has_no_neutral_level(zero, one):
    ax = plot_barplot(study({"ban": {zero: 3, one: 1}}, "agreement"))
    assert bars(ax, "no") == {0: (-3, 3)}
    assert bars(ax, "yes") == {0: (0, 1)}
    assert legend(ax) == ["against", "for"]


def test_the_neutral_level_of_a_stance_is_not_against():
    ax = plot_barplot(study({"ban": {0: 4, 1: 1}}, "stance"))
    assert bars(ax, "0") == {0: (-2, 4)}
    assert numbers(ax)["against"] == ["0 (0 %)"]


def test_a_signed_scale_is_stacked_outwards_and_stronger_is_darker():
    ax = plot_barplot(study({"ban": {-2: 1, -1: 2, 0: 4, 1: 3, 2: 5}}, "intensity"))
    assert bars(ax, "−1") == {0: (-4, 2)}
    assert bars(ax, "−2") == {0: (-5, 1)}
    assert bars(ax, "1") == {0: (2, 3)}
    assert bars(ax, "2") == {0: (5, 5)}
    assert legend(ax) == ["against: −2", "against: −1", "neutral", "for: 1", "for: 2"]
    grey = {b.get_label(): np.dot(b.get_facecolor()[:3], (0.299, 0.587, 0.114)) for b in ax.patches}
    assert grey["_−2"] < grey["_−1"]
    assert grey["_2"] < grey["_1"]
    assert numbers(ax)["for"] == ["8 (53 %)"]


def test_a_scale_without_sign_is_stacked_in_its_order():
    ax = plot_barplot(study({"ban": {3: 3, 1: 1, 2: 2}}, "intensity"))
    assert [bars(ax, level)[0] for level in "123"] == [(0, 1), (1, 2), (3, 3)]
    assert legend(ax) == ["intensity 1", "intensity 2", "intensity 3"]
    assert list(numbers(ax)) == ["n"]
    assert len({at.fill for at in levels_of(pd.DataFrame(columns=range(1, 12)), "x")}) == 11


def test_texts_are_stacked_with_the_most_frequent_first_and_differ_in_hatch():
    ax = plot_barplot(study({"ban": {"radio": 1, "press": 5}, "tax": {"press": 1, "web": 2}}, "source"))
    assert [bars(ax, level).get(0) for level in ("press", "web", "radio")] == [(0, 5), None, (5, 1)]
    assert bars(ax, "web") == {1: (1, 2)}
    assert legend(ax) == ["press", "web", "radio"]
    hatches = [at.hatch for at in levels_of(pd.DataFrame([[1.0] * 8], columns=list("abcdefgh")), "x")]
    assert len(set(hatches)) == 8


def test_many_texts_are_counted_together():
    ax = plot_barplot(study({"ban": {f"place {i:02d}": 30 - i for i in range(20)}}, "place"))
    assert legend(ax)[-1] == "13 others"
    assert len(legend(ax)) == 8
    assert bars(ax, "other")[0][1] == sum(30 - i for i in range(7, 20))


def test_statements_without_a_qualifier_are_plain_bars():
    ax = plot_barplot(study({"ban": {1: 2}, "tax": {1: 5}}, None))
    assert names(ax) == ["tax", "ban"]
    assert bars(ax, "all") == {0: (0, 5), 1: (0, 2)}
    assert legend(ax) == []
    assert numbers(ax) == {"n": ["5", "2"]}


def test_forty_values_are_shown_and_the_others_are_counted():
    made = {f"value {i:02d}": {1: 100 - i} for i in range(57)}
    ax = plot_barplot(study(made, None))
    assert names(ax)[0] == "value 00"
    assert len(bars(ax, "all")) == 40
    assert "Not shown: 17 with fewer statements." in caption(ax)
    assert len(bars(plot_barplot(study(made, None), top=3), "all")) == 3


def test_swatches_stand_beside_the_names_where_colours_differ():
    made = {"ban": {1: 2}, "tax": {1: 5}, "law": {1: 1}}

    def swatches(colours):
        ax = plot_barplot(study(made, None, colours))
        return {
            line.get_ydata()[0]: line.get_markerfacecolor()
            for line in ax.lines
            if line.get_label() == "_swatch"
        }

    assert swatches(["#FF0000", "#00FF00", "no colour"]) == {0: "#00ff00", 1: "#ff0000"}
    assert swatches(["#000000"] * 3) == {}
    assert swatches(None) == {}


@pytest.mark.parametrize("width", [89.0, 120.0, 183.0])
@pytest.mark.parametrize("count", [1, 12, 40])
def test_names_and_numbers_do_not_collide(width, count, tmp_path):
    counts = {f"{(HOSTILE * 5)[i]} {i}": {-1: 1000 + i, 1: 20000 + i} for i in range(count)}
    ax = plot_barplot(
        study(counts, colours=["#FF0000", "#00FF00"] * (count // 2) + ["#0000FF"] * (count % 2))
    )
    places = []

    def record(_):
        heads = [t for t in ax.texts if t.get_label() == "_heading"]
        cells = [t for t in ax.texts if t.get_label() == "_number" and t.get_visible()]
        labels = [t for t in ax.get_yticklabels() if t.get_text()]
        bar = max(b.get_window_extent().x1 for b in ax.patches)
        places.append(([t.get_window_extent() for t in labels + heads + cells], len(labels), bar))

    number = ax.figure.canvas.mpl_connect("draw_event", record)
    save_figure(ax.figure, tmp_path / "a.png", width=width, dpi=100)
    ax.figure.canvas.mpl_disconnect(number)
    boxes, named, bar = places[-1]
    for i, one in enumerate(boxes):
        for other in boxes[i + 1 :]:
            apart = (
                one.x1 <= other.x0 or other.x1 <= one.x0 or one.y1 <= other.y0 + 1 or other.y1 <= one.y0 + 1
            )
            assert apart
    assert all(box.x0 > bar for box in boxes[named:])
    middles = [box.y0 + box.height / 2 for box in boxes[:named]]
    assert all(a > b for a, b in pairwise(middles))


def test_the_study_itself_can_be_drawn():
    made = Statements.from_rows([("Ada", "ban", 1), ("Ben", "ban", -1), ("Cy", "ban", 1), ("Cy", "tax", 1)])
    ax = plot_barplot(barplot(made))
    assert names(ax) == ["ban", "tax"]
    assert numbers(ax) == {
        "against": ["1 (33 %)", "0 (0 %)"],
        "for": ["2 (67 %)", "1 (100 %)"],
        "n": ["3", "1"],
    }
    assert "qualifier stance" in caption(ax)
    assert legend(plot_barplot(barplot(made, qualifier=None))) == []


def test_hostile_names_are_drawn_as_they_are(tmp_path):
    ax = plot_barplot(study({name: {-1: i + 1, 1: 2} for i, name in enumerate(HOSTILE)}))
    save_figure(ax.figure, tmp_path / "a", formats=("png", "svg"), dpi=50)
    said = " ".join(names(ax))
    assert "$\\alpha$ and $x$" in said
    assert "(no name)" in said
    assert "\u202e" not in said


def test_it_says_what_is_wrong():
    good = study({"ban": {1: 2}})
    with pytest.raises(OptionError, match="top must be a whole number"):
        plot_barplot(good, top=0)
    with pytest.raises(OptionError, match="no table 'values'"):
        plot_barplot(Study({"counts": good["counts"]}))
    with pytest.raises(DataError, match="no column 'statements'"):
        plot_barplot(Study({"values": good["values"], "counts": good["counts"].drop(columns="statements")}))
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_barplot(study({"ban": {1: 0}}))
    with pytest.raises(NotComputable, match="nothing to draw"):
        plot_barplot(Study({k: t.head(0) for k, t in good.tables.items()}))
    with pytest.raises(DataError, match="must not be negative"):
        plot_barplot(study({"ban": {1: -2}}))


def test_kinds_of_bars_use_the_colours_of_support_and_rejection():
    found = {at.said: at.fill for at in levels_of(pd.DataFrame(columns=[-1, 1]), "stance")}
    assert found["1"] == style.POSITIVE
    assert found["−1"] == "#F2B48C"
