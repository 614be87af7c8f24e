"""Tokens by a rule of thumb, for providers that have no tokenizer: stated as an estimate wherever it is shown."""

from appliance.engines.providers.contract import ModelAsk, Usage

BYTES_PER_TOKEN = 4


def estimated_tokens(text: str) -> int:
    """A token for each four bytes of UTF-8, rounded up; 0 for nothing.

    English words come to about 1.3 tokens and Chinese characters to three quarters of one.
    """
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)


def estimated_usage(ask: ModelAsk, written: int) -> Usage:
    """The usage of an ask for which the provider gave none: everything handed over, and `written` tokens."""
    handed = [ask.instructions, ask.question, *(message.content for message in ask.messages)]
    handed += [source.text for source in ask.sources]
    return Usage(sum(estimated_tokens(text) for text in handed), written, estimated=True)
