"""The master key and what is derived from it. It lies outside of the database, so a copy of that reveals no secret."""

import os
import secrets
from pathlib import Path

from appliance.kernel import crypt

_LENGTH = 32


class Keys:
    """Seals, unseals and derives under the master key."""

    def __init__(self, master: bytes) -> None:
        self._master = master
        self._seal = crypt.derive(master, "seal")

    @classmethod
    def open(cls, folder: Path, key_file: Path | None = None) -> "Keys":
        """Read the key file, or make the folder's own on first use (mode 0600). ValueError when it is not a key."""
        path = key_file or folder / "master"
        if not path.exists():
            if key_file is not None:
                raise ValueError(f"{key_file} does not exist")
            _make(folder, path)
        text = path.read_text(encoding="ascii").strip()
        if len(text) != _LENGTH * 2:
            raise ValueError(f"{path} does not hold a key of 64 hexadecimal digits")
        return cls(bytes.fromhex(text))

    def derive(self, purpose: str) -> bytes:
        """A 32-byte key for one purpose."""
        return crypt.derive(self._master, purpose)

    def seal(self, plain: bytes, about: str) -> bytes:
        """Encrypt; `about` names the place (table, column, row id) so sealed bytes cannot be moved."""
        return crypt.seal(self._seal, plain, about)

    def unseal(self, sealed: bytes, about: str) -> bytes:
        """Decrypt what was sealed for this place."""
        return crypt.unseal(self._seal, sealed, about)


def _make(folder: Path, path: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path.with_suffix(".new"), os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(_LENGTH))
        file.flush()
        os.fsync(file.fileno())
    path.with_suffix(".new").rename(path)
