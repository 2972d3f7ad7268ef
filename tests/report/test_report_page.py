"""The page: well formed, inert, complete, and every number leads to its words."""

from __future__ import annotations

import base64
import hashlib
import re
import shutil
import subprocess

import pytest

from discourse.model.evidence import statements_behind
from discourse.report import evidence as evidence_module
from discourse.report import report
from discourse.report.evidence import Evidence
from discourse.report.index import Index
from discourse.report.marks import pieces
from discourse.report.methods import REFERENCES, methods
from discourse.report.page import render
from discourse.report.summary import summary

SCRIPT, BREAK = "<script>alert(1)</script>", '"><img src=x onerror=alert(2)>'


def test_every_tag_is_closed_where_it_was_opened(outline):
    assert outline.faults == []
    assert outline.stack == []


def test_ids_are_unique_and_every_anchor_exists(outline):
    ids = [a["id"] for _, a in outline.tags if "id" in a]
    assert len(ids) == len(set(ids))
    targets = {a["href"][1:] for t, a in outline.tags if t == "a" and a.get("href", "").startswith("#")}
    assert targets - set(ids) == set()
    labels = {a["aria-labelledby"] for _, a in outline.tags if "aria-labelledby" in a}
    assert labels - set(ids) == set()
    assert {a["for"] for t, a in outline.tags if t == "label"} <= set(ids)


def test_nothing_is_asked_from_anywhere(page, outline):
    for tag, attributes in outline.tags:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form", "video", "audio", "svg")
        assert not [n for n in attributes if n.startswith("on") or n in ("srcset", "style", "action", "ping")]
        if "src" in attributes:
            assert tag == "img"
            assert attributes["src"].startswith("data:image/")
        if "href" in attributes and not attributes["href"].startswith("#"):
            assert attributes["href"].startswith("https://doi.org/")
            assert attributes["rel"] == "noreferrer noopener"
    style = re.search("<style>(.*?)</style>", page, re.S).group(1)
    assert "url(" not in style
    assert "@import" not in style
    assert len(re.findall("<script", page)) == 1


def test_the_policy_names_exactly_our_script_and_style(page, outline):
    policy = next(a["content"] for t, a in outline.tags if a.get("http-equiv") == "Content-Security-Policy")
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    for tag in ("script", "style"):
        text = re.search(f"<{tag}>(.*?)</{tag}>", page, re.S).group(1)
        digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{digest}'" in policy


def test_what_people_wrote_is_text(page, outline):
    assert "<script>alert" not in page
    assert "<img src=x" not in page
    assert "{{" not in re.sub(r"7\*7", "", page).replace("{{  }}", "")
    assert outline.words.count(SCRIPT) > 10
    assert BREAK in outline.words
    assert "{{ 7*7 }} {% raw %}" in outline.words
    assert not re.search("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]", page)
    assert "\ufffd\ufffd" in outline.words


def test_names_and_texts_keep_their_direction_to_themselves(page):
    body = page[page.index("<body>") :]
    for found in re.finditer("\u202e", body):
        before = body[: found.start()]
        bdi = before.rfind("<bdi") > before.rfind("</bdi>")
        auto = before.rfind('dir="auto"') > max(before.rfind("</div>"), before.rfind("</q>"))
        title = before.rfind('title="') > before.rfind('">')
        assert bdi or auto or title


def test_sections_come_in_order(outline):
    order = ["summary", "reading", "figures", "tables", "words", "comments", "methods"]
    found = [a["id"] for t, a in outline.tags if t == "section" and a.get("id") in order]
    assert found == order


def test_figures_are_inside_and_numbered(analysis, outline, page):
    images = [a for t, a in outline.tags if t == "img"]
    assert len(images) == 7 + 3  # three say how sure it is
    for number, image in enumerate(images, 1):
        assert len(image["alt"]) > 30
        assert (f"Figure {number}." in outline.words) == (number <= 7)
        if image["src"].startswith("data:image/svg"):
            svg = base64.b64decode(image["src"].partition(",")[2]).decode()
            assert "<script>alert" not in svg
    captions = re.findall("<figcaption>(.*?)</figcaption>", page, re.S)
    assert len(captions) == 10
    assert all(f"Run {analysis.manifest['id']}" in c for c in captions)
    assert "leiden (" in captions[0]
    assert "seed 0" in captions[0]


def test_every_node_and_tie_has_its_statements(analysis, outline, page):
    index = Index(analysis)
    open_blocks = {a["id"] for t, a in outline.tags if t == "details" and "id" in a}
    for name in ("discourse", "coalitions"):
        net = analysis.networks[name]
        assert {index.nodes[i] for i in net.nodes["id"]} <= open_blocks
        assert {f"{name[0]}t{n + 1}" for n in range(net.size)} <= open_blocks
    # Every block lists at least one statement, and every statement leads to a comment.
    for block in re.findall(r'<details id="[^"]+">(.*?)</details>', page, re.S):
        assert re.search(r'<li><a href="#c\d+">', block)


def test_the_statements_behind_a_tie_are_those_of_the_model(analysis):
    index = Index(analysis)
    for name, cols in (("discourse", "narrative"), ("coalitions", "narrative")):
        edges = analysis.networks[name].edges
        for source, target in zip(edges["source"], edges["target"], strict=True):
            ours = {index.rows[i]["statement_id"] for i in index.behind(source, target, cols=cols)}
            theirs = set(statements_behind(analysis.statements, source, target, cols=cols)["statement_id"])
            assert ours == theirs
    for node, found in index.by_node.items():
        theirs = set(statements_behind(analysis.statements, node)["statement_id"])
        assert {index.rows[i]["statement_id"] for i in found} == theirs


def test_every_coded_span_is_marked_once(analysis, page):
    text = page[page.index('<section id="comments"') : page.index('<section id="methods"')]
    opened = re.findall(r'<mark class="([^"]*)" data-sign', text)
    spans = set()
    for row in analysis.statements.table.to_dict("records"):
        length = len(analysis.corpus.comments.set_index("comment_id").loc[row["comment_id"], "text"])
        evidence = row["evidence"] if isinstance(row["evidence"], str) else None
        spans |= {(row["comment_id"], *p) for p in pieces(row["start"], row["stop"], evidence, length)}
    assert len([c for c in opened if "rest" not in c]) == len(spans) == 13
    # "out now, and" crosses "Iran out now", and is cut once.
    assert len([c for c in opened if "rest" in c]) == 1


def test_marks_say_code_stance_and_confidence(page):
    assert 'title="actor Iran &lt;script&gt;alert(1)&lt;/script&gt;: rejects (−), confidence 0.90' in page
    assert "narrative =Stay: no stance, confidence 0.90" in page
    text = page[page.index('<section id="comments"') :]
    assert text.count('<article id="c') == 7


def test_every_number_of_a_code_leads_to_its_statements(analysis, page):
    index = Index(analysis)
    table = re.search('<table class="sortable" id="t-narratives">(.*?)</table>', page, re.S).group(1)
    rows = re.findall("<tr>(.*?)</tr>", table, re.S)[1:]
    assert len(rows) == 2
    for row, node in zip(rows, analysis.scores["narratives"].table["node"], strict=True):
        cells = re.findall("<t[dh].*?</t[dh]>", row, re.S)
        filled = [c for c in cells if re.sub("<[^>]+>", "", c)]
        assert len(filled) >= 10
        assert all(f'href="#{index.nodes[node]}"' in c for c in filled)


def test_tables_can_be_sorted_by_keyboard(outline, page):
    heads = [a for t, a in outline.tags if t == "th" and "aria-sort" in a]
    assert {a["aria-sort"] for a in heads} == {"none", "ascending", "descending"}
    assert len(heads) == len([1 for t, a in outline.tags if t == "button" and a.get("type") == "button"])
    assert "addEventListener" in page
    assert page.count('<table class="sortable"') >= 7


def test_stance_is_never_colour_alone(page):
    signs = re.findall(r'<span class="sign s(\w)">(.*?)</span>', page)
    words = {"p": "+ supports", "m": "− rejects", "n": "0 neutral", "x": " no stance"}
    assert {k for k, _ in signs} == set(words)
    assert all(text == words[kind] for kind, text in signs)


def test_reading_is_accounted_for(outline):
    assert "Uncertain boundaries" in outline.words
    assert "1 comment starts at a place that is less than sure" in outline.words
    for text in ("a name may be missing", "1 line", f"Reply {SCRIPT}", "=Foreign powers"):
        assert text in outline.words
    assert "a.txt" in outline.words


def test_summary_in_words(analysis):
    text = "".join(p.text for p in summary(analysis, Index(analysis)))
    assert text.startswith("7 comments by 6 commenters. 6 of them (86\u202f%) hold 13 coded statements. ")
    assert "Most active is Ada (2 comments). " in text
    assert f"The actors mentioned most are Iran {SCRIPT} (3 mentions in 3 comments by 3 commenters; " in text
    assert "1 supports it and 2 reject it)" in text
    assert "Of 12 statements with a stance, 7 support (+), 4 reject (−) and 1 is neutral (0)" in text
    assert "the commenters fall into" in text


def test_methods_name_what_was_done_and_only_that(analysis):
    paragraphs, references = methods(analysis)
    text = "".join(p if isinstance(p, str) else f"[{p}]" for part in paragraphs for p in part)
    assert "7 comments by 6 commenters in 1 document were read with discourse-toolkit" in text
    assert "The method “leiden”" in text
    assert "resolution 1" in text
    cited = [doi for _, doi in references]
    used = ["leifeld", "spring", "leiden", "wilson", "betweenness", "modularity", "hesterberg"]
    assert cited == [REFERENCES[k][1] for k in used]
    numbers = [p for part in paragraphs for p in part if isinstance(p, int)]
    assert set(numbers) == set(range(1, len(references) + 1))
    assert REFERENCES["aho"][1] not in cited  # nothing was coded by the dictionary


def test_long_lists_are_cut_and_say_so(analysis, monkeypatch, read_html):
    monkeypatch.setattr(evidence_module, "PER_CODE", 2)
    monkeypatch.setattr(evidence_module, "PER_TIE", 1)
    found = read_html(render(analysis, [], []))
    assert found.faults == []
    assert "more; all are in statements.csv" in found.words
    blocks = Evidence(Index(analysis)).of_nodes()["narrative"]
    assert all(len(b.items) <= 2 for b in blocks)
    assert sum(len(b.items) + b.left for b in blocks) == 8


def test_many_ties_are_cut_and_say_so(analysis, monkeypatch, read_html):
    monkeypatch.setattr("discourse.report.page.TIES", 3)
    found = read_html(render(analysis, [], []))
    assert "The 3 heaviest of" in found.words
    assert found.faults == []
    ids = [a["id"] for _, a in found.tags if "id" in a]
    assert {a["href"][1:] for t, a in found.tags if t == "a" and a["href"][0] == "#"} <= set(ids)


def test_without_quotes(mute, read_html):
    text = (mute / "report.html").read_text(encoding="utf-8")
    found = read_html(text)
    assert found.faults == []
    assert "made without quotations" in found.words
    assert "<mark" not in text
    assert "<article" not in text
    ids = {a["id"] for _, a in found.tags if "id" in a}
    assert {a["href"][1:] for t, a in found.tags if t == "a" and a["href"][0] == "#"} <= ids
    assert '<details id="n1">' in text


@pytest.mark.browser
def test_in_a_browser(folder, tmp_path):
    """The page runs without a complaint, its tables sort, and an anchor opens what it leads to."""
    chromium = shutil.which("chromium")
    assert chromium, "this test needs Debian's chromium"
    probe = (
        "<script>addEventListener('load',function(){var t=document.getElementById('t-actors'),"
        "b=t.querySelector('th button');b.click();var up=t.tBodies[0].rows[0].cells[0].textContent;b.click();"
        "var down=t.tBodies[0].rows[0].cells[0].textContent;location.hash='#n1';setTimeout(function(){"
        "document.title=[document.documentElement.className,up!==down,t.tHead.rows[0].cells[0].getAttribute('aria-sort'),"
        "document.getElementById('n1').open,document.documentElement.scrollWidth<=innerWidth].join(' ')},50)})</script>"
    )
    page = (folder / "report.html").read_text(encoding="utf-8")
    opened = re.sub(r"script-src '[^']*'", "script-src 'unsafe-inline'", page, count=1)
    (tmp_path / "probe.html").write_text(opened.replace("</body>", probe + "</body>"), encoding="utf-8")
    (tmp_path / "report.html").write_text(page, encoding="utf-8")

    def run(name: str) -> tuple[str, str]:
        options = (
            "--headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
            "--disable-component-update --disable-sync --enable-logging=stderr --v=0 --window-size=390,800 "
            "--virtual-time-budget=3000"
        )
        data = f"--user-data-dir={tmp_path / 'profile'}"
        address = (tmp_path / name).as_uri()
        done = subprocess.run(
            [chromium, *options.split(), data, "--dump-dom", address],
            capture_output=True,
            timeout=120,
            check=True,
        )
        return done.stdout.decode(errors="replace"), done.stderr.decode(errors="replace")

    dom, log = run("report.html")
    assert "CONSOLE" not in log
    assert '<html lang="en" class="ready">' in dom
    assert "<title>Title &lt;script&gt;" in dom
    dom, _ = run("probe.html")
    assert "<title>ready true descending true true</title>" in dom


def test_report_takes_a_title(analysis, monkeypatch, tmp_path):
    monkeypatch.setattr("discourse.report.build.draw", lambda *_: ([], [("a figure", "no reason")]))
    text = (report(analysis, tmp_path / "r", title="A <b>title</b>") / "report.html").read_text(
        encoding="utf-8"
    )
    assert "<title>A &lt;b&gt;title&lt;/b&gt;</title>" in text
    assert "no reason" in text
