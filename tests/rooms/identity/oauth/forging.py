"""Providers on a loopback port that say and sign whatever a test makes them, right things unless told otherwise."""

import base64
import functools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from appliance.kernel import clock

T = TypeVar("T", bound="Peer")


@functools.cache
def _rsa_key(number: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, 2048)


def rsa_key(number: int = 0) -> rsa.RSAPrivateKey:
    """A key; the same number gives the same one."""
    return _rsa_key(number)


def jwk_of(number: int = 0, kid: str = "one", **more: Any) -> dict[str, Any]:
    """The public key as a JSON Web Key."""
    told = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(rsa_key(number).public_key()))
    return {"kty": "RSA", "n": told["n"], "e": told["e"], "kid": kid, "use": "sig"} | more


class Peer:
    """Answers by path; an answer is JSON, or (status, headers, bytes)."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}"
        self.answers: dict[str, Any] = {}
        self.asked: list[tuple[str, dict[str, str], dict[str, str]]] = []
        self.released = threading.Event()

    def answer(self, path: str) -> Any:
        return self.answers.get(path, (404, {}, b"{}"))


class Issuer(Peer):
    """An OpenID issuer with one client, `appliance`."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.nonce = ""
        self.metadata: dict[str, Any] = {}
        self.keys = [jwk_of()]
        self.claims: dict[str, Any] = {}
        self.signing: dict[str, Any] = {"key": rsa_key(), "algorithm": "RS256", "headers": {"kid": "one"}}
        self.raw_token = ""

    def answer(self, path: str) -> Any:
        if path in self.answers:
            return self.answers[path]
        if path == "/.well-known/openid-configuration":
            return {"issuer": self.url, "authorization_endpoint": f"{self.url}/auth", "token_endpoint": f"{self.url}/token",
                    "jwks_uri": f"{self.url}/jwks"} | self.metadata  # fmt: skip
        if path == "/jwks":
            return {"keys": self.keys}
        if path == "/token":
            return {"access_token": "access", "token_type": "Bearer", "id_token": self.raw_token or self.token()}
        return super().answer(path)

    def said(self) -> dict[str, Any]:
        now = clock.now_ms() // 1000
        usual = {"iss": self.url, "sub": "nina", "aud": "appliance", "exp": now + 300, "iat": now, "nonce": self.nonce,
                 "email": "nina@peer.example", "email_verified": True, "name": "Nina"}  # fmt: skip
        return {name: value for name, value in (usual | self.claims).items() if value is not None}

    def token(self) -> str:
        return jwt.encode(self.said(), **self.signing)


class Hub(Peer):
    """GitHub's and Nextcloud's own wire."""

    def __init__(self, port: int) -> None:
        super().__init__(port)
        self.answers = {
            "/login/oauth/access_token": {"access_token": "gho_x", "token_type": "bearer", "scope": "read:user"},
            "/user": {"id": 583231, "login": "octocat", "name": "Mona", "email": "public@elsewhere.example"},
            "/user/emails": [
                {"email": "old@peer.example", "verified": True, "primary": False},
                {"email": "mona@peer.example", "verified": True, "primary": True},
            ],
            "/user/orgs?per_page=100": [{"login": "acme"}, {"login": "peers"}],
            "/index.php/apps/oauth2/api/v1/token": {"access_token": "nc", "token_type": "Bearer", "user_id": "nora"},
            "/ocs/v2.php/cloud/user?format=json": {"ocs": {
                "meta": {"status": "ok"},
                "data": {"id": "nora", "displayname": "Nora", "email": "nora@peer.example", "groups": ["admin", "Lawyers"]},
            }},
        }  # fmt: skip


def encoded(part: dict[str, Any]) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")


@contextmanager
def serving(kind: type[T]) -> Iterator[T]:
    """A peer that answers on a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    server.daemon_threads = True
    peer = server.peer = kind(server.server_port)  # type: ignore[attr-defined]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    yield peer
    peer.released.set()
    server.shutdown()
    server.server_close()


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._answer({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        self._answer({name: values[0] for name, values in parse_qs(body).items()})

    def _answer(self, form: dict[str, str]) -> None:
        peer: Peer = self.server.peer  # type: ignore[attr-defined]
        peer.asked.append((self.path, form, {name.lower(): value for name, value in self.headers.items()}))
        found = peer.answer(self.path)
        if found == "hang":
            peer.released.wait(20)
            return
        status, headers, body = found if isinstance(found, tuple) else (200, {}, json.dumps(found).encode())
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body)), "Content-Type": "application/json"} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Silent."""
