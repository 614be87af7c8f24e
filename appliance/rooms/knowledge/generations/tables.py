"""Golden questions: what a base must find."""

from appliance.store.columns import IdOf, Line
from appliance.store.table import Table


class GoldenQuestion(Table, prefix="gqn", feed=False):
    """A question and the document that answers it; with `words`, the passage that holds them does."""

    knowledge_base_id = IdOf("kb", fast=True)
    question = Line(2_000)
    document_id = IdOf("doc")
    words = Line(500, optional=True)
