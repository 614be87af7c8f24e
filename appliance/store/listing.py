"""List queries as prepared statements: peewee writes the SQL of a shape once, later lists only bind new values.

A shape is a query's tree without its values. What this cannot read is written by peewee each time, never guessed.
A page comes as one row of JSON: for every row that it fetches a thread lets go of the interpreter and queues for it.
"""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

import orjson
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
    Ordering,
    Select,
    TextField,
    fn,
)

from appliance.store.columns import ChoiceField, JsonField
from appliance.store.unit import reading_connection

MOST_SHAPES = 2_000
_PLAIN = (str, int, float, bytes, Enum)
_EMPTY = ("_group_by", "_having", "_windows", "_distinct", "_simple_distinct", "_limit", "_offset",
          "_cte_list", "_lateral", "_for_update")  # fmt: skip


class _Unreadable(Exception):
    """A node whose shape is not known here."""


Make = Callable[[Sequence[Any]], list[Any]]


@dataclass(frozen=True, slots=True)
class _Statement:
    sql: str
    make: Make


_known: dict[Hashable, _Statement] = {}


def listed(query: ModelSelect, more: list[Any], behind: list[Any], order: tuple[Any, ...], most: int) -> Any:
    """How many rows the query has with `more` conditions, and the first `most` of those behind a place in `order`.

    The rows are plain objects with the table's columns as attributes.
    """
    values: list[Any] = []
    try:
        _require_whole_rows(query)
        key = _shape(query, values), *[_shape(one, values) for one in more]
        counted = len(values)
        key = key, *[_shape(one, values) for one in behind], *[_ordering(one) for one in order]
    except _Unreadable:
        return _written(query, more, behind, order, most)
    statement = _known.get(key)
    if statement is None:
        statement = _build(query, more, behind, order, [*values, most])
        if len(_known) < MOST_SHAPES:
            _known[key] = statement
    bound = [*values[:counted], *values, most]
    answer: Any = reading_connection().execute(statement.sql, bound).fetchall()
    total, rows = answer[0]
    return total, statement.make(orjson.loads(rows))


def first(query: ModelSelect) -> Any:
    """The first row of a query as a row of its table, or None."""
    values: list[Any] = []
    try:
        _require_whole_rows(query)
        key = "first", _shape(query, values)
    except _Unreadable:
        return query.limit(1).first()
    statement = _known.get(key)
    if statement is None:
        statement = _Statement(query.limit(1).sql()[0], _row_maker(query.model))
        if len(_known) < MOST_SHAPES:
            _known[key] = statement
    rows = reading_connection().execute(statement.sql, [*values, 1]).fetchall()
    return statement.make(rows)[0] if rows else None


def every(query: ModelSelect) -> list[Any]:
    """Every row of a query as rows of its table, for queries that are asked again and again."""
    values: list[Any] = []
    try:
        _require_whole_rows(query)
        key = "every", _shape(query, values)
    except _Unreadable:
        return list(query)
    statement = _known.get(key)
    if statement is None:
        statement = _Statement(query.sql()[0], _row_maker(query.model))
        if len(_known) < MOST_SHAPES:
            _known[key] = statement
    return statement.make(reading_connection().execute(statement.sql, values).fetchall())


def tuples(query: ModelSelect) -> list[tuple[Any, ...]]:
    """The rows of a query for some columns, as the database holds them."""
    values: list[Any] = []
    try:
        key = "tuples", _shape(query, values)
    except _Unreadable:
        return list(query.tuples())
    statement = _known.get(key)
    if statement is None:
        statement = _Statement(query.sql()[0], list)
        if len(_known) < MOST_SHAPES:
            _known[key] = statement
    return reading_connection().execute(statement.sql, values).fetchall()


def count(query: ModelSelect) -> int:
    """How many rows a query has."""
    ((found,),) = tuples(query.select(fn.COUNT(SQL("1"))))
    return int(found)


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
) -> _Statement:
    statement, bound = _full(query, more, behind, order, values[-1]).sql()
    if bound != values:
        raise RuntimeError(f"a list's values were read as {len(values)}, and bound as {len(bound)}")
    for one in more:
        query = query.where(one)
    number, _ = query.select(fn.COUNT(SQL("1"))).sql()
    fields = query.model._meta.sorted_fields  # noqa: SLF001 -- peewee's documented place of a model's facts
    columns = ", ".join(_as_json(field) for field in fields)
    sql = f"SELECT ({number}), (SELECT json_group_array(json_array({columns})) FROM ({statement}))"
    return _Statement(sql, _maker(query.model.__name__, fields))


def _as_json(field: Any) -> str:
    """A column as JSON can carry it: bytes in hexadecimal, numbers with all their digits."""
    name = f'"{field.column_name}"'
    if isinstance(field, BlobField):
        return f"iif({name} IS NULL, NULL, hex({name}))"
    if isinstance(field, JsonField):
        return f"json({name})"
    if isinstance(field, FloatField):
        return f"iif({name} IS NULL, NULL, format('%!.17g', {name}))"
    return name


def _from_json(field: Any) -> Callable[[Any], Any] | None:
    """What makes the column's value of what JSON carried; None when it is the value."""
    if isinstance(field, BlobField):
        return lambda text: None if text is None else bytes.fromhex(text)
    if isinstance(field, FloatField):
        return lambda text: None if text is None else float(text)
    if isinstance(field, ChoiceField):
        members: dict[Any, Any] = {None: None} | {one.value: one for one in field.choice}
        return members.__getitem__
    if type(field) in (TextField, IntegerField, JsonField):
        return None
    to: Callable[[Any], Any] = field.python_value
    return to


def _maker(name: str, fields: Sequence[Any]) -> Make:
    names = [field.name for field in fields]
    changed = [(field.name, to) for field in fields if (to := _from_json(field)) is not None]
    kind = type(name, (Record,), {})

    def make(rows: Sequence[Any]) -> list[Any]:
        made = []
        for row in rows:
            record = kind()
            columns = vars(record)
            columns.update(zip(names, row, strict=True))
            for column, to in changed:
                columns[column] = to(columns[column])
            made.append(record)
        return made

    return make


def _row_maker(table: Any) -> Make:
    fields = table._meta.sorted_fields  # noqa: SLF001
    names = [field.name for field in fields]
    plain = (TextField, IntegerField, FloatField, BlobField)
    changed = [(field.name, field.python_value) for field in fields if type(field) not in plain]

    def make(rows: Sequence[Any]) -> list[Any]:
        made = []
        for row in rows:
            one = table(__no_default__=1)
            columns = one.__data__
            columns.update(zip(names, row, strict=True))
            for name, to in changed:
                columns[name] = to(columns[name])
            made.append(one)
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
    if model is None:
        source: Hashable = tuple([_shape(one, values) for one in facts["_from_list"]])
    elif [id(one) for one in facts["_from_list"]] == [id(model)]:
        source = id(model)
    else:
        raise _Unreadable
    if facts.get("_is_default"):
        returned: Hashable = "all"
    else:
        returned = tuple([_shape(one, values) for one in facts["_returning"]])
    where = facts["_where"]
    found = None if where is None else _shape(where, values)
    return "select", source, returned, found, tuple([_ordering(one) for one in facts["_order_by"] or ()])


def _ordering(one: Any) -> Hashable:
    if isinstance(one, Field):
        return id(one)
    if isinstance(one, Ordering) and isinstance(one.node, Field) and one.nulls is None and one.collation is None:
        return id(one.node), one.direction
    raise _Unreadable
