"""Facts in the past tense. `emit` appends one to the ledger in the same transaction as the change that it tells of."""

import dataclasses
from typing import Any, ClassVar

from appliance.kernel import current

REGISTRY: dict[str, type["Event"]] = {}


@dataclasses.dataclass(frozen=True)
class Event:
    """Subclasses are frozen dataclasses of ids and small facts, never of secrets or long texts."""

    event_name: ClassVar[str] = ""

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        name = cls.event_name = cls.__name__
        if name in REGISTRY and REGISTRY[name].__module__ != cls.__module__:
            raise TypeError(f"two events are called {name}")
        REGISTRY[name] = cls

    def facts(self) -> dict[str, Any]:
        """The event's fields, as the ledger keeps them."""
        return {field.name: getattr(self, field.name) for field in dataclasses.fields(self)}


def emit(event: Event) -> None:
    """Record a fact in the open unit; RuntimeError outside of one."""
    current.open_unit().record(event)
