"""The single way out to a language model: chooses the provider, lets the screens look at both directions, counts.

What a provider needs is stated in ModelSettings; what goes out and comes in passes the same screens for every provider.
"""

from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass
from typing import Protocol

from appliance.engines.egress import Egress
from appliance.engines.providers.builtin import Builtin
from appliance.engines.providers.contract import (
    Delta,
    FailureCode,
    Finish,
    ModelAsk,
    Provider,
    ProviderFailed,
    StreamItem,
    Usage,
)
from appliance.engines.providers.estimate import estimated_tokens, estimated_usage
from appliance.engines.providers.openai_http import OpenAiHttp, OpenAiServer
from appliance.engines.providers.scripted import Scripted
from appliance.kernel import clock, current


class Screen(Protocol):
    """Looks at what goes to a model and at what comes from it; may change it or stop it with ProviderFailed."""

    def outgoing(self, ask: ModelAsk) -> ModelAsk:
        """The ask as it may leave."""
        ...

    def incoming(self, text: str) -> str:
        """The piece of the answer as it may be shown; an empty text shows nothing."""
        ...


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """Which provider answers and what it needs; `provider` is `builtin`, `scripted` or `openai`."""

    provider: str = "builtin"
    base_url: str = ""
    api_key: str = ""
    model: str = ""
    ca_bundle: str = ""
    script_path: str = ""
    first_token: float = 60.0
    between_tokens: float = 30.0
    total: float = 600.0


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One finished call, for the metrics; times in milliseconds, `outcome` is `ok` or the code of the failure."""

    provider: str
    model: str
    outcome: FailureCode | str
    first_token_ms: int | None
    total_ms: int
    usage: Usage


@dataclass(slots=True)
class _Tally:
    started: float
    first: float | None = None
    usage: Usage | None = None
    text: int = 0
    outcome: str = "cancelled"

    def see(self, item: StreamItem) -> None:
        if isinstance(item, Delta):
            self.first = clock.monotonic() if self.first is None else self.first
            self.text += estimated_tokens(item.text)
        elif isinstance(item, Usage):
            self.usage = item
        elif isinstance(item, Finish):
            self.outcome = "ok"


class Models:
    """Opens providers by name, keeps them for the next call, and streams through the screens.

    `watch` is told of every call, also of failed and cancelled ones. `screens` see text in their order.
    """

    def __init__(
        self,
        egress: Egress,
        settings: ModelSettings | None = None,
        watch: Callable[[ModelCall], None] | None = None,
        screens: tuple[Screen, ...] = (),
    ) -> None:
        self._egress = egress
        self._settings = settings or ModelSettings()
        self._watch = watch
        self._screens = screens
        self._open: dict[ModelSettings, Provider] = {}

    def provider(self, settings: ModelSettings | None = None) -> Provider:
        """The provider for these settings, or for the default ones; ProviderFailed when they name none."""
        wanted = settings or self._settings
        if wanted not in self._open:
            self._open[wanted] = _opened(wanted, self._egress)
        return self._open[wanted]

    async def stream(self, ask: ModelAsk, provider: Provider | None = None) -> AsyncGenerator[StreamItem, None]:
        """The answer of this provider or the default one; close the iterator to cancel. ProviderFailed as it says.

        Deltas, then one Usage, estimated where the provider gave none, then one Finish.
        RuntimeError inside a unit of storage.
        """
        current.forbid_in_unit("a language model")
        chosen = provider or self.provider()
        tally = _Tally(started=clock.monotonic())
        try:
            for screen in self._screens:
                ask = screen.outgoing(ask)
            async with aclosing(chosen.stream(ask)) as items:
                async for item in items:
                    if isinstance(item, Finish) and tally.usage is None:  # not every server counts
                        tally.usage = estimated_usage(ask, tally.text)
                        yield tally.usage
                    shown = self._screened(item)
                    if shown is not None:
                        tally.see(shown)
                        yield shown
        except ProviderFailed as failure:
            tally.outcome = failure.code
            raise
        finally:
            self._report(chosen, ask, tally)

    async def aclose(self) -> None:
        """Close every provider; the next call opens them again."""
        opened, self._open = list(self._open.values()), {}
        for provider in opened:
            await provider.aclose()

    def _screened(self, item: StreamItem) -> StreamItem | None:
        if not isinstance(item, Delta):
            return item
        text = item.text
        for screen in self._screens:
            text = screen.incoming(text)
        return Delta(text) if text else None

    def _report(self, provider: Provider, ask: ModelAsk, tally: _Tally) -> None:
        if self._watch is None:
            return
        first = None if tally.first is None else round((tally.first - tally.started) * 1000)
        total = round((clock.monotonic() - tally.started) * 1000)
        usage = tally.usage or estimated_usage(ask, tally.text)
        self._watch(ModelCall(provider.name, ask.model or provider.model, tally.outcome, first, total, usage))


def _opened(settings: ModelSettings, egress: Egress) -> Provider:
    if settings.provider == "builtin":
        return Builtin()
    if settings.provider == "scripted":
        return Scripted.from_file(settings.script_path) if settings.script_path else Scripted()
    if settings.provider != "openai" or not settings.base_url:
        raise ProviderFailed("provider_error", f"There is no model provider called {settings.provider!r} set up.")
    server = OpenAiServer(
        base_url=settings.base_url,
        model=settings.model,
        api_key=settings.api_key,
        first_token=settings.first_token,
        between_tokens=settings.between_tokens,
        total=settings.total,
    )
    return OpenAiHttp(server, egress, ca_bundle=settings.ca_bundle or None)
