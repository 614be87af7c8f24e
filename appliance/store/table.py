"""The base of every table: id, organisation, times, version. Each change counts up `version` and feeds `changes`."""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any, ClassVar, Self

from peewee import DatabaseProxy, Model, ModelBase

from appliance.kernel import clock, current
from appliance.kernel.ids import new_id
from appliance.store.columns import Id, Line, Stamp, Whole
from appliance.store.listing import first

bound = DatabaseProxy()
"""The one database of the process; `store.open_store` binds it."""

_CAPITAL = re.compile(r"(?<!^)(?=[A-Z])")


def _table_name(model: type[Any]) -> str:
    room = model.__module__.split(".")[-2:][0]
    return f"{room}_{_CAPITAL.sub('_', model.__name__).lower()}"


class _TableMeta(ModelBase):
    """Turns the plain `unique` and `fast` lists of a table into indexes."""

    def __new__(cls, name: str, bases: tuple[type, ...], attrs: dict[str, Any], **options: Any) -> Any:
        model: Any = super().__new__(cls, name, bases, attrs, **options)
        if hasattr(model, "_meta"):
            indexes = [(tuple(columns), True) for columns in attrs.get("unique", ())]
            indexes += [(tuple(columns), False) for columns in attrs.get("fast", ())]
            model._meta.indexes = indexes  # noqa: SLF001 -- the documented way to say it in code
        return model


class Table(Model, metaclass=_TableMeta):
    """Rows belong to an organisation. `prefix` is their ids' kind; `feed=False` keeps them out of the changes feed."""

    prefix: ClassVar[str] = ""
    feed: ClassVar[bool] = True
    unique: ClassVar[tuple[tuple[str, ...], ...]] = ()
    fast: ClassVar[tuple[tuple[str, ...], ...]] = ()

    id = Id()
    org_id = Line()
    created_at = Stamp()
    updated_at = Stamp()
    version = Whole()

    class Meta:  # noqa: D106 -- peewee's own word
        database = bound
        table_function = _table_name
        legacy_table_names = False
        strict_tables = True

    def __init_subclass__(cls, prefix: str = "", feed: bool = True, **options: Any) -> None:
        super().__init_subclass__(**options)
        cls.prefix, cls.feed = prefix, feed

    @classmethod
    def get_or_none(cls, *conditions: Any) -> Self | None:
        """The first row that meets the conditions, inside a unit."""
        found: Self | None = first(cls.select().where(*conditions))
        return found

    @classmethod
    def add(cls, **fields: Any) -> Self:
        """Insert a row; id, times and version are filled in."""
        values = cls._filled(fields)
        row = cls(**values)
        cls._connection().execute(cls._insertion(), row._columns(cls._meta.sorted_field_names))
        row._feed()
        return row

    @classmethod
    def add_many(cls, rows: Iterable[dict[str, Any]]) -> None:
        """Insert many rows with one prepared statement. They are not fed to `changes`: their owner is."""
        names = cls._meta.sorted_field_names
        filled = [cls(**cls._filled(row)) for row in rows]
        values = [cls._columns(row, names) for row in filled]
        cls._connection().executemany(cls._insertion(), values)

    @classmethod
    def _connection(cls) -> Any:
        return cls._meta.database.connection()

    @classmethod
    @cache
    def _insertion(cls) -> str:
        names = cls._meta.sorted_field_names
        columns, marks = ", ".join(f'"{name}"' for name in names), ", ".join("?" * len(names))
        return f'INSERT INTO "{cls._meta.table_name}" ({columns}) VALUES ({marks})'

    def _columns(self, names: Iterable[str]) -> list[Any]:
        fields = self._meta.fields
        return [fields[name].db_value(getattr(self, name)) for name in names]

    @classmethod
    def _filled(cls, fields: dict[str, Any]) -> dict[str, Any]:
        now = clock.now_ms()
        stamps = {"created_at": now, "updated_at": now, "version": 1}
        return stamps | ({} if "id" in fields else {"id": new_id(cls.prefix)}) | fields

    def change(self, **fields: Any) -> Self:
        """Update these columns of the row, count its version up, and feed the change."""
        cls = type(self)
        fields["updated_at"] = clock.now_ms()
        for name, value in fields.items():
            setattr(self, name, value)
        columns = ", ".join(f'"{name}" = ?' for name in fields)
        sql = f'UPDATE "{cls._meta.table_name}" SET {columns}, version = version + 1 WHERE id = ?'
        cls._connection().execute(sql, [*self._columns(fields), self.id])
        self.version += 1
        self._feed()
        return self

    def remove(self) -> None:
        """Delete the row, and feed the change."""
        cls = type(self)
        cls._connection().execute(f'DELETE FROM "{cls._meta.table_name}" WHERE id = ?', [self.id])
        self._feed()

    def touch(self) -> None:
        """Feed a change that another table's row made visible in this one."""
        self._feed()

    def _feed(self) -> None:
        if type(self).feed:
            current.open_unit().changed(type(self).prefix, self.id, self.org_id)
