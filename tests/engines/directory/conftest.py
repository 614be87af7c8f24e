"""One server for all tests of directories in a module; skipped where OpenLDAP is not installed."""

import shutil

import pytest

from appliance.engines.egress import Egress, Rule
from tests.engines.directory import slapd


@pytest.fixture(scope="module")
def ldap():
    if slapd.SLAPD is None or shutil.which("ldapadd") is None:
        pytest.skip("OpenLDAP (slapd, ldap-utils) is not installed")
    server = slapd.start()
    yield server
    server.stop()


@pytest.fixture
def egress():
    return Egress([Rule("directory", private=True)])
