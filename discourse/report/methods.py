"""The methods paragraph, written from the run, with numbered references."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from discourse.model.analysis import Analysis
from discourse.model.chance import SHARED
from discourse.model.network import Network
from discourse.model.roles import plural
from discourse.report.terms import terms
from discourse.report.wording import count, listed, options

#: Key, citation and DOI.
REFERENCES = {
    "aho": ("Aho, A. V., & Corasick, M. J. (1975). Efficient string matching: An aid to bibliographic search. "
            "Communications of the ACM, 18(6), 333–340.", "10.1145/360825.360855"),
    "leifeld": ("Leifeld, P. (2017). Discourse network analysis: Policy debates as dynamic networks. In The Oxford "
                "Handbook of Political Networks. Oxford University Press.", "10.1093/oxfordhb/9780190228217.013.25"),
    "leiden": ("Traag, V. A., Waltman, L., & van Eck, N. J. (2019). From Louvain to Leiden: guaranteeing "
               "well-connected communities. Scientific Reports, 9, 5233.", "10.1038/s41598-019-41695-z"),
    "louvain": ("Blondel, V. D., Guillaume, J.-L., Lambiotte, R., & Lefebvre, E. (2008). Fast unfolding of "
                "communities in large networks. Journal of Statistical Mechanics, P10008.",
                "10.1088/1742-5468/2008/10/P10008"),
    "spring": ("Fruchterman, T. M. J., & Reingold, E. M. (1991). Graph drawing by force-directed placement. "
               "Software: Practice and Experience, 21(11), 1129–1164.", "10.1002/spe.4380211102"),
    "kamada_kawai": ("Kamada, T., & Kawai, S. (1989). An algorithm for drawing general undirected graphs. "
                     "Information Processing Letters, 31(1), 7–15.", "10.1016/0020-0190(89)90102-6"),
    "wilson": ("Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. Journal "
               "of the American Statistical Association, 22(158), 209–212.", "10.1080/01621459.1927.10502953"),
    "modularity": ("Newman, M. E. J. (2006). Modularity and community structure in networks. Proceedings of the "
                   "National Academy of Sciences, 103(23), 8577–8582.", "10.1073/pnas.0601602103"),
    "ei": ("Krackhardt, D., & Stern, R. N. (1988). Informal networks and organizational crises: An experimental "
           "simulation. Social Psychology Quarterly, 51(2), 123–140.", "10.2307/2786835"),
    "betweenness": ("Freeman, L. C. (1977). A set of measures of centrality based on betweenness. Sociometry, 40(1), "
                    "35–41.", "10.2307/3033543"),
    "salloum": ("Salloum, A., Chen, T. H. Y., & Kivelä, M. (2022). Separating polarization from noise: Comparison and "
                "normalization of structural polarization measures. Proceedings of the ACM on Human-Computer "
                "Interaction, 6(CSCW1), 115.", "10.1145/3512962"),
    "neal": ("Neal, Z. (2014). The backbone of bipartite projections: Inferring relationships from co-authorship, "
             "co-sponsorship, co-attendance and other co-behaviors. Social Networks, 39, 84–97.",
             "10.1016/j.socnet.2014.06.001"),
    "hesterberg": ("Hesterberg, T. C. (2015). What teachers should know about the bootstrap: Resampling in the "
                   "undergraduate statistics curriculum. The American Statistician, 69(4), 371–386.",
                   "10.1080/00031305.2015.1089789"),
}  # fmt: skip
_MENTION = re.compile(r"\[\[(\w+)\]\]")

#: A piece of the paragraph: words, or the number of a reference.
Piece = str | int


def methods(analysis: Analysis) -> tuple[list[list[Piece]], list[tuple[str, str]]]:
    """Return the paragraphs of the methods section and the works they refer to.

    Parameters
    ----------
    analysis : Analysis

    Returns
    -------
    paragraphs : list of list of (str or int)
        Words, and numbers of references (from 1).
    references : list of (str, str)
        Citation and DOI, in order of first mention.
    """
    drafts = [_reading(analysis), _coding(analysis), _networks(analysis), _results(analysis), _sure(analysis)]
    order: list[str] = []
    paragraphs = []
    for draft in drafts:
        pieces: list[Piece] = []
        for n, part in enumerate(_MENTION.split(draft)):
            if n % 2 == 0:
                pieces.append(part)
                continue
            if part not in order:
                order.append(part)
            pieces.append(order.index(part) + 1)
        if draft:
            paragraphs.append(pieces)
    return paragraphs, [REFERENCES[key] for key in order]


def _safe(value: Any) -> str:
    """Return text from the run in which nothing passes for a reference."""
    return str(value).replace("[[", "[ [").replace("]]", "] ]")


def _cite(key: str) -> str:
    return f" [[{key}]]" if key in REFERENCES else ""


def _version(analysis: Analysis) -> str:
    versions = analysis.manifest.get("versions") or analysis.statements.made.get("versions") or {}
    found = versions.get("discourse-toolkit") if isinstance(versions, Mapping) else None
    return f"discourse-toolkit {found}" if found else "discourse-toolkit"


def _reading(analysis: Analysis) -> str:
    corpus = analysis.corpus
    if terms(analysis).by_hand:
        return _reading_by_hand(analysis)
    comments = corpus.comments
    deleted = int(comments["deleted"].sum())
    out = (
        f"{count(len(comments), 'comment')} by {count(comments['author_id'].nunique(), 'commenter')} in "
        f"{count(len(corpus.documents), 'document')} were read with {_safe(_version(analysis))}"
    )
    forms = sorted({str(s["format"]) for s in corpus.sources if s.get("format")})
    if corpus.sources:
        out += f" from {count(len(corpus.sources), 'file')}" + (f" ({_safe(listed(forms))})" if forms else "")
    out += "."
    audit = corpus.audit
    if len(audit):
        unit = audit["unit"].iloc[0] if audit["unit"].nunique() == 1 else "rows"
        rows = {a: int(audit.loc[audit["action"] == a, "rows"].sum()) for a in ("read", "kept", "dropped")}
        out += f" Of {rows['read']:,} {_safe(unit)} read, {rows['kept']:,} were kept"
        out += f" and {rows['dropped']:,} dropped, for the reasons given above." if rows["dropped"] else "."
    if deleted:
        out += f" {count(deleted, 'comment')} had been deleted; they keep their place and were not coded."
    if len(quoted := comments["quoted"].dropna()):
        verb = "comment quotes" if len(quoted) == 1 else "comments quote"
        out += f" {len(quoted):,} {verb} others; quoted words were not counted as the commenter’s."
    return out


def _reading_by_hand(analysis: Analysis) -> str:
    st, made = analysis.statements, analysis.statements.made
    out = (
        f"{count(len(st), 'statement')} in {count(st.table['document_id'].nunique(), 'document')}, coded before, were "
        f"read with {_safe(_version(analysis))}"
    )
    about = made.get("dna")
    if isinstance(about, Mapping):
        out += f" from a database of Discourse Network Analyzer (statement type “{_safe(about.get('type', ''))}”)"
    out += "."
    notes = [str(n) for n in made.get("notes", ()) if isinstance(n, str)]
    return out + (f" {_safe(' '.join(n.rstrip('.') + '.' for n in notes))}" if notes else "")


def _coding(analysis: Analysis) -> str:
    st, book = analysis.statements, analysis.codebook
    if book is None:
        coders = sorted(st.table["coder"].unique())
        words = terms(analysis)
        out = f"The statements were coded by {_safe(listed(coders))}. " if coders else ""
        how = analysis.config.get("qualifier")
        out += f"The variable “{_safe(words.speaker)}” says who speaks, “{_safe(words.claim)}” what is said"
        return out + (f", and “{_safe(how)}” how; from it the stance is read off." if how else ".")
    version = f", version {book.version}" if book.version else ""
    out = (
        f"The codebook was “{_safe(book.label)}” ({_safe(book.id)}{_safe(version)}, digest {book.digest[:12]}), with "
        f"{count(len(book.actors), 'actor')} and {count(len(book.narratives), 'narrative')}."
    )
    merged = st.made.get("merged")
    for made in merged if isinstance(merged, list) else [st.made]:
        method = made.get("method") if isinstance(made, Mapping) else None
        told = options(made.get("parameters") or {}) if isinstance(made, Mapping) else ""
        if method == "dictionary":
            out += (
                " Each comment was searched for the aliases of the actors and the cues of the narratives"
                f"{_cite('aho')}; the stance toward each was taken from a lexicon of evaluative words and negations"
                f" ({_safe(told) if told else 'default options'})."
            )
        elif method:
            out += f" Statements were made by “{_safe(method)}”" + (f" ({_safe(told)})." if told else ".")
    comments = st.table["comment_id"].nunique()
    verb = "was" if len(st) == 1 else "were"
    out += f" {count(len(st), 'statement')} in {count(comments, 'comment')} {verb} coded"
    coders = sorted(st.table["coder"].unique())
    out += f", by {_safe(listed(coders))}." if coders else "."
    fixed = int(st.table["status"].isin(["corrected", "confirmed"]).sum())
    if fixed:
        out += f" Of these, {count(fixed, 'statement')} had been corrected or confirmed by hand."
    return out


def _networks(analysis: Analysis) -> str:
    out = []
    for name, network in analysis.networks.items():
        given = network.made.get("parameters") or {}
        told = f" ({_safe(options(given))})" if given else ""
        size = f"{count(network.order, 'node')}, {count(network.size, 'tie')}"
        out.append(_told(name, str(network.made.get("method", "")), given, told) + f": {size}.")
        if name in analysis.positions:
            out.append(_layout(analysis, name))
        if name in analysis.partitions:
            out.append(_groups(analysis, name, network))
    return " ".join(out)


def _told(name: str, method: str, given: Mapping[str, Any], told: str) -> str:
    if method == "discourse" and given.get("speaker", "commenter") != "commenter":
        codes = listed([plural(str(c)) for c in given.get("codes", ())])
        return (
            f"Following discourse network analysis{_cite('leifeld')}, the discourse graph ties "
            f"{_safe(plural(str(given['speaker'])))} to their {_safe(codes)}; a tie weighs the number of statements "
            f"and has the sign of the mean stance{told}"
        )
    if method == "discourse":
        return (
            f"Following discourse network analysis{_cite('leifeld')}, the discourse graph ties commenters to the "
            f"actors and narratives of their comments, and narratives to actors that come in the same comment; a tie "
            f"weighs the number of comments and has the sign of the mean stance{told}"
        )
    if method in ("congruence", "conflict", "subtract", "ignore"):
        by = {
            "congruence": "agreement on",
            "conflict": "disagreement on",
            "subtract": "agreement minus disagreement on",
            "ignore": "common use of",
        }[method]
        rows, cols = _safe(given.get("rows", "commenter")), _safe(given.get("cols", "narrative"))
        return f"The {_safe(name)} network ties {plural(rows)} by {by} {plural(cols)}{_cite('leifeld')}{told}"
    if method == "two_mode":
        rows, cols = _safe(given.get("rows", "commenter")), _safe(given.get("cols", "narrative"))
        return f"The {_safe(name)} network ties {plural(rows)} to {plural(cols)}{_cite('leifeld')}{told}"
    if method == "replies":
        return f"The reply network ties commenters to those they answer{told}"
    return f"The {_safe(name)} network was made by “{_safe(method or 'hand')}”{told}"


def _layout(analysis: Analysis, name: str) -> str:
    made = analysis.positions[name].made
    told = f" ({_safe(options(made.parameters))})" if made.parameters else ""
    return f"It was laid out by the method “{_safe(made.method or 'given')}”{_cite(made.method)}{told}."


def _groups(analysis: Analysis, name: str, network: Network) -> str:
    partition = analysis.partitions[name]
    made = partition.made
    told = f" ({_safe(options(made.parameters))})" if made.parameters else ""
    found = f"{count(len(partition), 'group')} of {listed([str(n) for n in partition.sizes])} nodes"
    notes = f"; {_safe('; '.join(made.notes))}" if made.notes else ""
    return f"The method “{_safe(made.method or 'given')}”{_cite(made.method)}{told} found {found}{notes}."


def _results(analysis: Analysis) -> str:
    out = []
    words = terms(analysis)
    if {"narratives", "actors"} & set(analysis.scores):
        out.append(
            f"Prevalence is the share of coded {words.unit}s that hold a code; reach is the share of coded "
            f"{words.speakers} who use it; stance is the mean over statements of +1 (supports), 0 (neutral) and −1 "
            "(rejects); the interval on the share of support is Wilson’s, for 95\u202f%"
            f"{_cite('wilson')}."
        )
    for name in analysis.networks:
        told = [
            f"{_safe(score.partition(':')[2].replace('_', ' '))}{_cite(score.partition(':')[2])}"
            + (f" ({_safe(options(found.made.parameters))})" if found.made.parameters else "")
            for score, found in analysis.scores.items()
            if score.startswith(f"{name}:") and found.level != "code"
        ]
        if told:
            out.append(f"Computed on the {_safe(name)} network: {'; '.join(told)}.")
    for name, found in analysis.scores.items():
        if name.startswith("frequency"):
            given = found.made.parameters
            out.append(
                "Statements were counted over time" + (f" ({_safe(options(given))})." if given else ".")
            )
    if analysis.notes:
        out.append(
            f"{count(len(analysis.notes), 'quantity', 'quantities')} could not be computed, as said above."
        )
    return " ".join(out)


def _sure(analysis: Analysis) -> str:
    """Say how intervals and comparisons with chance were made."""
    out = []
    for name, found in analysis.scores.items():
        chance = found.chance
        if chance is None:
            continue
        network, _, _ = name.partition(":")
        shared = f"{SHARED.get(chance.null, chance.null)} ({_safe(chance.null)})"
        cited = _cite("neal") if chance.null == "sdsm" else ""
        told = (
            f"the {_safe(network)} network was compared with {count(len(chance.values), 'random network')} {shared}"
            f"{cited}"
        )
        out.append(told)
    text = ""
    if out:
        text = (
            f"As scores of polarization are high on random networks too{_cite('salloum')}, "
            f"{'; '.join(dict.fromkeys(out))}, each put in groups anew by the same method; p is two-sided."
        )
    study = analysis.studies.get("robustness")
    if study is None or "sample_n" not in study["scores"] or not study["scores"]["sample_n"].notna().any():
        return text
    given = study.made.parameters
    rows = study["scores"]
    by = f" by {_safe(given['by'])}" if isinstance(given.get("by"), str) else ""
    draws = sorted({int(n) for n in rows["sample_n"].dropna()})
    many = f"{draws[-1]}" if len(draws) == 1 else f"{draws[0]} to {draws[-1]}"
    told = (
        f"Intervals hold 95\u202f% of {many} bootstrap draws{by}{_cite('hesterberg')}; from each draw the networks, "
        "their groups and scores were computed anew."
    )
    return f"{text} {told}".strip()
