"""List queries as prepared statements: peewee writes the SQL of a shape once, later lists only bind new values.

A shape is a query's tree without its values. What this cannot read is written by peewee each time, never guessed.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from peewee import (
    OP,
    SQL,
    Alias,
    BlobField,
    Expression,
    Field,
    FloatField,
    Function,
    IntegerField,
    ModelSelect,
    Select,
    TextField,
    fn,
)

from appliance.store.unit import reading_connection

MOST_SHAPES = 2_000
_PLAIN = (str, int, float, bytes, Enum)
_EMPTY = ("_group_by", "_having", "_windows", "_distinct", "_simple_distinct", "_order_by", "_limit", "_offset",
          "_cte_list", "_lateral", "_for_update")  # fmt: skip


_UNCHANGED = (TextField, IntegerField, FloatField, BlobField)
"""Strict tables give their columns back as what they are."""


class _Unreadable(Exception):
    """A node whose shape is not known here."""


@dataclass(frozen=True, slots=True)
class _Statements:
    count: str
    page: str
    make: Callable[[Sequence[Any]], list[Any]]


_known: dict[Hashable, _Statements] = {}
_makers: dict[type, Callable[[Sequence[Any]], list[Any]]] = {}


def listed(query: ModelSelect, more: list[Any], behind: list[Any], order: tuple[Any, ...], most: int) -> Any:
    """How many rows the query has with `more` conditions, and the first `most` of those behind a place in `order`.

    The rows are plain objects with the table's columns as attributes.
    """
    values: list[Any] = []
    try:
        _require_whole_rows(query)
        key = _shape(query, values), *[_shape(one, values) for one in more]
        counted = len(values)
        key = key, *[_shape(one, values) for one in behind], *[(id(one.node), one.direction) for one in order]
    except _Unreadable:
        return _written(query, more, behind, order, most)
    statements = _known.get(key)
    if statements is None:
        statements = _build(query, more, behind, order, [*values, most])
        if len(_known) < MOST_SHAPES:
            _known[key] = statements
    connection = reading_connection()
    ((total,),) = connection.execute(statements.count, values[:counted]).fetchall()
    rows = connection.execute(statements.page, [*values, most]).fetchall()
    return total, statements.make(rows)


def _require_whole_rows(query: ModelSelect) -> None:
    if not query._is_default:  # noqa: SLF001 -- peewee's mark of a query for all columns
        raise _Unreadable


def _full(query: ModelSelect, more: list[Any], behind: list[Any], order: tuple[Any, ...], most: int) -> Any:
    for one in (*more, *behind):
        query = query.where(one)
    return query.order_by(*order).limit(most)


def _written(query: ModelSelect, more: list[Any], behind: list[Any], order: tuple[Any, ...], most: int) -> Any:
    for one in more:
        query = query.where(one)
    return query.count(), list(_full(query, [], behind, order, most))


def _build(
    query: ModelSelect, more: list[Any], behind: list[Any], order: tuple[Any, ...], values: list[Any]
) -> _Statements:
    page, bound = _full(query, more, behind, order, values[-1]).sql()
    if bound != values:
        raise RuntimeError(f"a list's values were read as {len(values)}, and bound as {len(bound)}")
    for one in more:
        query = query.where(one)
    count, _ = query.select(fn.COUNT(SQL("1"))).sql()
    return _Statements(count, page, maker(query.model))


def maker(table: Any) -> Callable[[Sequence[Any]], list[Any]]:
    """Makes plain objects of a table's rows, their columns in the table's order."""
    if table not in _makers:
        _makers[table] = _maker(table)
    return _makers[table]


def _maker(table: Any) -> Callable[[Sequence[Any]], list[Any]]:
    fields = table._meta.sorted_fields  # noqa: SLF001 -- peewee's documented place of a model's facts
    names = [field.name for field in fields]
    changed = [(field.name, field.python_value) for field in fields if type(field) not in _UNCHANGED]
    kind = type(table.__name__, (Record,), {})

    def make(rows: Sequence[Any]) -> list[Any]:
        made = []
        for row in rows:
            record = kind()
            columns = vars(record)
            columns.update(zip(names, row, strict=True))
            for name, to in changed:
                columns[name] = to(columns[name])
            made.append(record)
        return made

    return make


class Record:
    """A row that only carries its columns."""


def _shape(node: Any, values: list[Any], convert: Any = None) -> Hashable:
    """The shape of a node; its values are appended to `values` in the order in which peewee binds them."""
    kind = type(node)
    if kind is Expression:
        left = node.lhs
        to = left.db_value if isinstance(left, Field) else None
        if node.rhs is None and node.op in (OP.IS, OP.IS_NOT):
            return node.op, node.flat, _shape(left, values, to)
        return node.op, node.flat, _shape(left, values, to), _shape(node.rhs, values, to)
    if isinstance(node, Field):
        return id(node)
    if isinstance(node, _PLAIN):
        values.append(node if convert is None else convert(node))
        return "?"
    if kind is list or kind is tuple:
        return "in", *[_shape(one, values, convert) for one in node]
    return _rarer(node, values, convert)


def _rarer(node: Any, values: list[Any], convert: Any) -> Hashable:
    kind = type(node)
    if kind is SQL and not node.params:
        return "sql", node.sql
    if kind is Alias:
        return "as", node._alias, _shape(node.node, values, convert)  # noqa: SLF001
    if kind is Function and node._filter is None and node._order_by is None:  # noqa: SLF001
        inner = convert if node._coerce else None  # noqa: SLF001
        return node.name, *[_shape(one, values, inner) for one in node.arguments]
    if isinstance(node, Select):
        return _select(node, values)
    raise _Unreadable


def _select(node: Any, values: list[Any]) -> Hashable:
    facts = vars(node)
    if any(facts.get(name) for name in _EMPTY):
        raise _Unreadable
    model = facts.get("model")
    if model is not None:
        returned: Hashable = tuple(map(id, facts["_returning"]))
        if [id(one) for one in facts["_from_list"]] != [id(model)]:
            raise _Unreadable
        source: Hashable = id(model)
    else:
        returned = tuple([_shape(one, values) for one in facts["_returning"]])
        source = tuple([_shape(one, values) for one in facts["_from_list"]])
    where = facts["_where"]
    return "select", source, returned, None if where is None else _shape(where, values)
