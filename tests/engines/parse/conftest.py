import os
from pathlib import Path

import pytest

from appliance.engines.parse import Parsed, ParseFailed, Sandbox


@pytest.fixture(scope="session")
def sandbox():
    with_limits = Sandbox()
    yield with_limits
    with_limits.close()


@pytest.fixture
def parse(sandbox, tmp_path):
    def run(content, filename, media_type=None, *, tokens=240, overlap=0) -> Parsed:
        path = tmp_path / "document"
        path.write_bytes(content)
        return sandbox.parse(path, filename=filename, media_type=media_type, tokens=tokens, overlap=overlap)

    return run


@pytest.fixture
def refusal(parse):
    """The code with which a document is refused; its message is held to be fit for people."""

    def run(content, filename, media_type=None) -> str:
        with pytest.raises(ParseFailed) as caught:
            parse(content, filename, media_type)
        message = caught.value.message
        assert message.endswith(".")
        assert len(message) < 200
        assert "Traceback" not in message
        assert "/tmp" not in message  # noqa: S108 - looks for a leaked path
        return caught.value.code

    return run


@pytest.fixture(scope="session")
def real_documents() -> Path:
    named = os.environ.get("APPLIANCE_TEST_DATA")
    places = [Path(named)] if named else [above / "shared" / "data" for above in Path(__file__).resolve().parents]
    for place in places:
        if (place / "files" / "manifest.json").is_file():
            return place / "files"
    pytest.skip("the set of real documents is not on this machine")
