"""The page's own rules: modules without cycles, nothing inline, nothing foreign, every word in every language."""

import hashlib
import json
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "static"
JS = STATIC / "js"
MODULES = sorted(JS.rglob("*.js"))
SHEETS = sorted((STATIC / "css").rglob("*.css"))
OURS = [*MODULES, *SHEETS, *sorted((STATIC / "docs").iterdir()), STATIC / "index.html"]
VENDOR = json.loads((STATIC / "vendor" / "vendor.json").read_text())["parts"]
VENDORED = [(part, file) for part in VENDOR for file in part["files"]]
LANGUAGES = ("en", "de")

IMPORT = re.compile(r"""\b(?:import|from)\s*\(?\s*["']([^"']+)["']""")
COMMENT = re.compile(r"/\*.*?\*/|(?<![<:\"'`\w/])//[^\n]*", re.DOTALL)
WORD = re.compile(r"""\b(t|tn|tp)\(\s*["']([\w.]+)["']""")
LISTED_WORD = re.compile(r"""["']((?:nav|settings)\.\w+)["']""")
HOST = re.compile(r"""(?:https?:)?//(?!www\.w3\.org/2000/svg)[a-z0-9-]+\.[a-z]{2,}""", re.IGNORECASE)


@cache
def code(path: Path) -> str:
    return COMMENT.sub("", path.read_text())


def name(path: Path) -> str:
    return str(path.relative_to(STATIC))


def specifiers() -> dict[str, Path]:
    """What the import map will hold."""
    found = {file["specifier"]: STATIC / "vendor" / file["path"] for _, file in VENDORED if "specifier" in file}
    return found | {f"app/{path.relative_to(JS)}": path for path in MODULES}


def imports(path: Path) -> list[str]:
    return [found for found in IMPORT.findall(code(path)) if found != "/client.js"]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_import_is_a_module_of_ours_or_a_vendored_part(path):
    known = specifiers()
    assert [found for found in imports(path) if found not in known or not known[found].is_file()] == []


def test_modules_import_each_other_without_cycles():
    known = specifiers()
    static = {
        path: [known[found] for found in imports(path) if f'import("{found}")' not in code(path)] for path in MODULES
    }
    done, walking = set(), []

    def walk(path):
        assert path not in walking, " -> ".join(map(name, [*walking, path]))
        if path in done:
            return
        walking.append(path)
        for found in static.get(path, []):
            walk(found)
        walking.pop()
        done.add(path)

    for path in MODULES:
        walk(path)
    assert done >= set(MODULES)


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_floors_of_the_page(path):
    """The house knows no part, a part knows no room, a room knows no other room."""
    floor = path.relative_to(JS).parts
    forbidden = {"house": ("app/parts/", "app/rooms/"), "parts": ("app/rooms/",)}.get(floor[0], ())
    if floor[0] == "rooms":
        forbidden = tuple(f"app/rooms/{room.name}/" for room in (JS / "rooms").iterdir() if room.name != floor[1])
    assert [found for found in imports(path) if found.startswith(forbidden)] == [] or not forbidden


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_is_reached(path):
    if path == JS / "main.js":
        return
    own = f"app/{path.relative_to(JS)}"
    assert any(own in imports(other) for other in MODULES)


@pytest.mark.parametrize("path", OURS, ids=name)
def test_nothing_inline_and_nothing_evaluated(path):
    text = code(path) if path.suffix == ".js" else path.read_text()
    banned = (
        r"innerHTML", r"outerHTML", r"insertAdjacentHTML", r"dangerouslySetInnerHTML", r"document\.write", r"srcdoc",
        r"\beval\(", r"new Function", r"\bstyle=", r"<style", r"\bwindow\b", r"\bset(?:Timeout|Interval)\(\s*[\"'`]",
    )  # fmt: skip
    assert [word for word in banned if re.search(word, text)] == []


@pytest.mark.parametrize("path", [p for p in OURS if p.suffix == ".html"], ids=name)
def test_pages_hold_no_script_text_and_no_handlers(path):
    text = path.read_text()
    assert re.findall(r"<script[^>]*>\s*[^<\s]", text) == []
    assert re.findall(r"\son\w+\s*=", text) == []


@pytest.mark.parametrize("path", OURS, ids=name)
def test_no_foreign_host_is_named(path):
    text = path.read_text().replace('a[href^="https://redocly.com/redoc"]', "")
    assert HOST.findall(text) == []


@pytest.mark.parametrize("path", OURS, ids=name)
def test_addresses_of_the_server_come_from_the_client_alone(path):
    allowed = {"rooms/identity/keys.js": ["/api/docs"]}
    found = re.findall(r"""["'`](/(?:api|auth)/[^"'`]*)["'`]""", code(path)) if JS in path.parents else []
    assert found == allowed.get(str(path.relative_to(JS)) if JS in path.parents else "", [])


@pytest.mark.parametrize("path", [*MODULES, *SHEETS], ids=name)
def test_files_stay_small(path):
    assert len(path.read_text().splitlines()) <= (200 if path.suffix == ".js" else 300)


@pytest.mark.parametrize("path", SHEETS, ids=name)
def test_styles_lie_in_a_layer_and_take_colours_from_the_tokens(path):
    text = path.read_text()
    assert "@layer" in text
    if path.name != "tokens.css":
        assert re.findall(r"#[0-9a-f]{3,8}\b|rgba?\(|hsla?\(|oklch\(", text) == []


def test_values_are_defined_before_they_are_used():
    text = "".join(path.read_text() for path in SHEETS)
    used, defined = set(re.findall(r"var\((--[\w-]+)", text)), set(re.findall(r"(--[\w-]+):", text))
    assert used - defined == set()
    assert defined - used - {"--mark-paper", "--mark-line", "--space-8"} == set()


def test_every_icon_that_is_named_is_drawn():
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons" / "sprite.svg").read_text()))
    text = "".join(code(path) for path in MODULES)
    named = set(re.findall(r"""icon(?:=|: )["']([\w-]+)["']|<\$\{Icon\} name=["']([\w-]+)["']""", text))
    assert {one or two for one, two in named} - drawn == set()


def words(language: str) -> dict[str, str]:
    return json.loads((STATIC / "words" / f"{language}.json").read_text())


def used_words() -> tuple[set[str], set[str]]:
    """Whole keys, and prefixes of closed sets."""
    whole, prefixes = set(), set()
    for path in MODULES:
        for kind, key in WORD.findall(code(path)):
            if kind == "t":
                whole.add(key)
            elif kind == "tn":
                whole |= {f"{key}.one", f"{key}.other"}
            else:
                prefixes.add(key)
        whole |= set(LISTED_WORD.findall(code(path)))
    return whole, prefixes


def test_languages_have_the_same_words():
    first, *others = ({key: placeholders(text) for key, text in words(tag).items()} for tag in LANGUAGES)
    assert all(other == first for other in others)


def placeholders(text: str) -> set[str]:
    return set(re.findall(r"\{(\w+)\}", text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_word_is_empty(language):
    assert [key for key, text in words(language).items() if not text.strip()] == []


def test_every_word_that_is_used_exists():
    known = words("en")
    whole, prefixes = used_words()
    assert whole - set(known) == set()
    assert [prefix for prefix in prefixes if not any(key.startswith(f"{prefix}.") for key in known)] == []


def test_no_word_is_left_over():
    whole, prefixes = used_words()
    assert [key for key in words("en") if key not in whole and key.rpartition(".")[0] not in prefixes] == []


@pytest.mark.parametrize("part", VENDOR, ids=lambda part: part["name"])
def test_vendored_parts_are_pinned_and_have_their_licence(part):
    assert re.fullmatch(r"\d+\.\d+\.\d+", part["version"])
    assert len((ROOT / part["licence_file"]).read_text()) > 500
    for file in part["files"]:
        assert hashlib.sha256((STATIC / "vendor" / file["path"]).read_bytes()).hexdigest() == file["sha256"]


def test_nothing_lies_in_the_vendor_folder_unlisted():
    listed = {file["path"] for _, file in VENDORED} | {"vendor.json"}
    assert {path.name for path in (STATIC / "vendor").iterdir()} == listed


def test_vendored_scripts_load_no_picture_from_elsewhere():
    assert "cdn.redoc" not in (STATIC / "vendor" / "redoc.standalone.js").read_text()


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_what_is_exported_is_imported_somewhere(path):
    """Except by the browser tests, which feed the event parser by hand."""
    exported = re.findall(r"^export (?:async )?(?:const|let|class|function\*?) (\w+)", code(path), re.MULTILINE)
    others = "".join(code(other) for other in MODULES if other != path)
    assert [one for one in exported if not re.search(rf"\b{one}\b", others) and one != "parser"] == []
