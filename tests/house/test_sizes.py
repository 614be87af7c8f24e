"""Small functions, small files, few parameters."""

import pytest

from tests.house.source import ROOT, functions, lines_of, modules, product


def too_long(trees, most):
    return {
        f"{path}:{node.lineno} {node.name}: {lines_of(node)}"
        for path, tree in trees.items()
        for node in functions(tree)
        if lines_of(node) > most
    }


def test_functions_have_at_most_40_lines():
    assert too_long(product(), 40) == set()
    assert too_long(modules("tests"), 40) == set()


@pytest.mark.parametrize(("folder", "pattern", "most"), [
    ("appliance", "*.py", 300), ("tests", "*.py", 400), ("static/js", "*.js", 200), ("static/css", "*.css", 300),
])  # fmt: skip
def test_files_are_not_rooms_in_disguise(folder, pattern, most):
    sizes = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in (ROOT / folder).rglob(pattern)}
    assert {path: size for path, size in sizes.items() if size > most} == {}


def test_functions_take_at_most_6_parameters():
    def count(node):
        taken = node.args.posonlyargs + node.args.args + node.args.kwonlyargs
        return len([one for one in taken if one.arg not in ("self", "cls", "actor")])

    many = {f"{path} {node.name}" for path, tree in product().items() for node in functions(tree) if count(node) > 6}
    assert many <= {"appliance/store/queue.py put"}


def test_most_functions_are_short():
    sizes = sorted(lines_of(node) for tree in product().values() for node in functions(tree))
    assert sizes[len(sizes) // 2] <= 10
    assert sizes[int(len(sizes) * 0.95)] <= 25
