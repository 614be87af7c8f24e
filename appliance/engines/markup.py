"""Watches Markdown go by, character by character, to know what stands in code (CommonMark, sections 4.5 and 6.1)."""

FENCE = 3


class CodeWatch:
    """`inside` is true within a fenced block or an inline code span; an open span ends with its line."""

    def __init__(self) -> None:
        self._fence = ""
        self._span = 0
        self._run = ""
        self._line_is_blank = True

    @property
    def inside(self) -> bool:
        """Whether the next character stands in code."""
        return bool(self._fence or self._span)

    def before(self, sign: str) -> None:
        """Close a run of fence signs that this character does not lengthen."""
        if self._run and sign != self._run[0]:
            run, self._run = self._run, ""
            self._settle(run)

    def see(self, sign: str) -> None:
        """Take note of a character that was shown."""
        self.before(sign)
        if sign in "`~":
            self._run += sign
        elif sign == "\n":
            self._line_is_blank, self._span = True, 0
        elif not sign.isspace():
            self._line_is_blank = False

    def _settle(self, run: str) -> None:
        at_start, self._line_is_blank = self._line_is_blank, False
        if self._fence:
            if at_start and run[0] == self._fence[0] and len(run) >= len(self._fence):
                self._fence = ""
        elif at_start and len(run) >= FENCE:
            self._fence = run
        elif run[0] == "`":
            self._span = 0 if self._span == len(run) else self._span or len(run)
