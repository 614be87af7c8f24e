"""Encrypted assertions (XML Encryption 1.1): AES in GCM, or CBC inside a signed response, keys by RSA-OAEP.

CBC is malleable: it is read only where a verified signature covers it, so that no stranger can try texts on us. Every
failure is one and the same refusal.
"""

from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding as asymmetric
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from appliance.engines.saml.names import DS, NAMESPACES, XENC, XENC11
from appliance.engines.saml.reading import from_base64, read_xml, text_of
from appliance.engines.saml.terms import Refused

_GCM = {XENC11 + "aes128-gcm": 16, XENC11 + "aes192-gcm": 24, XENC11 + "aes256-gcm": 32}
_CBC = {XENC + "aes128-cbc": 16, XENC + "aes192-cbc": 24, XENC + "aes256-cbc": 32}
_OAEP = (XENC + "rsa-oaep-mgf1p", XENC11 + "rsa-oaep")
_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    DS + "sha1": hashes.SHA1,  # of OAEP, where nothing depends on collisions
    XENC + "sha256": hashes.SHA256,
    XENC + "sha512": hashes.SHA512,
    XENC11 + "mgf1sha1": hashes.SHA1,
    XENC11 + "mgf1sha256": hashes.SHA256,
    XENC11 + "mgf1sha512": hashes.SHA512,
}
_NONCE = 12
_BLOCK = 16


def decrypted(encrypted: Any, private_key: str | None, *, is_covered: bool) -> Any:
    """The assertion in an EncryptedAssertion. `is_covered`: a verified signature of the response is around it."""
    if private_key is None:
        raise Refused("decryption", "The assertion is encrypted, and the appliance has no key for this: make one.")
    data = encrypted.findall("xenc:EncryptedData", NAMESPACES)
    keys = encrypted.findall(".//xenc:EncryptedKey", NAMESPACES)
    if len(data) != 1 or not keys:
        raise Refused("decryption", "The encrypted assertion is not of a form that is taken.")
    method = _algorithm(data[0])
    if method in _CBC and not is_covered:
        raise Refused("decryption", "AES-CBC is taken inside a signed response only; use AES-GCM.")
    if method not in _GCM | _CBC:
        raise Refused("decryption", "The assertion is encrypted with an algorithm that is not taken.")
    for key in keys[:4]:  # one for each recipient
        plain = _opened(data[0], method, key, private_key)
        if plain is not None:
            return read_xml(plain)
    raise Refused("decryption", "The assertion cannot be decrypted with the appliance's key.")


def _opened(data: Any, method: str, key: Any, private_key: str) -> bytes | None:
    secret = _session_key(key, private_key)
    sealed = _cipher_value(data)
    if secret is None or len(secret) != (_GCM | _CBC)[method]:
        return None
    try:
        if method in _GCM:
            return AESGCM(secret).decrypt(sealed[:_NONCE], sealed[_NONCE:], None)
        return _cbc(secret, sealed)
    except (InvalidTag, ValueError):
        return None


def _cbc(secret: bytes, sealed: bytes) -> bytes:
    opener = Cipher(algorithms.AES(secret), modes.CBC(sealed[:_BLOCK])).decryptor()
    padded = opener.update(sealed[_BLOCK:]) + opener.finalize()
    if not padded or not 1 <= padded[-1] <= _BLOCK:  # only the last byte counts (xmlenc 5.2.1)
        raise ValueError("padding")
    return padded[: -padded[-1]]


def _session_key(key: Any, private_key: str) -> bytes | None:
    if _algorithm(key) not in _OAEP:
        raise Refused("decryption", "The assertion's key is wrapped with an algorithm that is not taken.")
    method = key.find("xenc:EncryptionMethod", NAMESPACES)
    digest = _hash(method.find("ds:DigestMethod", NAMESPACES))
    mask = _hash(method.find("xenc11:MGF", NAMESPACES))
    ours = load_pem_private_key(private_key.encode(), None)
    if not isinstance(ours, rsa.RSAPrivateKey):
        return None
    try:
        return ours.decrypt(_cipher_value(key), asymmetric.OAEP(asymmetric.MGF1(mask()), digest(), None))
    except ValueError:
        return None


def _hash(element: Any) -> type[hashes.HashAlgorithm]:
    """SHA-1 is what both specifications mean where nothing is said."""
    found = hashes.SHA1 if element is None else _HASHES.get(element.get("Algorithm") or "")
    if found is None:
        raise Refused("decryption", "The assertion's key is wrapped with an algorithm that is not taken.")
    return found


def _algorithm(element: Any) -> str:
    method = element.find("xenc:EncryptionMethod", NAMESPACES)
    return "" if method is None else method.get("Algorithm") or ""


def _cipher_value(element: Any) -> bytes:
    return from_base64(text_of(element.find("xenc:CipherData/xenc:CipherValue", NAMESPACES)))
