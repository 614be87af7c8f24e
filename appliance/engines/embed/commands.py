"""What the command line does with embedding models, and what it says. ValueError says why it cannot."""

from pathlib import Path

from appliance.engines.embed import installed
from appliance.engines.embed.installed import Installed


def add(path: Path, data: Path) -> str:
    """Add the model at a path."""
    from appliance.engines.embed import adding  # numpy, which no other command needs

    model = adding.add(path, data)
    return f"{model.name} is added: {model.dimensions} dimensions, {_spoken(model)}, SHA-256 {model.digest}"


def listed(data: Path) -> str:
    """The models on this machine, one a line."""
    return "\n".join(map(_line, installed.models(data))) or "no embedding model; words are searched"


def _line(model: Installed) -> str:
    size = f"{model.size_bytes / 1e6:.0f} MB"
    return f"{model.name:40}{size:>9}{model.dimensions:>6}  {_spoken(model)}  {model.license or '-'}"


def remove(name: str, data: Path) -> str:
    """Remove a model by name."""
    if not installed.remove(data, name):
        raise ValueError(f"there is no model called {name}")
    return f"{name} is removed"


def _spoken(model: Installed) -> str:
    return ",".join(model.languages) or "any language"
