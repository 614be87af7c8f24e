"""A browser of the tests: its cookies at the house, its cookies at the provider, and the forms that it fills in."""

import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.cookiejar import CookieJar
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit

HOME = "http://appliance.test"
"""Where the house is said to be reached: what a provider sends people back to."""


class _Stay(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


@dataclass
class Browser:
    """Somebody's browser at a house and at a provider."""

    house: Any
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        jar = urllib.request.HTTPCookieProcessor(CookieJar())
        self._opener = urllib.request.build_opener(jar, _Stay())

    def get(self, path: str, **headers: str) -> Any:
        """A page of the house, with its cookies sent and kept."""
        sent = {"Cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items())} if self.cookies else {}
        reply = self.house.get(path, headers=sent | headers)
        for name, line in reply.cookies.items():
            value = line.partition("=")[2].partition(";")[0]
            self.cookies.pop(name, None)
            if value:
                self.cookies[name] = value
        return reply

    def depart(self, kind: str, **query: str) -> str:
        """Begin to sign in; the provider's address that the house sends to."""
        reply = self.get(f"/auth/{kind}/login?{urlencode(query)}")
        assert reply.status == 303
        return str(reply.headers["location"])

    def arrive(self, address: str) -> Any:
        """Come back to the house by the address that a provider gave."""
        assert address.startswith(HOME), address
        return self.get(address.removeprefix(HOME))

    def at_provider(self, url: str, login: str) -> str:
        """Go through the provider's pages, sign in and consent there; the address that it sends back to."""
        body = None
        for _ in range(12):
            status, headers, text = self._open(url, body)
            if status in (301, 302, 303, 307):
                url, body = urljoin(url, headers["location"]), None
                if url.startswith(HOME):
                    return url
                continue
            assert status == 200, text[:500]
            url, body = _filled(url, text, login)
        raise AssertionError("the provider goes round in circles")

    def _open(self, url: str, body: bytes | None) -> tuple[int, Any, str]:
        try:
            with self._opener.open(urllib.request.Request(url, body), timeout=10) as reply:
                return reply.status, reply.headers, reply.read().decode()
        except urllib.error.HTTPError as answer:
            return answer.code, answer.headers, answer.read().decode()

    def sign_in(self, kind: str, login: str, **query: str) -> Any:
        """The whole way; the house's last answer."""
        return self.arrive(self.at_provider(self.depart(kind, **query), login))

    def me(self) -> Any:
        """Who the house says one is."""
        return self.get("/auth/user")


def _filled(url: str, text: str, login: str) -> tuple[str, bytes]:
    action = re.search(r'<form[^>]*action="([^"]+)"', text)
    assert action, text[:500]
    hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', text)
    fields = dict(hidden) | ({"login": login, "password": "any"} if 'name="login"' in text else {})
    return urljoin(url, action[1]), urlencode(fields).encode()


def query_of(address: str) -> dict[str, str]:
    """The parameters of an address."""
    return dict(parse_qsl(urlsplit(address).query))


def refusal(reply: Any) -> str:
    """Why the house sent the browser back to its sign-in page."""
    assert reply.status == 303
    place = str(reply.headers["location"])
    assert place.startswith("/signin#error="), place
    return place.partition("=")[2]
