import asyncio
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from appliance.engines.http import Call, Http, HttpFailed
from appliance.engines.wire import trusting
from tests.engines.loopback import open_door


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    """A certificate for this machine that is its own authority; the path holds key and certificate."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "model server")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    plain = serialization.NoEncryption()
    pem = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(pem + certificate.public_bytes(serialization.Encoding.PEM))
    return path


async def fetched(authority, host, ca_bundle):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority)

    async def serve(reader, writer):
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=context)
    http = Http(open_door(), "models", ca_bundle)
    try:
        return await http.fetch(Call("GET", f"https://{host}:{server.sockets[0].getsockname()[1]}/"))
    finally:
        await http.aclose()
        server.close()
        await server.wait_closed()


def test_an_own_authority_can_be_added(authority):
    assert asyncio.run(fetched(authority, "127.0.0.1", str(authority))).body == b"ok"


def test_an_unknown_authority_is_refused(authority):
    with pytest.raises(HttpFailed) as failure:
        asyncio.run(fetched(authority, "127.0.0.1", None))
    assert failure.value.kind == "connect"


def test_the_name_must_match(authority):
    with pytest.raises(HttpFailed) as failure:
        asyncio.run(fetched(authority, "localhost", str(authority)))
    assert failure.value.kind == "connect"


def test_verification_is_on_with_and_without_an_own_authority(authority):
    for bundle in (None, str(authority)):
        assert trusting(bundle).verify_mode is ssl.CERT_REQUIRED
        assert trusting(bundle).check_hostname
