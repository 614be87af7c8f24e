"""The filter language of RFC 7644, 3.4.2.2 and the paths of 3.5.2, read into small trees. Names fold their case."""

import re
from dataclasses import dataclass
from typing import Any

import orjson

from appliance.rooms.identity.scim.wire import InvalidFilter, InvalidPath

MOST_CHARACTERS = 4_000
MOST_DEPTH = 20
MOST_TERMS = 100
OPERATORS = frozenset({"eq", "ne", "co", "sw", "ew", "gt", "ge", "lt", "le"})
_TOKEN = re.compile(
    r"""\s*(?: (?P<string> "(?:[^"\\]|\\.)*" ) | (?P<number> -?\d+(?:\.\d+)?(?:[eE][+-]?\d+)? (?![\w:.]) )
        | (?P<word> (?:urn:[\w.:-]+:[A-Za-z$][\w$-]*|[A-Za-z$][\w$-]*)(?:\.[A-Za-z$][\w$-]*){0,2} )
        | (?P<mark> [()\[\].] ) )""",
    re.VERBOSE,
)
_WORDS = {"true": True, "false": False, "null": None}
_URN = re.compile(r"(?P<urn>urn:[\w.:-]+?:\d+\.\d+:\w+)(?::(?P<rest>.+))?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Name:
    """An attribute: `schema` is empty for the core ones; `sub` is the part behind the point. All in lower case."""

    attribute: str
    sub: str = ""
    schema: str = ""


@dataclass(frozen=True, slots=True)
class Compare:
    name: Name
    operator: str  # one of OPERATORS, or pr
    value: Any = None


@dataclass(frozen=True, slots=True)
class Both:
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Either:
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Not:
    inner: "Node"


@dataclass(frozen=True, slots=True)
class Within:
    """`emails[type eq "work"]`: some value of a multi-valued attribute meets all of the inner filter."""

    name: Name
    inner: "Node"


Node = Compare | Both | Either | Not | Within


@dataclass(frozen=True, slots=True)
class Path:
    """Where a PATCH operation works: an attribute, which of its values, and which part of them."""

    name: Name
    where: Node | None = None
    sub: str = ""


def name_of(word: str) -> Name:
    """An attribute by its written name, with or without the schema's URN before it."""
    found, schema = _URN.fullmatch(word), ""
    if found is not None:
        schema, word = found["urn"].lower(), found["rest"] or ""
    attribute, _, sub = word.lower().partition(".")
    return Name(attribute, sub, "" if ":core:" in schema else schema)


def filter_of(text: str) -> Node:
    """Read a filter; InvalidFilter for what is none."""
    reader = _Reader(text)
    node = reader.either()
    reader.end()
    return node


def path_of(text: str) -> Path:
    """Read the path of an operation; InvalidPath for what is none."""
    try:
        reader = _Reader(text)
        name = name_of(reader.word())
        if not reader.takes("["):
            reader.end()
            return Path(Name(name.attribute, "", name.schema), None, name.sub)
        where = reader.either()
        reader.must("]")
        sub = reader.word().lower() if reader.takes(".") else ""
        reader.end()
    except InvalidFilter as wrong:
        raise InvalidPath(f"The path cannot be read: {wrong.text}") from None
    return Path(name, where, sub)


class _Reader:
    """Recursive descent over the tokens: or, and, not, brackets, comparisons."""

    def __init__(self, text: str) -> None:
        if len(text) > MOST_CHARACTERS:
            raise InvalidFilter("The filter is too long")
        self._tokens = _tokens(text)
        self._at = 0
        self._depth = 0
        self._terms = 0

    def _peek(self) -> tuple[str, str]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", "")

    def takes(self, mark: str) -> bool:
        """Whether this mark or word stands here; it is passed over then."""
        kind, text = self._peek()
        if kind in ("mark", "word") and text.lower() == mark:
            self._at += 1
            return True
        return False

    def must(self, mark: str) -> None:
        """Pass over a mark that has to be here."""
        if not self.takes(mark):
            raise InvalidFilter(f"The filter lacks a {mark}")

    def end(self) -> None:
        """Nothing may follow."""
        if self._peek()[0] != "end":
            raise InvalidFilter("The filter goes on after its end")

    def word(self) -> str:
        """The attribute or operator that has to be here."""
        kind, text = self._peek()
        if kind != "word":
            raise InvalidFilter("The filter lacks the name of an attribute")
        self._at += 1
        return text

    def either(self) -> Node:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            raise InvalidFilter("The filter is nested too deeply")
        node = self._both()
        while self.takes("or"):
            node = Either(node, self._both())
        self._depth -= 1
        return node

    def _both(self) -> Node:
        node = self._one()
        while self.takes("and"):
            node = Both(node, self._one())
        return node

    def _one(self) -> Node:
        self._terms += 1
        if self._terms > MOST_TERMS:
            raise InvalidFilter("The filter has too many terms")
        if self.takes("not"):
            self.must("(")
            return Not(self._closed(")"))
        if self.takes("("):
            return self._closed(")")
        name = name_of(self.word())
        if self.takes("["):
            return Within(name, self._closed("]"))
        return self._compared(name)

    def _closed(self, mark: str) -> Node:
        node = self.either()
        self.must(mark)
        return node

    def _compared(self, name: Name) -> Node:
        operator = self.word().lower()
        if operator == "pr":
            return Compare(name, "pr")
        if operator not in OPERATORS:
            raise InvalidFilter("The filter has an operator that is none")
        return Compare(name, operator, self._value())

    def _value(self) -> Any:
        kind, text = self._peek()
        self._at += 1
        if kind in ("string", "number"):
            try:
                return orjson.loads(text)
            except orjson.JSONDecodeError:
                raise InvalidFilter("A value of the filter cannot be read") from None
        if kind == "word" and text.lower() in _WORDS:
            return _WORDS[text.lower()]
        raise InvalidFilter("The filter lacks a value")


def _tokens(text: str) -> list[tuple[str, str]]:
    found, at = [], 0
    text = text.rstrip()
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None or match.end() == at:
            raise InvalidFilter(f"The filter cannot be read at character {at + 1}")
        found.append((str(match.lastgroup), match[str(match.lastgroup)].strip()))
        at = match.end()
    return found
