"""What the command line does with embedding models, and what it says. ValueError says why it cannot."""

from pathlib import Path

from appliance.engines.embed import installed, runtime
from appliance.engines.embed.installed import Installed


def add(path: Path, data: Path) -> str:
    """Add the model at a path."""
    from appliance.engines.embed import adding  # numpy, which no other command needs

    model = adding.add(path, data)
    told = f"{model.name} is added: {model.dimensions} dimensions, {_spoken(model)}, SHA-256 {model.digest}"
    if not runtime.is_there() or runtime.of(model).name == runtime.ONNX:
        return told
    try:
        return f"{told}\n{_converted(model)}"
    except (ValueError, runtime.NoGraph) as failure:
        return f"{told}\n{failure}"


def convert(name: str | None, data: Path) -> str:
    """Make the graphs that onnxruntime computes by, of one model or of all."""
    found = [one for one in installed.models(data) if name is None or one.name == name]
    if not found:
        raise ValueError(f"there is no model called {name}" if name else "there is no model")
    try:
        return "\n".join(map(_converted, found))
    except runtime.NoGraph as failure:
        raise ValueError(str(failure)) from None


def _converted(model: Installed) -> str:
    from appliance.engines.embed import converting

    graph = converting.convert(model).about["graph"]
    size = f"{graph['size_bytes'] / 1e6:.0f} MB"
    return f"{model.name} is converted: onnxruntime computes it, {size}, vectors alike by {graph['alike']:.4f}"


def listed(data: Path) -> str:
    """The models on this machine, one a line."""
    return "\n".join(map(_line, installed.models(data))) or "no embedding model; words are searched"


def _line(model: Installed) -> str:
    size = f"{model.size_bytes / 1e6:.0f} MB"
    told = f"{model.name:40}{size:>9}{model.dimensions:>6}  {_spoken(model)}  {model.license or '-'}"
    computed = runtime.of(model)
    return told if computed == runtime.Runtime(runtime.NUMPY) else f"{told}  {computed}"


def remove(name: str, data: Path) -> str:
    """Remove a model by name."""
    if not installed.remove(data, name):
        raise ValueError(f"there is no model called {name}")
    return f"{name} is removed"


def _spoken(model: Installed) -> str:
    return ",".join(model.languages) or "any language"
