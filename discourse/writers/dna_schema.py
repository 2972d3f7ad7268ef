"""The tables of DNA 3, and of what we keep beside them."""

from __future__ import annotations

import base64
import hashlib
from functools import lru_cache

from discourse.model.database import PERMISSIONS

#: DNA takes texts of fewer than 191 characters in all columns but the long ones.
LONGEST = 190
#: The schema's version, as DNA tells it.
VERSION = "3.0.7"


def _short(name: str, default: str = "") -> str:
    return f"{name} TEXT NOT NULL{default} CHECK (LENGTH({name}) < 191)"


def _byte(name: str, rule: str = " NOT NULL DEFAULT 0") -> str:
    return f"{name} INTEGER{rule} CHECK ({name} BETWEEN 0 AND 255)"


def _flag(name: str, default: int = 1) -> str:
    return f"{name} INTEGER NOT NULL DEFAULT {default} CHECK ({name} BETWEEN 0 AND 1)"


def _to(column: str, table: str) -> str:
    return f"FOREIGN KEY({column}) REFERENCES {table}(ID) ON DELETE CASCADE"


def permission(name: str) -> str:
    """Return DNA's column for one of the permissions.

    Examples
    --------
    >>> permission("add_documents")
    'PermissionAddDocuments'
    """
    return "Permission" + "".join(part.capitalize() for part in name.split("_"))


_KEY = "ID INTEGER PRIMARY KEY NOT NULL"
_COLORS = (_byte("Red"), _byte("Green"), _byte("Blue"))


def _data(name: str, value: str, *more: str) -> tuple[str, ...]:
    return (
        name, _KEY, "StatementId INTEGER NOT NULL", "VariableId INTEGER NOT NULL", value,
        _to("StatementId", "STATEMENTS"), _to("VariableId", "VARIABLES"), *more, "UNIQUE (StatementId, VariableId)",
    )  # fmt: skip


_DEFAULT_TEXT = " DEFAULT ''"
_TABLES: tuple[tuple[str, ...], ...] = (
    ("SETTINGS", "Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"),
    (
        "CODERS", _KEY, _short("Name"), *_COLORS,
        "Refresh INTEGER NOT NULL DEFAULT 0 CHECK (Refresh BETWEEN 0 AND 9999)",
        "FontSize INTEGER NOT NULL DEFAULT 14 CHECK (FontSize BETWEEN 1 AND 99)",
        _short("Password"),
        "PopupWidth INTEGER DEFAULT 300 CHECK (PopupWidth BETWEEN 100 AND 9999)",
        _flag("ColorByCoder", 0), _flag("PopupDecoration", 0), _flag("PopupAutoComplete"),
        *(_flag(permission(name)) for name in PERMISSIONS),
    ),
    (
        "DOCUMENTS", _KEY, _short("Title"), "Text TEXT NOT NULL", "Coder INTEGER",
        _short("Author", _DEFAULT_TEXT), _short("Source", _DEFAULT_TEXT), _short("Section", _DEFAULT_TEXT),
        "Notes TEXT NOT NULL DEFAULT ''", _short("Type", _DEFAULT_TEXT), "Date INTEGER NOT NULL",
        _to("Coder", "CODERS"),
    ),
    ("STATEMENTTYPES", _KEY, _short("Label"), *_COLORS),
    (
        "VARIABLES", _KEY, _short("Variable"),
        "DataType TEXT NOT NULL DEFAULT 'short text' "
        "CHECK (DataType IN ('boolean', 'integer', 'long text', 'short text'))",
        "StatementTypeId INTEGER", _to("StatementTypeId", "STATEMENTTYPES"), "UNIQUE (Variable, StatementTypeId)",
    ),
    (
        "VARIABLELINKS", _KEY, "SourceVariableId INTEGER", "TargetVariableId INTEGER",
        "CHECK (TargetVariableId != SourceVariableId)",
        _to("SourceVariableId", "VARIABLES"), _to("TargetVariableId", "VARIABLES"),
    ),
    ("REGEXES", "Label TEXT PRIMARY KEY CHECK (LENGTH(Label) < 191)", *_COLORS),
    (
        "CODERRELATIONS", _KEY, "Coder INTEGER CHECK (Coder > 0)", "OtherCoder INTEGER CHECK (OtherCoder > 0)",
        _flag("viewStatements"), _flag("editStatements"), _flag("viewDocuments"), _flag("editDocuments"),
        "CHECK (Coder != OtherCoder)", _to("Coder", "CODERS"), _to("OtherCoder", "CODERS"),
    ),
    (
        "STATEMENTS", _KEY, "StatementTypeId INTEGER", "DocumentId INTEGER",
        "Start INTEGER NOT NULL CHECK (Start >= 0)", "Stop INTEGER NOT NULL CHECK (Stop >= 0)", "Coder INTEGER",
        "CHECK (Start < Stop)", _to("StatementTypeId", "STATEMENTTYPES"), _to("Coder", "CODERS"),
        _to("DocumentId", "DOCUMENTS"),
    ),
    _data("DATABOOLEAN", "Value INTEGER NOT NULL DEFAULT 1"),
    _data("DATAINTEGER", "Value INTEGER NOT NULL DEFAULT 0"),
    (
        "ENTITIES", _KEY, "VariableId INTEGER NOT NULL", _short("Value", _DEFAULT_TEXT),
        _byte("Red", ""), _byte("Green", ""), _byte("Blue", ""), "ChildOf INTEGER CHECK (ChildOf > 0)",
        "UNIQUE (VariableId, Value)", _to("ChildOf", "ENTITIES"), _to("VariableId", "VARIABLES"),
    ),
    _data("DATASHORTTEXT", "Entity INTEGER NOT NULL", _to("Entity", "ENTITIES")),
    _data("DATALONGTEXT", "Value TEXT DEFAULT ''"),
    (
        "ATTRIBUTEVARIABLES", _KEY, "VariableId INTEGER NOT NULL", _short("AttributeVariable"),
        "UNIQUE (VariableId, AttributeVariable)", _to("VariableId", "VARIABLES"),
    ),
    (
        "ATTRIBUTEVALUES", _KEY, "EntityId INTEGER NOT NULL", "AttributeVariableId INTEGER NOT NULL",
        _short("AttributeValue", _DEFAULT_TEXT), "UNIQUE (EntityId, AttributeVariableId)",
        _to("EntityId", "ENTITIES"), _to("AttributeVariableId", "ATTRIBUTEVARIABLES"),
    ),
    # What DNA has no place for. It looks at none of these.
    ("DISCOURSE_SETTINGS", "Property TEXT PRIMARY KEY", "Value TEXT NOT NULL"),
    ("DISCOURSE_TYPES", "TypeId INTEGER PRIMARY KEY", "Facts TEXT NOT NULL"),
    (
        "DISCOURSE_DOCUMENTS", "DocumentId INTEGER PRIMARY KEY", "Place INTEGER", "Name TEXT NOT NULL",
        "Comment TEXT", "Length INTEGER NOT NULL", "Undated INTEGER NOT NULL",
    ),
    (
        "DISCOURSE_STATEMENTS", "StatementId INTEGER PRIMARY KEY", "Document INTEGER NOT NULL",
        "First INTEGER NOT NULL", "Last INTEGER NOT NULL", "Place INTEGER NOT NULL", "Name TEXT NOT NULL",
        "Confidence REAL", "Status TEXT", "Supersedes TEXT", "Weight REAL",
    ),
    ("DISCOURSE_BARE", "EntityId INTEGER PRIMARY KEY"),
    (
        "DISCOURSE_VALUES", "Kind TEXT NOT NULL", "Id INTEGER NOT NULL", "Field TEXT NOT NULL", "Shown TEXT",
        "Value TEXT NOT NULL", "PRIMARY KEY (Kind, Id, Field)",
    ),
    ("DISCOURSE_LINKS", "ID INTEGER PRIMARY KEY", "Source TEXT NOT NULL", "Target TEXT NOT NULL"),
)  # fmt: skip


def schema() -> list[str]:
    """Return the statements that make all tables.

    Examples
    --------
    >>> schema()[0]
    'CREATE TABLE SETTINGS(Property TEXT PRIMARY KEY, Value TEXT NOT NULL)'
    """
    return [f"CREATE TABLE {name}({', '.join(parts)})" for name, *parts in _TABLES]


@lru_cache(maxsize=4)
def password_digest(password: str) -> str:
    """Return a password as DNA keeps it: salt and salted SHA-256, taken 100,000 times, in base 64.

    Parameters
    ----------
    password : str

    Returns
    -------
    str
        The salt follows from the password, so that the same database is written twice; this protects nothing.

    Examples
    --------
    >>> len(password_digest("discourse"))
    64
    """
    salt = hashlib.sha256(b"discourse-toolkit" + password.encode()).digest()[:16]
    state = salt + password.encode()
    for _ in range(100_000):
        state = hashlib.sha256(state).digest()
    return base64.b64encode(salt + state).decode()
