"""The title of a conversation: the beginning of its first question."""

LENGTH = 80


def title_of(question: str) -> str:
    """The first line with words, cut between two words where it is too long."""
    line = next((" ".join(line.split()) for line in question.splitlines() if line.strip()), "")
    if len(line) <= LENGTH:
        return line or "Conversation"
    cut = line[: LENGTH - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut[LENGTH // 2 :] else cut).rstrip(" ,;:.-") + "…"
