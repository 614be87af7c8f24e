"""Facts in the past tense. `emit` appends one to the ledger in the same transaction as the change that it tells of."""

from typing import Any, ClassVar, dataclass_transform

from appliance.kernel import current

REGISTRY: dict[str, type["Event"]] = {}


@dataclass_transform(frozen_default=True)
class Event:
    """Subclasses annotate ids and small facts, never secrets or long texts, and are made like frozen dataclasses.

    They are no dataclasses: generating the code of more than a hundred of them would take a tenth of the start.
    """

    event_name: ClassVar[str] = ""
    fact_names: ClassVar[tuple[str, ...]] = ()

    def __init_subclass__(cls, **options: Any) -> None:
        super().__init_subclass__(**options)
        name = cls.event_name = cls.__name__
        if name in REGISTRY and REGISTRY[name].__module__ != cls.__module__:
            raise TypeError(f"two events are called {name}")
        REGISTRY[name] = cls
        own = vars(cls).get("__annotations__", {})
        cls.fact_names = tuple(dict.fromkeys((*cls.fact_names, *own)))

    def __init__(self, *values: Any, **named: Any) -> None:
        given = dict(zip(self.fact_names, values, strict=False)) | named
        missing = [name for name in self.fact_names if name not in given and not hasattr(type(self), name)]
        if missing or len(values) > len(self.fact_names) or given.keys() - set(self.fact_names):
            raise TypeError(f"{self.event_name} takes {', '.join(self.fact_names)}")
        self.__dict__.update(given)

    def __setattr__(self, name: str, value: Any) -> None:
        raise AttributeError(f"{self.event_name} is a fact: nothing of it changes")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Event) and type(self) is type(other) and self.facts() == other.facts()

    def __hash__(self) -> int:
        return hash((self.event_name, *self.facts().values()))

    def __repr__(self) -> str:
        return f"{self.event_name}({', '.join(f'{name}={value!r}' for name, value in self.facts().items())})"

    def facts(self) -> dict[str, Any]:
        """The event's fields, as the ledger keeps them."""
        return {name: getattr(self, name) for name in self.fact_names}


def emit(event: Event) -> None:
    """Record a fact in the open unit; RuntimeError outside of one."""
    current.open_unit().record(event)
