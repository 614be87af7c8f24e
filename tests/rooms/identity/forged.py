"""The known ways to forge a signed token, made from a good one: for sessions, licences and revocations alike."""

import base64
import hashlib
import hmac
import itertools
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from appliance.engines import jws

KIDS = (
    "../../etc/passwd", "../demo/public", "/dev/null", "demo\x00", "demo.pem", "' OR 1=1 --", "demo' UNION SELECT 'x",
    "nobody", "", None, 7, ["demo"], {"kid": "demo"}, "x" * 10_000, "http://127.0.0.1/key",
)  # fmt: skip
NONES = ("none", "None", "NONE", "nOnE", "", None, 0, ["none"], ["ES256"])
OTHERS = ("HS256", "HS384", "HS512", "RS256", "PS256", "ES384", "ES512", "ES256K", "EdDSA", "ES256", "es256", "eddsa")


def part(value: Any) -> str:
    """A part of a token."""
    raw = value if isinstance(value, bytes) else json.dumps(value).encode()
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def plain(text: str) -> Any:
    """A part of a token, read."""
    return json.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))


@dataclass(frozen=True)
class Good:
    """A token that holds, the public key that verifies it, and how to sign another payload with the right key."""

    text: str
    public: Any
    sign: Callable[[dict[str, Any], dict[str, Any]], str]  # payload, header

    @property
    def parts(self) -> list[str]:
        return self.text.split(".")

    @property
    def header(self) -> dict[str, Any]:
        found: dict[str, Any] = plain(self.parts[0])
        return found

    @property
    def payload(self) -> dict[str, Any]:
        found: dict[str, Any] = plain(self.parts[1])
        return found


def forgeries(good: Good) -> Iterator[tuple[str, str]]:
    """Name and text of every forgery."""
    return itertools.chain(_unsigned(good), _confused(good), _own_keys(good), _headers(good), _torn(good))


def _unsigned(good: Good) -> Iterator[tuple[str, str]]:
    _, body, signature = good.parts
    for alg in NONES:
        for end in ("", signature):
            yield f"alg {alg!r}, signature {end[:3]!r}", f"{part(good.header | {'alg': alg})}.{body}.{end}"
    yield "empty signature", f"{good.parts[0]}.{body}."
    yield "zeros", f"{good.parts[0]}.{body}.{part(bytes(64))}"
    yield (
        "a payload of another's",
        f"{good.parts[0]}.{part(good.payload | {'sub': 'somebody', 'tier': 'full'})}.{signature}",
    )


def _confused(good: Good) -> Iterator[tuple[str, str]]:
    encoding, form = serialization.Encoding, serialization.PublicFormat
    forms = [good.public.public_bytes(encoding.PEM, form.SubjectPublicKeyInfo),
             good.public.public_bytes(encoding.DER, form.SubjectPublicKeyInfo), b""]  # fmt: skip
    for name, secret in (
        ("PEM", forms[0]),
        ("PEM stripped", forms[0].strip()),
        ("DER", forms[1]),
        ("nothing", forms[2]),
    ):
        for alg, fold in (("HS256", hashlib.sha256), ("HS512", hashlib.sha512)):
            head = f"{part(good.header | {'alg': alg})}.{good.parts[1]}"
            yield (
                f"{alg} with the public key as {name}",
                f"{head}.{part(hmac.new(secret, head.encode(), fold).digest())}",
            )


def _own_keys(good: Good) -> Iterator[tuple[str, str]]:
    ours = {"ES256": ec.generate_private_key(ec.SECP256R1()), "EdDSA": ed25519.Ed25519PrivateKey.generate(),
            "RS256": rsa.generate_private_key(65537, 2048), "ES384": ec.generate_private_key(ec.SECP384R1())}  # fmt: skip
    for alg, key in ours.items():
        header = {name: value for name, value in good.header.items() if name != "alg"}
        yield f"a key of one's own, {alg}", jws.signed(good.payload, key, alg, header)
        pem = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        for name, value in (("jwk", {"kty": "EC", "pem": pem.decode()}), ("jku", "http://127.0.0.1:9/keys"),
                            ("x5u", "http://127.0.0.1:9/cert"), ("x5c", [part(pem)]), ("x5t", "x")):  # fmt: skip
            yield f"{name} of {alg}", jws.signed(good.payload, key, alg, header | {name: value})


def _headers(good: Good) -> Iterator[tuple[str, str]]:
    """Signed by the right key, and still refused: only one header is ours."""
    header = {name: value for name, value in good.header.items() if name != "alg"}
    for name, value in (("crit", ["exp"]), ("crit", ["x"]), ("b64", False), ("jwk", {}), ("jku", "http://127.0.0.1:9/"),
                        ("x5c", []), ("x5u", "x"), ("zip", "DEF"), ("cty", "JWT"), ("unheard", 1)):  # fmt: skip
        yield f"{name} {value}", good.sign(good.payload, header | {name: value})
    for typ in ("reset+jwt", "at+jwt", "none", 7):
        yield f"typ {typ!r}", good.sign(good.payload, header | {"typ": typ})
    for kid in KIDS:
        changed = part(good.header | {"kid": kid})
        yield f"kid {kid!r:.40}", f"{changed}.{good.parts[1]}.{good.parts[2]}"
    for alg in OTHERS:
        if alg != good.header["alg"]:
            yield f"alg {alg}", f"{part(good.header | {'alg': alg})}.{good.parts[1]}.{good.parts[2]}"


def _torn(good: Good) -> Iterator[tuple[str, str]]:
    head, body, signature = good.parts
    for text in (f"{head}.{body}", f"{head}..{signature}", f".{body}.{signature}", f"{good.text}.", f"{good.text}.{body}",
                 f"{head}.{body}.{signature}=", f"{head}=.{body}.{signature}", good.text + "\u00e9", "..", "a.b.c",
                 f"{part([])}.{body}.{signature}", f"{part(b'{')}.{body}.{signature}", good.text[:-4] + "AAAA",
                 json.dumps({"payload": body, "signatures": [{"protected": head, "signature": signature}]})):  # fmt: skip
        yield f"torn {text[:6]}...{text[-6:]}", text
