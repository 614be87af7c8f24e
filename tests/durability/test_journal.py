"""A token journal on a disk that fills up: what was given to readers is there again, whole, after the next start."""

import resource
import signal

import pytest

from appliance.store.journal import Log


@pytest.fixture
def few_bytes():
    """No file may grow beyond 1,000 bytes."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    ignored = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, before[1]))
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)
    signal.signal(signal.SIGXFSZ, ignored)


def test_a_record_that_does_not_fit_leaves_nothing_behind(tmp_path, few_bytes):
    log = Log(tmp_path / "msg.log")
    for sequence in (1, 2, 3):
        log.append(sequence, b"x" * 300)
    with pytest.raises(OSError, match="No space"):
        log.append(4, b"y" * 300)
    few_bytes()
    log.append(4, b"z" * 300)
    log.close()
    again = Log(tmp_path / "msg.log")
    assert [record[:1] for _, record in again.read()] == [b"x", b"x", b"x", b"z"]
    again.close()
