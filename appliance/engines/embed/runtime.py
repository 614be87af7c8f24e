"""What computes a model of this machine: onnxruntime by a graph made beforehand, else our own code with numpy alone.

The graph is used only while it is the very file that the model's facts state. Everything else falls back and is said.
"""

import hashlib
import importlib.util
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from appliance.engines.embed import installed
from appliance.engines.embed.installed import Installed

NUMPY, ONNX = "numpy", "onnxruntime"
NOT_CONVERTED: Final = "not converted, run `appliance models convert`"


class NoGraph(Exception):
    """The graph cannot be used; the message says why, and is empty where there is nothing to tell."""


@dataclass(frozen=True, slots=True)
class Runtime:
    """What computes, and why it is not onnxruntime where that could be expected."""

    name: str
    reason: str = ""

    def __str__(self) -> str:
        return f"{self.name}, {self.reason}" if self.reason else self.name


def is_there() -> bool:
    """Whether onnxruntime is installed; it is not loaded by this."""
    return importlib.util.find_spec(ONNX) is not None


def of(model: Installed) -> Runtime:
    """What is to compute a model, by its files."""
    try:
        path, digest = stated(model)
        with path.open("rb") as file:
            check(hashlib.file_digest(file, "sha256").hexdigest(), digest)
    except NoGraph as failure:
        return Runtime(NUMPY, str(failure))
    except OSError:
        return Runtime(NUMPY, "the graph is missing")
    return Runtime(ONNX)


def stated(model: Installed) -> tuple[Path, str]:
    """Where the graph must be, and its digest. NoGraph when there is none or nothing to run it with."""
    graph = model.about.get("graph")
    if graph is None:
        raise NoGraph(NOT_CONVERTED if is_there() else "")
    if not is_there():
        raise NoGraph("onnxruntime is not installed")
    return model.folder / installed.GRAPH, str(graph["sha256"])


def check(found: str, digest: str) -> None:
    """NoGraph when a graph is not the one that was made."""
    if found != digest:
        raise NoGraph("the graph is damaged, run `appliance models convert`")
