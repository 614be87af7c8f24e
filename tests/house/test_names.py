"""One spelling on the wire and in code, one in prose."""

import ast
import re

from tests.house.source import ROOT, modules

CODE_WORDS = {"licence": "license", "colour": "color", "organization": "organisation"}
PROSE_WORDS = {
    "license": "licence",
    "color": "colour",
    "behavior": "behaviour",
    "organize": "organise",
    "center": "centre",
}
ON_THE_WIRE = ("/auth/organizations/public",)  # a published route's own spelling


def identifiers(tree):
    for node in ast.walk(tree):
        for attribute in ("id", "name", "arg", "attr"):
            if isinstance(value := getattr(node, attribute, None), str):
                yield value


def test_code_spells_as_the_wire_does():
    wrong = {
        f"{path}: {name}"
        for path, tree in modules("appliance").items()
        for name in identifiers(tree)
        if any(word in name.lower() for word in CODE_WORDS)
    }
    assert wrong == set()


def test_routes_spell_as_the_contract_does():
    from appliance.house import build

    paths = {path for endpoint in build().endpoints for path in endpoint.paths} - set(ON_THE_WIRE)
    assert {path for path in paths if any(word in path for word in CODE_WORDS)} == set()


def test_prose_is_british():
    words = re.compile(r"(?<![\w/_.`-])(" + "|".join(PROSE_WORDS) + r")(?![\w/_.`:(-])")
    wrong = set()
    for path, tree in modules("appliance").items():
        for node in ast.walk(tree):
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
                wrong |= {f"{path}: {match[0]}" for match in words.finditer(ast.get_docstring(node) or "")}
    assert wrong == set()


def test_the_repository_speaks_of_the_product_alone():
    places = [
        path
        for folder in ("appliance", "static/js", "installer")
        for path in (ROOT / folder).rglob("*")
        if path.is_file()
    ]
    foreign = re.compile(rb"/work/|helper-\d|\bsubagent|pypi\.org|registry\.npmjs")
    assert {
        str(path)
        for path in places
        if path.suffix in (".py", ".js", ".md", ".toml") and foreign.search(path.read_bytes())
    } == set()
