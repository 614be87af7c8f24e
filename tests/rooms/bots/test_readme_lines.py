"""The README's five lines of Python work as they stand, with a key and an address put in."""

import contextlib
import io
import re
from pathlib import Path

README = Path(__file__).parents[3] / "README.md"


def test_the_five_lines_print_an_answer(published):
    [code] = re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)
    assert len([line for line in code.splitlines() if line]) == 5
    code = code.replace("apl_bot_…", published.key["secret"])
    code = code.replace("127.0.0.1:8080", f"127.0.0.1:{published.house.port}")
    code = code.replace("When did Microsoft enter the operating system business?", "How many days of vacation?")
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(code, {})  # noqa: S102 -- our own prose
    assert "27 days" in printed.getvalue()
    assert "'title': 'Rules'" in printed.getvalue()
