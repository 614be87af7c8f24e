"""Where an organisation's vectors come from, as its administrators chose."""

from enum import StrEnum

from appliance.store.columns import Bytes, Choice, Flag, Json, Line
from appliance.store.table import Table


class SourceKind(StrEnum):
    """A model of this machine, a server that speaks OpenAI's `/embeddings`, or Ollama."""

    LOCAL = "local"
    OPENAI = "openai"
    OLLAMA = "ollama"


class Source(Table, prefix="ems", feed=False):
    """One source; at most one of an organisation is wanted.

    One that was wanted before stays for as long as a generation holds vectors of its model, so that questions can be
    asked by it until another one serves.
    """

    kind = Choice(SourceKind)
    model = Line()
    base_url = Line(2_000, optional=True)
    sealed = Bytes(optional=True)  # the key
    languages = Json()
    is_wanted = Flag(True)

    fast = (("org_id", "is_wanted"),)
