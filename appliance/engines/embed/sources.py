"""Where vectors may come from now: models of this machine, the environment's server, organisations' choices."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from appliance.engines.embed import installed
from appliance.engines.embed.installed import Installed
from appliance.engines.embed.provider import EmbeddingServer, Provider


@dataclass(frozen=True, slots=True)
class Active:
    """A model that can be asked. `languages` () means that it was made for all."""

    id: str
    name: str
    kind: str
    dimensions: int | None
    languages: tuple[str, ...]

    def speaks(self, language: str) -> bool:
        """Whether nearness by this model means something in a language."""
        return not self.languages or language in self.languages


@dataclass(frozen=True, slots=True)
class Choice:
    """What an organisation chose: a model of this machine by name, or one of a server.

    One that is not wanted any more may still be asked, for what serves with its vectors.
    """

    org_id: str
    model: str
    server: EmbeddingServer | None = None
    languages: tuple[str, ...] = ()
    is_wanted: bool = True


class Sources:
    """A picture of one moment; never changed."""

    def __init__(
        self, models: Sequence[Installed], named: str, languages: tuple[str, ...], server: Provider | None,
        chosen: Iterable[tuple[Choice, Provider | None]] = (),
    ) -> None:  # fmt: skip
        self.locals = {one.id: one for one in models}
        self._languages = languages
        self._providers: dict[tuple[str, str], tuple[Active, Provider]] = {}
        self._wanted: dict[str, Active | None] = {}
        for choice, provider in chosen:
            active = self._served(choice.org_id, provider, choice.languages) if provider else None
            if choice.is_wanted:
                local = next((one for one in models if one.name == choice.model), None)
                self._wanted[choice.org_id] = active or (self._local(local) if local and not provider else None)
        if server is not None:
            self._default: Active | None = self._served("", server, languages)
        else:
            newest = installed.chosen(models, named)
            self._default = self._local(newest) if newest is not None else None

    def _served(self, org_id: str, provider: Provider, languages: tuple[str, ...]) -> Active:
        server = provider.server
        active = Active(server.id, server.model, "server", None, languages)
        self._providers[server.id, org_id] = (active, provider)
        return active

    def _local(self, model: Installed) -> Active:
        return Active(model.id, model.name, "local", model.dimensions, self._languages or model.languages)

    def wanted(self, org_id: str) -> Active | None:
        """The model that an organisation wants; the machine's own where it chose none."""
        return self._wanted.get(org_id, self._default)

    def known(self, model: str, org_id: str) -> Active | None:
        """A model by its id, if this organisation can ask it."""
        served = self._providers.get((model, org_id)) or self._providers.get((model, ""))
        if served is not None:
            return served[0]
        local = self.locals.get(model)
        return self._local(local) if local is not None else None

    def provider(self, model: str, org_id: str) -> Provider | None:
        """The server of a model, None for one of this machine."""
        served = self._providers.get((model, org_id)) or self._providers.get((model, ""))
        return served[1] if served is not None else None

    def ids(self) -> list[str]:
        """Every model that somebody can ask."""
        return sorted({*self.locals, *(model for model, _ in self._providers)})
