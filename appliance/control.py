"""`control.sock` (mode 0600) in the data folder: how a command on the machine asks the running server to do something.

A command that changes data is run by the server when one is running, else by itself under the data lock.
"""

import asyncio
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from appliance.kernel import current
from appliance.kernel.actor import system
from appliance.kernel.problem import Problem
from appliance.rooms.identity import signin
from appliance.rooms.knowledge import embedding
from appliance.store.database import write

_MOST = 1_000_000
_SECONDS = 120.0

COMMANDS: dict[str, Callable[..., Any]] = {
    "user.create": signin.create_user,
    "user.reset-password": signin.reset_password,
    "models.changed": embedding.models_changed,
}
"""What may be asked: plain functions that run in one unit and answer JSON."""


class ControlRefused(Exception):
    """The command could not be done; the message is for people."""


def run_here(command: str, args: dict[str, Any]) -> Any:
    """Do a command inside the open unit, as the machine's operator. KeyError when there is no such command."""
    current.actor.set(system())
    return COMMANDS[command](**args)


class Control:
    """The listening socket."""

    def __init__(self, path: Path, server: asyncio.Server) -> None:
        self._path, self._server = path, server

    def close(self) -> None:
        """Listen no more."""
        self._server.close()
        self._path.unlink(missing_ok=True)


async def listen(path: Path) -> Control:
    """Answer commands on the socket while the server runs."""
    _forget(path)
    before = os.umask(0o177)
    try:
        return Control(path, await asyncio.start_unix_server(_answer, path=str(path), limit=_MOST))
    finally:
        os.umask(before)


def _forget(path: Path) -> None:
    """Remove the socket of a server that was killed."""
    path.unlink(missing_ok=True)


async def _answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    try:
        asked = orjson.loads(await reader.readline())
        answer = {"result": await write(run_here, asked["command"], asked["args"])}
    except (Problem, ValueError, TypeError, KeyError) as error:
        answer = {"error": str(error)}
    writer.write(orjson.dumps(answer) + b"\n")
    await writer.drain()
    writer.close()


def ask(path: Path, command: str, args: dict[str, Any]) -> Any:
    """Ask the running server. ConnectionError when none is running, ControlRefused when it will not."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        connection.settimeout(_SECONDS)
        try:
            connection.connect(str(path))
        except FileNotFoundError:
            raise ConnectionError("no server is running") from None
        connection.sendall(orjson.dumps({"command": command, "args": args}) + b"\n")
        with connection.makefile("rb") as lines:
            answer = orjson.loads(lines.readline())
    if "error" in answer:
        raise ControlRefused(answer["error"])
    return answer["result"]
