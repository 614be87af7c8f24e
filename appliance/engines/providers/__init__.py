"""Language model providers: one wire protocol or method a module; importing this front loads none of them."""

from appliance.engines.providers.contract import (
    Delta,
    FailureCode,
    Finish,
    FinishReason,
    Message,
    ModelAsk,
    Provider,
    ProviderFailed,
    Role,
    Source,
    StreamItem,
    Usage,
)

__all__ = [
    "Delta",
    "FailureCode",
    "Finish",
    "FinishReason",
    "Message",
    "ModelAsk",
    "Provider",
    "ProviderFailed",
    "Role",
    "Source",
    "StreamItem",
    "Usage",
]
