"""One fork server reads the documents of every house of a test process: starting one takes as long as a test.

A house is lent the server once its engines run and gives it back before they end. One that was ended meanwhile (by a
test that stops its house itself, or by rest) is not lent again: the next house starts its own, which is then kept.
"""

from dataclasses import dataclass

from appliance.engines.parse.sandbox import Sandbox, _ForkServer


@dataclass
class _Kept:
    server: _ForkServer | None = None


_kept = _Kept()


def lend(sandbox: Sandbox) -> None:
    """Let this sandbox read by the server that runs, unless it wants another kind."""
    server, _kept.server = _kept.server, None
    if server is not None and server.running:
        sandbox._server = server
    elif server is not None:
        server.end()


def take_back(sandbox: Sandbox) -> None:
    """Keep the sandbox's server for the next house, unless something is still read."""
    if sandbox._turns._value != sandbox._turns._initial_value:
        return
    with sandbox._lock:
        server, sandbox._server = sandbox._server, None
    end()
    _kept.server = server


def end() -> None:
    """End the server that is kept."""
    server, _kept.server = _kept.server, None
    if server is not None:
        server.end()
