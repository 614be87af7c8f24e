"""The page's files and shell, and the headers that keep a browser safe."""

import re

import pytest

from appliance.web.assets import Assets
from appliance.web.headers import HeaderRules
from appliance.web.pages import RESERVED

HTML = {"Accept": "text/html,application/xhtml+xml"}
INDEX = """<html data-build="{{build}}"><head>{{styles}}{{import_map}}{{preload}}
<script type="module" src="/static/js/main.js" nonce="{{nonce}}"></script></head></html>"""


@pytest.fixture
def files(house, tmp_path):
    """A small page in place of the product's."""
    folder = tmp_path / "page"
    for name, text in {
        "index.html": INDEX, "js/main.js": "import 'app/x.js';" * 100, "js/house/api.js": "", "css/base.css": "a{}",
        "css/tokens.css": "b{}", "css/print.css": "c{}", "css/rooms/chat.css": "d{}", "icons/mark.svg": "<svg/>",
        "vendor/vendor.json": '{"parts":[{"files":[{"path":"preact.js","specifier":"preact"}]}]}', "vendor/preact.js": "",
    }.items():  # fmt: skip
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    assets = house.app.ctx.assets
    assets.__init__(HeaderRules(house.config), house.config.base_path, assets.client, folder)
    return assets


def test_the_shell_answers_every_address_of_the_page(house, files):
    for path in ("/", "/chat/cnv_1", "/settings/people"):
        reply = house.get(path, headers=HTML)
        assert (reply.status, reply.headers["content-type"]) == (200, "text/html; charset=utf-8")
    for first in RESERVED:
        assert house.get(f"/{first}/nope", headers=HTML).status in (401, 404, 405)
    assert house.get("/chat/cnv_1", headers={"Accept": "application/json"}).status == 404


def test_each_page_has_a_nonce_of_its_own_and_runs_nothing_else(house, files):
    pages = [house.get("/", headers=HTML) for _ in range(2)]
    nonces = [set(re.findall(r'nonce="([^"]+)"', page.body.decode())) for page in pages]
    assert all(len(found) == 1 for found in nonces)
    assert nonces[0] != nonces[1]
    policy = pages[0].headers["content-security-policy"]
    assert f"script-src 'self' 'nonce-{nonces[0].pop()}'" in policy
    assert "unsafe" not in policy
    for rule in ("default-src 'none'", "img-src 'self' data:", "connect-src 'self'", "base-uri 'none'",
                 "frame-ancestors 'none'"):  # fmt: skip
        assert rule in policy


def test_the_shell_names_files_by_the_build(house, files):
    body = house.get("/", headers=HTML).body.decode()
    assert f'src="/static/{files.build}/js/main.js"' in body
    assert f'"preact":"/static/{files.build}/vendor/preact.js"' in body
    styles = re.findall(r'href="/static/\w+/css/([\w/]+)\.css"', body)
    assert styles == ["tokens", "base", "rooms/chat", "print"]
    for path in re.findall(r'(?:src|href)="([^"]+)"', body):
        assert house.get(path).status == 200


def test_a_file_of_the_build_is_kept_for_ever_and_compressed(house, files):
    reply = house.get(files.url("js/main.js"), headers={"Accept-Encoding": "gzip"})
    assert reply.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert reply.headers["content-encoding"] == "gzip"
    assert len(reply.body) < 200
    plain = house.get("/static/js/main.js")
    assert plain.headers["cache-control"] == "no-cache"
    assert plain.headers["content-type"] == "text/javascript; charset=utf-8"
    assert house.get("/static/js/main.js", headers={"If-None-Match": plain.headers["etag"]}).status == 304


@pytest.mark.parametrize(
    "path", ["../pyproject.toml", "%2e%2e/pyproject.toml", "js", "", "..%2f..%2fetc/passwd", "js%00"]
)
def test_nothing_but_the_files_is_served(house, files, path):
    assert house.get(f"/static/{path}").status == 404


@pytest.mark.parametrize(
    "path", ["/api/toy/health", "/api/notes", "/nope", "/static/js/main.js", "/", "/api/toy/fail/value"]
)
def test_every_answer_is_safe_in_a_browser(house, files, path):
    reply = house.get(path, headers=HTML)
    told = {name: reply.headers[name] for name in ("x-content-type-options", "referrer-policy", "cross-origin-opener-policy",
                                                  "cross-origin-resource-policy")}  # fmt: skip
    assert told == {
        "x-content-type-options": "nosniff", "referrer-policy": "no-referrer", "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
    }  # fmt: skip
    assert reply.headers["x-request-id"].startswith("req_")
    if path.startswith("/api"):
        assert reply.headers["cache-control"] == "no-store"


def test_a_start_without_page_files_still_serves_the_api(tmp_path, house):
    empty = Assets(HeaderRules(house.config), "", b"", tmp_path / "none")
    assert empty.build


class TestOrigins:
    def test_no_other_page_may_read_by_default(self, house):
        reply = house.get("/api/toy/health", headers={"Origin": "http://other.example"})
        assert "access-control-allow-origin" not in reply.headers

    @pytest.mark.settings(cors_allowed_origins=("http://other.example",))
    def test_listed_origins_may_without_credentials(self, house, cleo):
        origin = {"Origin": "http://other.example"}
        for reply in (house.get("/api/notes", by=cleo, headers=origin), house.get("/api/notes", headers=origin)):
            assert reply.headers["access-control-allow-origin"] == "http://other.example"
            assert "access-control-allow-credentials" not in reply.headers
        preflight = house.send("OPTIONS", "/api/notes", headers=origin)
        assert "Authorization" in preflight.headers["access-control-allow-headers"]
        foreign = house.send("OPTIONS", "/api/notes", headers={"Origin": "http://evil.example"})
        assert "access-control-allow-origin" not in foreign.headers


FORWARDED = {
    "X-Forwarded-For": "198.51.100.7, 203.0.113.9",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "a.example",
}


class TestProxies:
    def test_strangers_are_not_believed(self, house):
        seen = house.call("toy.seen", headers=FORWARDED).json
        assert (seen["address"], seen["is_secure"], seen["is_loopback"]) == ("127.0.0.1", False, False)
        assert house.call("toy.seen").json["is_loopback"] is True

    @pytest.mark.settings(trusted_proxies=("127.0.0.0/8", "203.0.113.0/24"))
    def test_configured_proxies_are_up_to_the_first_stranger(self, house):
        seen = house.call("toy.seen", headers=FORWARDED).json
        assert (seen["address"], seen["is_secure"], seen["is_loopback"]) == ("198.51.100.7", True, False)
        forged = house.call("toy.seen", headers={"X-Forwarded-For": "nonsense<script>"}).json
        assert forged["address"] == "127.0.0.1"

    @pytest.mark.settings(public_url="https://company.example/ask")
    def test_a_sub_path_works_whether_the_proxy_strips_it_or_not(self, house, cleo):
        for path in ("/ask/api/toy/health", "/api/toy/health"):
            assert house.get(path).json == {"word": "well"}
        assert house.call("toy.write_note", by=cleo, text="x").headers["location"].startswith("/ask/api/notes/not_")
        assert b'"/ask/api/notes"' in house.get("/ask/client.js").body


class TestETags:
    def test_a_lost_update_is_refused(self, house, cleo):
        note = house.call("toy.write_note", by=cleo, text="x")
        path, etag = (
            f"/api/notes/{note.json['id']}",
            house.get(f"/api/notes/{note.json['id']}", by=cleo).headers["etag"],
        )
        assert house.patch(path, by=cleo, json={"text": "y"}, headers={"If-Match": etag}).status == 200
        assert house.patch(path, by=cleo, json={"text": "z"}, headers={"If-Match": etag}).code == "PRECONDITION_FAILED"
        assert house.delete(path, by=cleo, headers={"If-Match": f'"other", {etag}'}).status == 412
        assert house.delete(path, by=cleo, headers={"If-Match": "*"}).status == 204

    def test_an_unchanged_list_is_not_sent_again(self, house, cleo):
        etag = house.get("/api/notes", by=cleo).headers["etag"]
        reply = house.get("/api/notes", by=cleo, headers={"If-None-Match": etag})
        assert (reply.status, reply.body) == (304, b"")
        house.call("toy.write_note", by=cleo, text="x")
        assert house.get("/api/notes", by=cleo, headers={"If-None-Match": etag}).status == 200
