"""Writes a tiny Llama model of random weights (GGUF): half a megabyte that talks noise at a thousand words a second.

Run with a Python that has `gguf`: `python tiny_model.py <file>`.
"""

import sys

import gguf
import numpy as np

WIDTH, INNER, HEADS, LAYERS, CONTEXT = 64, 128, 4, 2, 16_384
_UNKNOWN, _CONTROL, _NORMAL, _BYTE = 2, 3, 1, 6


def vocabulary() -> tuple[list[str], list[float], list[int]]:
    """Pieces, scores and kinds: three special ones, every byte, every pair of vowel and consonant."""
    words = [f"\u2581{first}{second}" for first in "bcdfghklmnprst" for second in "aeiou"]
    pieces = ["<unk>", "<s>", "</s>", *(f"<0x{byte:02X}>" for byte in range(256)), *words]
    kinds = [_UNKNOWN, _CONTROL, _CONTROL, *[_BYTE] * 256, *[_NORMAL] * len(words)]
    return pieces, [0.0] * len(pieces), kinds


def write(path: str) -> None:
    """Write the model."""
    pieces, scores, kinds = vocabulary()
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_context_length(CONTEXT)
    writer.add_embedding_length(WIDTH)
    writer.add_block_count(LAYERS)
    writer.add_feed_forward_length(INNER)
    writer.add_head_count(HEADS)
    writer.add_head_count_kv(HEADS)
    writer.add_layer_norm_rms_eps(1e-5)
    writer.add_rope_dimension_count(WIDTH // HEADS)
    writer.add_tokenizer_model("llama")
    writer.add_token_list(pieces)
    writer.add_token_scores(scores)
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(2)
    _add_weights(writer, len(pieces))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def _add_weights(writer: "gguf.GGUFWriter", words: int) -> None:
    chance = np.random.default_rng(7)

    def add(name: str, *shape: int) -> None:
        weights = np.ones(shape) if len(shape) == 1 else chance.normal(0, 0.1, shape)
        writer.add_tensor(f"{name}.weight", weights.astype(np.float32))

    add("token_embd", words, WIDTH)
    add("output_norm", WIDTH)
    add("output", words, WIDTH)
    for layer in range(LAYERS):
        for norm in ("attn_norm", "ffn_norm"):
            add(f"blk.{layer}.{norm}", WIDTH)
        for part in ("attn_q", "attn_k", "attn_v", "attn_output"):
            add(f"blk.{layer}.{part}", WIDTH, WIDTH)
        add(f"blk.{layer}.ffn_gate", INNER, WIDTH)
        add(f"blk.{layer}.ffn_up", INNER, WIDTH)
        add(f"blk.{layer}.ffn_down", WIDTH, INNER)


if __name__ == "__main__":
    write(sys.argv[1])
