"""Lists and single rows out of queries: filters, sorting, stable cursors, totals; and 404 for what is not there."""

import operator
from collections.abc import Callable
from typing import Any

from peewee import ModelSelect, fn

from appliance.kernel.page import Condition, Filter, PageAsk, Pagination, Rows, decode_cursor, encode_cursor
from appliance.kernel.problem import BadRequest, NotFound
from appliance.store.listing import first, listed


def found(query: ModelSelect, noun: str) -> Any:
    """The one row of a query, or 404. Missing and invisible look the same."""
    row = first(query)
    if row is None:
        raise NotFound(f"{noun} not found")
    return row


_COMPARE: dict[str, Callable[[Any, Any], Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "gt": operator.gt,
    "gte": operator.ge,
    "lt": operator.lt,
    "lte": operator.le,
    "in": lambda column, value: column.in_(value),
    "isnull": lambda column, value: column.is_null(value),
    "contains": lambda column, value: fn.instr(fn.lower(column), value.lower()) > 0,
}


def _conditions(table: Any, where: Filter) -> list[Any]:
    """The filter's conditions on columns of `table`; extras are left to the room."""
    return [_expression(table, one) for one in where.conditions if one.field not in where.extras]


def _expression(table: Any, condition: Condition) -> Any:
    return _COMPARE[condition.operator](getattr(table, condition.field), condition.value)


def paged(query: ModelSelect, table: Any, where: Filter, ask: PageAsk) -> Rows[Any]:
    """One page of a query's rows, in the asked order; the id breaks ties, so a cursor is stable under inserts."""
    sort = _sort(where, ask)
    descending, column = sort.startswith("-"), getattr(table, sort.lstrip("-"))
    behind = [_behind(table, column, descending, decode_cursor(ask.cursor, sort, 2))] if ask.cursor else []
    order = (column.desc(), table.id.desc()) if descending else (column.asc(), table.id.asc())
    total, rows = listed(query, _conditions(table, where), behind, order, ask.limit + 1)
    more, rows = len(rows) > ask.limit, rows[: ask.limit]
    cursor = encode_cursor(sort, [_plain(getattr(rows[-1], sort.lstrip("-"))), rows[-1].id]) if more else None
    pagination = Pagination.model_construct(next_cursor=cursor, has_more=more, total=total)
    return Rows(rows, pagination)


def _sort(where: Filter, ask: PageAsk) -> str:
    sort = ask.sort or where.sorts[0]
    allowed = {name.lstrip("-") for name in where.sorts}
    if sort.removeprefix("-") not in allowed:
        raise BadRequest(f"This list is sorted by {', '.join(sorted(allowed))} only", param="sort")
    return sort


def _behind(table: Any, column: Any, descending: bool, place: list[Any]) -> Any:
    value, id_ = place
    if value is None:
        tie = table.id < id_ if descending else table.id > id_
        return (column.is_null() & tie) if descending else ((column.is_null() & tie) | column.is_null(False))
    if descending:
        return (column < value) | ((column == value) & (table.id < id_)) | column.is_null()
    return (column > value) | ((column == value) & (table.id > id_))


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int | float) else str(value)
