"""A real OpenLDAP server on a loopback port, with TLS by an authority made for the test, groups and memberships."""

import datetime as dt
import ipaddress
import os
import shutil
import socket
import subprocess
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SLAPD = shutil.which("slapd", path=f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/lib/openldap")
MODULES, SCHEMAS = Path("/usr/lib/ldap"), Path("/etc/ldap/schema")
BASE, ADMIN, ADMIN_PASSWORD = "dc=acme,dc=test", "cn=reader,dc=acme,dc=test", "the reader's word"
PASSWORD = "seven tall cranes"
CONFIG = """
include {schemas}/core.schema
include {schemas}/cosine.schema
include {schemas}/inetorgperson.schema
modulepath {modules}
moduleload back_mdb
moduleload memberof
TLSCACertificateFile {folder}/ca.pem
TLSCertificateFile {folder}/server.pem
TLSCertificateKeyFile {folder}/server.key
disallow bind_anon
database mdb
suffix "{base}"
rootdn "{admin}"
rootpw "{password}"
directory {folder}/db
overlay memberof
memberof-refint TRUE
"""
LDIF = """
dn: {base}
objectClass: dcObject
objectClass: organization
o: Acme

dn: ou=people,{base}
objectClass: organizationalUnit

dn: ou=groups,{base}
objectClass: organizationalUnit
"""


def person(uid: str, name: str, password: str = PASSWORD) -> str:
    """A person as LDIF."""
    return (
        f"dn: uid={uid},ou=people,{BASE}\nobjectClass: inetOrgPerson\ncn: {name}\nsn: {name.rsplit(maxsplit=1)[-1]}\n"
        f"displayName: {name}\nmail: {uid}@acme.test\nuserPassword: {password}\n\n"
    )


def group(name: str, *uids: str) -> str:
    """A group as LDIF."""
    members = "".join(f"member: uid={uid},ou=people,{BASE}\n" for uid in uids)
    return f"dn: cn={name},ou=groups,{BASE}\nobjectClass: groupOfNames\n{members}\n"


@dataclass
class Slapd:
    """A running server."""

    folder: Path
    port: int
    tls_port: int
    process: subprocess.Popen[bytes]

    @property
    def ca(self) -> str:
        return (self.folder / "ca.pem").read_text()

    def change(self, ldif: str, tool: str = "ldapmodify") -> None:
        """Change entries as the directory's administrator."""
        done = subprocess.run(
            [tool, "-x", "-H", f"ldap://127.0.0.1:{self.port}", "-D", ADMIN, "-w", ADMIN_PASSWORD],
            input=ldif.encode(), capture_output=True, check=False, timeout=20,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr

    def add(self, *ldif: str) -> None:
        self.change("\n".join(ldif), "ldapadd")

    def delete(self, *names: str) -> None:
        self.change("\n".join(f"dn: {name}\nchangetype: delete\n" for name in names))

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(10)
        shutil.rmtree(self.folder, ignore_errors=True)


def start() -> Slapd:
    """Start one with two people and two groups."""
    assert SLAPD is not None
    folder = Path(tempfile.mkdtemp(prefix="slapd"))
    (folder / "db").mkdir()
    _certificates(folder)
    text = CONFIG.format(
        schemas=SCHEMAS, modules=MODULES, folder=folder, base=BASE, admin=ADMIN, password=ADMIN_PASSWORD
    )
    (folder / "slapd.conf").write_text(text)
    port, tls_port = _free_port(), _free_port()
    urls = f"ldap://127.0.0.1:{port} ldaps://127.0.0.1:{tls_port}"
    with (folder / "log").open("wb") as log:
        command = [SLAPD, "-f", str(folder / "slapd.conf"), "-h", urls, "-d", "0"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=log)
    server = Slapd(folder, port, tls_port, process)
    _wait(server)
    server.add(LDIF.format(base=BASE), person("anna", "Anna Adler"), person("bert", "Bert Busch"),
               group("law", "anna"), group("staff", "anna", "bert"))  # fmt: skip
    return server


def _wait(server: Slapd) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", server.tls_port), 1).close()
        except OSError:
            assert server.process.poll() is None, (server.folder / "log").read_text()
            time.sleep(0.02)  # another process starts; its clock is not ours to hold
        else:
            return
    raise AssertionError("slapd does not start")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _certificates(folder: Path) -> None:
    ca_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    ca_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Acme's own authority")])
    own = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    ca = _certificate(ca_name, ca_name, ca_key, ca_key, is_ca=True)
    (folder / "ca.pem").write_bytes(ca.public_bytes(serialization.Encoding.PEM))
    mine = _certificate(own, ca_name, key, ca_key, is_ca=False)
    (folder / "server.pem").write_bytes(mine.public_bytes(serialization.Encoding.PEM))
    (folder / "server.key").write_bytes(key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()))  # fmt: skip


def _certificate(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePrivateKey, signer: ec.EllipticCurvePrivateKey,
    *, is_ca: bool,
) -> x509.Certificate:  # fmt: skip
    now = dt.datetime.now(dt.UTC)
    names = [x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=30))
        .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
    )
    if not is_ca:
        built = built.add_extension(x509.SubjectAlternativeName(names), critical=False)
    return built.sign(signer, hashes.SHA256())
