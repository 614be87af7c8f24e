"""The fields of the index and the hash that tells whether a folder was made with them."""

import hashlib
from functools import cache
from typing import Final

import tantivy

FIELDS: Final = (
    # name, stored, tokenizer, what the postings keep
    ("key", True, "raw", "basic"),
    ("owner", True, "raw", "basic"),
    ("kind", False, "raw", "basic"),
    ("container", True, "raw", "basic"),
    ("title", False, "whitespace", "freq"),
    ("body", False, "whitespace", "freq"),
    ("state", True, "raw", "basic"),
)
"""Terms of `title` and `body` come cut and stemmed from `analysis`, so the index only splits them at spaces."""

SCHEMA_HASH: Final = hashlib.sha256(repr(FIELDS).encode()).hexdigest()[:16]


@cache
def schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name, stored, tokenizer, option in FIELDS:
        builder.add_text_field(name, stored=stored, tokenizer_name=tokenizer, index_option=option)
    return builder.build()


def register(index: tantivy.Index) -> None:
    """Makes the tokenizers known; Tantivy keeps only their names in the folder, so each open must do it."""
    whitespace = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.whitespace()).build()
    index.register_tokenizer("whitespace", whitespace)
