"""Figures of backbones: what is drawn is what the tables say."""

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
from discourse.plots.backbone import plot_backbone
from discourse.plots.save import save_figure


def names(count: int) -> list[str]:
    return [make.NARRATIVES[i % 8] + (f" ({i})" if i >= 8 else "") for i in range(count)]


def nested(count: int = 8, labels: list[str] | None = None) -> Study:
    random = np.random.default_rng(count)
    order = pd.DataFrame({"label": labels or names(count)})
    order["entity"] = [f"n{i}" for i in range(count)]
    order["backbone_loss"] = np.sort(random.random(count)) / 2
    order["redundant_loss"] = np.append(random.random(count - 1), 0.0)
    order["statements"] = np.arange(count)[::-1] * 11
    order["in_backbone"] = np.arange(count) >= count - max(count // 3, 1)
    return Study(
        {"order": order, **outcome(count)}, Made("backbone", {"method": "nested", "penalty": 3.5, "seed": 0})
    )


def outcome(count: int) -> dict[str, pd.DataFrame]:
    result = pd.DataFrame(
        {
            "backbone_loss": [0.1234],
            "redundant_loss": [0.5],
            "penalised": [0.0123],
            "size": [max(count // 3, 1)],
            "statements": [40],
        }
    )
    index = np.arange(1, 13)
    spectra = pd.DataFrame(
        {"index": index, "full": index / 78, "backbone": index / 80, "redundant": index[::-1] / 90}
    )
    return {"result": result, "spectra": spectra}


def annealed(count: int = 8, labels: list[str] | None = None, method: str = "penalty") -> Study:
    kept = max(count // 3, 1)
    concepts = pd.DataFrame({"entity": [f"n{i}" for i in range(count)], "label": labels or names(count)})
    concepts["in_backbone"] = np.arange(count) < kept
    concepts["statements"] = np.append(np.arange(kept)[::-1], np.arange(count - kept)[::-1]) + 3
    random = np.random.default_rng(1)
    frames = []
    for chain in (1, 2, 3):
        loss = random.random(50) / chain
        frames.append(
            pd.DataFrame(
                {
                    "chain": chain,
                    "iteration": np.arange(1, 51),
                    "temperature": np.linspace(1, 0, 50),
                    "loss": loss,
                    "best": np.minimum.accumulate(loss),
                    "acceptance_ratio": np.linspace(1, 0, 50),
                    "concepts": random.integers(1, count + 1, 50),
                }
            )
        )
    tables = {"concepts": concepts, **outcome(count), "diagnostics": pd.concat(frames, ignore_index=True)}
    return Study(tables, Made("backbone", {"method": method, "iterations": 50, "seed": 3}))


def drawn(ax: Any) -> Any:
    ax.figure.draw_without_rendering()
    return ax


def caption(ax: Any) -> str:
    return " ".join(" ".join(t.get_text().split()) for t in ax.texts if t.get_label() == "_caption")


def line(ax: Any, name: str) -> Any:
    (found,) = [x for x in ax.lines if x.get_label() == f"_{name}"]
    return found


def apart(axis: Any) -> None:
    boxes = [t.get_window_extent() for t in axis.get_ticklabels() if t.get_text()]
    for a, b in pairwise(boxes):
        assert min(min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)) <= 0.5


def on_the_page(ax: Any) -> None:
    tight, page = ax.figure.get_tightbbox(), ax.figure.bbox_inches
    assert tight.x0 >= -0.02
    assert tight.y0 >= -0.02
    assert tight.x1 <= page.x1 + 0.02
    assert tight.y1 <= page.y1 + 0.02


def test_the_ladder_shows_both_losses_the_statements_left_and_the_cut() -> None:
    study = nested(9)
    order = study["order"]
    ax = drawn(plot_backbone(study))
    for name, column in (("backbone", "backbone_loss"), ("redundant", "redundant_loss")):
        np.testing.assert_allclose(line(ax, name).get_xdata(), order[column])
        np.testing.assert_array_equal(line(ax, name).get_ydata(), np.arange(9))
    steps = {p.get_label(): p for p in ax.patches if p.get_label().endswith("_steps")}
    assert steps["_backbone_steps"].get_linestyle() != steps["_redundant_steps"].get_linestyle()
    assert line(ax, "backbone").get_marker() != line(ax, "redundant").get_marker()
    np.testing.assert_allclose(steps["_redundant_steps"].get_data().values, order["redundant_loss"])
    assert [" ".join(t.get_text().split()) for t in ax.get_yticklabels()] == order["label"].tolist()
    assert [t.get_text() for t in ax.texts if t.get_label() == "_n"] == order["statements"].astype(
        str
    ).tolist()
    assert line(ax, "cut").get_ydata().tolist() == [5.5, 5.5]
    assert [t.get_text() for t in ax.texts if t.get_label() == "_side"] == ["backbone ↑", "redundant ↓"]
    said = caption(ax)
    assert "3 of 9 concepts, loss 0.123 (penalised 0.0123), redundant loss 0.5." in said
    assert "backbone (method nested, penalty 3.5)" in said


def test_the_list_shows_the_backbone_above_the_line_and_the_trace() -> None:
    study = annealed(9)
    table = study["concepts"]
    ax = drawn(plot_backbone(study))
    bars = {
        name: [p for p in ax.patches if p.get_label() == f"_{name}"] for name in ("backbone", "redundant")
    }
    assert len(bars["backbone"]) == 3
    assert sorted(p.get_width() for p in bars["redundant"]) == sorted(table["statements"][3:])
    assert all(p.get_hatch() for p in bars["redundant"])
    assert not any(p.get_hatch() for p in bars["backbone"])
    assert min(p.get_y() for p in bars["backbone"]) > max(p.get_y() for p in bars["redundant"])
    (panel,) = ax.child_axes
    trace = study["diagnostics"]
    for chain, drawn_line in zip((1, 2, 3), panel.lines, strict=True):
        np.testing.assert_allclose(drawn_line.get_ydata(), trace.loc[trace["chain"] == chain, "best"])
    best = trace.groupby("chain")["best"].min().to_numpy().argmin()
    assert np.argmax([x.get_linewidth() for x in panel.lines]) == best
    assert "penalised loss, best so far" in [t.get_text() for t in ax.get_legend().get_texts()]
    fixed = plot_backbone(annealed(9, method="fixed"))
    assert "loss, best so far" in [t.get_text() for t in fixed.get_legend().get_texts()]
    assert "penalised" not in caption(fixed)
    alone = {k: v for k, v in study.tables.items() if k != "diagnostics"}
    assert not plot_backbone(Study(alone, study.made)).child_axes


def test_diagnostics_show_four_panels_over_one_axis() -> None:
    study = annealed()
    ax = drawn(plot_backbone(study, view="diagnostics"))
    labels = [p.get_label() for p in ax.child_axes]
    assert labels == ["_temperature", "_acceptance_ratio", "_loss", "_concepts"]
    trace = study["diagnostics"]
    sizes = ax.child_axes[3].lines
    np.testing.assert_array_equal(
        np.concatenate([x.get_ydata() for x in sizes]), trace.sort_values(["chain", "iteration"])["concepts"]
    )
    assert all(p.get_xlim() == ax.get_xlim() for p in ax.child_axes)
    boxes = [p.get_tightbbox() for p in ax.child_axes]
    for above, below in pairwise(boxes):
        assert above.y0 >= below.y1 - 0.5


def test_spectra_are_drawn_as_they_are() -> None:
    study = nested()
    ax = drawn(plot_backbone(study, view="spectra"))
    for name in ("full", "backbone", "redundant"):
        np.testing.assert_allclose(line(ax, name).get_ydata(), study["spectra"][name])
    assert ax.get_ylabel() == "eigenvalue"
    shares = Study(study.tables, Made("backbone", {"loss": "dna_spectral"}))
    assert plot_backbone(shares, view="spectra").get_ylabel() == "degree share"


@pytest.mark.parametrize("count", [1, 40, 200])
@pytest.mark.parametrize("width", [89, 183])
@pytest.mark.parametrize("kind", [nested, annealed])
def test_names_never_overlap_and_all_is_on_the_page(count: int, width: float, kind: Any) -> None:
    ax = plot_backbone(kind(count), title="The backbone")
    ax.figure.set_size_inches(width / 25.4, ax.figure.get_figheight())
    for _ in range(2):
        drawn(ax)
    apart(ax.yaxis)
    apart(ax.xaxis)
    on_the_page(ax)
    shown = [t.get_text() for t in ax.get_yticklabels()]
    last = ax.get_yticks()[-1]
    assert last == count - 1
    if count == 200:
        assert len(shown) < 200
        assert "One row in" in caption(ax)
    else:
        assert "One row in" not in caption(ax)


@pytest.mark.parametrize("kind", [nested, annealed])
def test_hostile_labels(kind: Any, tmp_path: Any) -> None:
    ax = plot_backbone(kind(len(make.HOSTILE), list(make.HOSTILE)))
    drawn(ax)
    assert "$\\alpha$ and $x$" in [t.get_text() for t in ax.get_yticklabels()]
    assert not any(t.get_parse_math() for t in ax.get_yticklabels())
    one, two = (
        save_figure(ax, tmp_path / f"{n}.png", preset="nature", width=89)[0].read_bytes() for n in "ab"
    )
    assert one == two


@pytest.mark.parametrize("view", ["order", "diagnostics", "spectra", "concepts"])
@pytest.mark.parametrize("width", ["single", "double"])
def test_every_view_fits_a_publisher(view: str, width: str, tmp_path: Any) -> None:
    study = nested(24) if view in ("order", "spectra") else annealed(24)
    (path,) = save_figure(plot_backbone(study, view=view), tmp_path / "fig.pdf", preset="nature", width=width)
    assert path.read_bytes().startswith(b"%PDF")


def test_captions_can_be_given_or_left_out() -> None:
    assert caption(plot_backbone(nested(), caption="So be it.")) == "So be it."
    assert caption(plot_backbone(nested(), caption="")) == ""
    ax = plot_backbone(nested(), title="A $ title")
    assert ax.get_title(loc="left") == "A $ title"
    bare = Study({"order": nested()["order"]})
    assert caption(plot_backbone(bare)) == ""


def test_what_is_wrong_is_said() -> None:
    study = nested()
    with pytest.raises(OptionError, match="view='ordr' is not known\\. Did you mean 'order'"):
        plot_backbone(study, view="ordr")
    with pytest.raises(OptionError, match="no table 'diagnostics'; it has order, result, spectra"):
        plot_backbone(study, view="diagnostics")
    with pytest.raises(DataError, match="no column 'redundant_loss'"):
        plot_backbone(Study({"order": study["order"].drop(columns="redundant_loss")}))
    with pytest.raises(NotComputable, match="'order' is empty"):
        plot_backbone(Study({"order": study["order"].head(0)}))
    with pytest.raises(OptionError, match="ax must be a matplotlib Axes"):
        plot_backbone(study, ax="axes")  # type: ignore[arg-type]
