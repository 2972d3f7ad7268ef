"""How sure the scores of a run are: what is asked of each network, as calls that any process can make."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from discourse import verbs
from discourse.errors import NotComputable, OptionError
from discourse.model.network import Network
from discourse.model.robustness import Robustness
from discourse.model.statements import Statements
from discourse.verbs.robust import ALONE

#: With at least so many documents, these are drawn; with fewer those who speak, whose number is the larger one.
_DOCUMENTS = 20
#: A draw of a network with more ties takes so long that fewer are made, in proportion, but never below the least.
_TIES, _LEAST = 500_000, 40
#: Betweenness of every draw is computed where nodes times ties are at most so many.
_PATHS = 50_000


@dataclass(frozen=True)
class Sure:
    """What is known, and what could not be computed: what, and why."""

    found: Robustness | None = None
    notes: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Question:
    """What is asked of one network.

    Attributes
    ----------
    name : str
        Of the network.
    data : Statements or Network
    scores : sequence
        As for :func:`discourse.robustness`.
    options : dict
        Further ones of it.
    """

    name: str
    data: Statements | Network
    scores: Sequence[str | Mapping[str, Any]]
    options: dict[str, Any] = field(default_factory=dict)


def answer(question: Question) -> Sure:
    """Ask all; what cannot be computed is left out, and said.

    Parameters
    ----------
    question : Question

    Returns
    -------
    Sure
    """
    about = f"of the {question.name} network"
    reason = ""
    for left_out, told in (
        ((), ""),
        (("times",), f"intervals {about}"),
        (("times", "nulls", "over"), f"intervals and comparisons {about}"),
    ):
        options = {**question.options, **dict.fromkeys(left_out, 0)}
        try:
            found = verbs.robustness(question.data, scores=question.scores, name=question.name, **options)
        except (NotComputable, OptionError) as error:
            reason = str(error)
            continue
        notes = [(told, reason)] if reason else []
        alone = [note for note in found.made.notes if note.startswith(ALONE)]
        notes += [
            (f"random networks to compare the scores {about} with", n.partition(": ")[2]) for n in alone
        ]
        return Sure(found, tuple(notes))
    return Sure(None, ((f"how sure the scores {about} are", reason),))


def codes(data: Statements, scores: Sequence[Mapping[str, Any]], options: Mapping[str, Any]) -> Sure:
    """Draw scores of statements anew.

    Parameters
    ----------
    data : Statements
    scores : sequence of mapping
    options : mapping
        Of :func:`discourse.bootstrap`.

    Returns
    -------
    Sure
    """
    try:
        drawn = verbs.bootstrap(data, project=None, cluster=None, scores=list(scores), **options)
    except (NotComputable, OptionError) as error:
        return Sure(None, (("intervals of the scores of codes", str(error)),))
    labels = {
        f"{variable.name}:{value}": label
        for variable in data.variables
        for value, label in data.labels(variable.name).items()
    }
    return Sure(Robustness({}, drawn, network="statements", labels=labels, made=drawn.made))


def units(statements: Statements, speaker: str) -> str:
    """Return what is drawn: documents where there are many, or else those who speak.

    Examples
    --------
    >>> units(Statements.from_rows([("Ada", "ban", 1), ("Bea", "ban", -1)]), "commenter")
    'commenter'
    """
    return "document" if statements.table["document_id"].nunique() >= _DOCUMENTS else speaker


def draws(times: int, ties: int = 0) -> int:
    """Return how many draws a network with so many ties gets, or the scores of codes.

    Examples
    --------
    >>> draws(200), draws(200, 1_000_000)
    (200, 100)
    """
    return min(times, max(_LEAST, int(times * _TIES / max(ties, 1))))


def scores_of(network: Network, known: Sequence[str]) -> list[str]:
    """Return the scores that are drawn: those of the whole network that are known, and of nodes what is quick.

    Examples
    --------
    >>> scores_of(Network.from_matrix([[0, 1], [1, 0]], ["a", "b"]), ["density"])
    ['density', 'degree', 'betweenness']
    """
    paths = ["betweenness"] if network.order * network.size <= _PATHS else []
    return [*known, "degree", *paths]
