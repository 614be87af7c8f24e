"""Begins the embedding process: takes its network away first, then loads what computes. Run by Process, never by hand.

Arguments: the descriptor of its socket, its niceness, as JSON what it is to work on, and the signal of its last crash.
"""

import os
import socket
import sys
from contextlib import suppress

import orjson

from appliance.engines.parse import confine


def main() -> None:
    """Without a way to cut the network the process goes on: it parses no documents."""
    connection = socket.socket(fileno=int(sys.argv[1]))
    os.nice(int(sys.argv[2]))
    with suppress(OSError):  # A host may hide /proc.
        confine.be_first_to_die()
    confine.cut_network()
    from appliance.engines.embed.server import serve  # threads of its libraries would keep the network

    serve(connection, orjson.loads(sys.argv[3]), "".join(sys.argv[4:]))


if __name__ == "__main__":
    main()
