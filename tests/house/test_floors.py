"""Rules of the house that a linter does not know. What each exception is for stands beside it."""

import ast
import re

from tests.house.source import functions, product

BROAD_EXCEPTS = {
    "appliance/store/readers.py": "whatever a reading unit raises belongs to whoever waits for it",
    "appliance/store/writer.py": "whatever a unit raises belongs to whoever waits for it",
    "appliance/store/search/guard.py": "native panics are BaseException",
    "appliance/work/runner.py": "a job may fail in any way and must not stop its lane",
    "appliance/work/relay.py": "a reader of the feeds must go on",
    "appliance/work/listening.py": "a listener that fails spoils no other",
    "appliance/work/indexer.py": "a row that cannot be read must not keep others from search",
    "appliance/web/gate.py": "every failure becomes one shape",
    "appliance/engines/parse/sandbox.py": "the other side is a process that may die in any way",
    "appliance/engines/parse/server.py": "a parser may fail in any way, and so may a hostile file make it",
}
LOCAL_IMPORTS = {
    "appliance/cli.py": "each command loads only what it needs",
    "appliance/engines/": "heavy optional libraries",
    "appliance/store/search/trigrams.py": "numpy, for the first search",
    "appliance/web/openapi.py": "built when first asked for",
}
FORBIDDEN_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "core"}
OWNERS = {
    "sanic": ("appliance/web/",),
    "apsw": ("appliance/store/",),
    "tantivy": ("appliance/store/search/",),
    "peewee": ("appliance/store/", "appliance/rooms/"),
    "httpx2": ("appliance/engines/",),
}


def imported(node):
    if isinstance(node, ast.Import):
        return {alias.name.partition(".")[0] for alias in node.names}
    return {(node.module or "").partition(".")[0]} if isinstance(node, ast.ImportFrom) else set()


def test_each_library_is_known_to_its_floor_alone():
    wrong = {
        f"{path} imports {name}"
        for path, tree in product().items()
        for node in ast.walk(tree)
        for name in imported(node) & OWNERS.keys()
        if not path.startswith(OWNERS[name])
    }
    assert wrong == set()


def test_peewee_stays_in_tables_queries_conditions_and_actions_of_rooms():
    allowed = re.compile(r"/(tables|queries|conditions|actions)\.py$")
    wrong = {
        path
        for path, tree in product().items()
        if path.startswith("appliance/rooms/")
        and any("peewee" in imported(node) for node in ast.walk(tree))
        and not allowed.search(path)
    }
    assert wrong == set()


def is_broad(handler: ast.ExceptHandler) -> bool:
    names = (
        {node.id for node in ast.walk(handler.type) if isinstance(node, ast.Name)} if handler.type else {"Exception"}
    )
    return bool(names & {"Exception", "BaseException"})


def test_broad_excepts_stand_in_named_places_only():
    found = {
        path
        for path, tree in product().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.ExceptHandler) and is_broad(node) and not _cleans_up(node)
    }
    assert found <= BROAD_EXCEPTS.keys()


def _cleans_up(handler: ast.ExceptHandler) -> bool:
    """A handler that ends in a bare `raise` swallows nothing."""
    return isinstance(handler.body[-1], ast.Raise) and handler.body[-1].exc is None


def test_local_imports_stand_in_named_places_only():
    found = {
        path
        for path, tree in product().items()
        for function in functions(tree)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    }
    assert {path for path in found if not path.startswith(tuple(LOCAL_IMPORTS))} == set()


def test_every_module_has_a_noun():
    assert {path for path in product() if path.split("/")[-1].removesuffix(".py") in FORBIDDEN_NAMES} == set()


def test_every_module_says_what_it_is_for():
    silent = {path for path, tree in product().items() if tree.body and not ast.get_docstring(tree)}
    assert silent == set()


def test_sql_is_never_built_from_what_came_in():
    """An f-string of SQL may hold names that are constants or made of question marks, nothing else."""
    harmless = re.compile(r"^((\w+\.)?_?[A-Z_]+|marks|columns|names?|number|statement|count|page)$")
    wrong = set()
    for path, tree in product().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and _looks_like_sql(node):
                parts = [ast.unparse(part.value) for part in node.values if isinstance(part, ast.FormattedValue)]
                wrong |= {f"{path}:{node.lineno} {part}" for part in parts if not harmless.match(part)}
    assert wrong <= {f"appliance/store/table.py:{line} cls._meta.table_name" for line in range(1, 200)}


def _looks_like_sql(node: ast.JoinedStr) -> bool:
    text = "".join(str(part.value) for part in node.values if isinstance(part, ast.Constant))
    return bool(re.match(r"\s*(SELECT|INSERT|UPDATE|DELETE|WITH|PRAGMA)\s", text))


def test_nothing_runs_code_or_shells_out():
    calls = {
        f"{path}:{node.lineno}"
        for path, tree in product().items()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call)
        and ast.unparse(node.func) in {"eval", "exec", "compile", "os.system", "pickle.loads"}
    }
    shells = {f"{path}" for path, tree in product().items() if "shell=True" in ast.unparse(tree)}
    assert calls | shells == set()
