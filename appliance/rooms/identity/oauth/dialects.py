"""What the kinds of provider have in common: how a sign-in begins at one, and what is asserted when it comes back."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from appliance import config
from appliance.engines import started
from appliance.engines.asserted import Asserted
from appliance.engines.egress import Rule
from appliance.engines.http import Http
from appliance.engines.oauth import LIMITS, Client
from appliance.kernel.shape import Shape
from appliance.rooms.identity import federation
from appliance.rooms.identity.federation import Connection, Finding, ProviderKind
from appliance.rooms.identity.oauth.flows import Flow

SettingsT = TypeVar("SettingsT", bound=Shape)
_WELL_KNOWN_HOSTS = (".google.com", ".googleapis.com", ".microsoftonline.com", ".microsoft.com", ".github.com")


@dataclass(frozen=True, slots=True)
class Talk(Generic[SettingsT]):
    """One conversation with a provider: its connection, our client there, and the door that it goes through."""

    connection: Connection
    settings: SettingsT
    client: Client
    http: Http

    @property
    def feature(self) -> str:
        return federation.feature(self.connection.id)


@dataclass(frozen=True, slots=True)
class Dialect(Generic[SettingsT]):
    """One kind of provider."""

    kind: ProviderKind
    settings: type[SettingsT]
    issuer: Callable[[SettingsT], str]
    """Whose word it is, as identities are kept."""
    addresses: Callable[[SettingsT], Sequence[str]]
    """Everything that may be reached."""
    begin: Callable[[Talk[SettingsT], Flow], Awaitable[str]]
    """The address that the browser is sent to."""
    finish: Callable[[Talk[SettingsT], Flow, Mapping[str, str]], Awaitable[Asserted]]
    """What the provider asserts, proven; OAuthFailed otherwise."""
    probe: Callable[[Talk[SettingsT]], Awaitable[Sequence[Finding]]]
    read: Callable[[SettingsT, Mapping[str, Any]], Asserted]
    """What claims say, proven or pasted."""
    is_open_to_all: Callable[[SettingsT], bool]


dialects: dict[ProviderKind, Dialect[Any]] = {}


def redirect_uri(kind: ProviderKind) -> str:
    """The one address of ours that a provider of this kind may send people back to."""
    return f"{config.in_force().base_url}/auth/{kind}/callback"


def talk(connection: Connection) -> Talk[Any]:
    """Begin to talk to a connection's provider; close its client afterwards."""
    dialect = dialects[connection.kind]
    settings = dialect.settings.model_validate(connection.settings)
    secret = federation.secret(connection, "client_secret")
    client = Client(settings.client_id, secret, redirect_uri(connection.kind))
    ca_file = config.in_force().sso_ca_file
    http = Http(started().egress, federation.feature(connection.id), str(ca_file) if ca_file else None, LIMITS)
    return Talk(connection, settings, client, http)


def rules(dialect: Dialect[Any], feature: str, given: Mapping[str, Any]) -> list[Rule]:
    """What a connection may reach: the hosts of its settings. Public services are not found on private addresses."""
    settings = dialect.settings.model_validate(dict(given))
    found = [Rule.for_url(feature, url) for url in dialect.addresses(settings)]
    return [
        Rule(feature, private=not host.endswith(_WELL_KNOWN_HOSTS), targets=rule.targets)
        for rule in found for host, _ in rule.targets
    ]  # fmt: skip
