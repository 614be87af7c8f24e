import asyncio
import socket
from contextvars import copy_context
from ipaddress import ip_address

import pytest

from appliance.engines.addresses import Reach, canonical, reach
from appliance.engines.egress import Egress, EgressRefused, Rule, plain_host
from appliance.kernel import current

PUBLIC = "93.184.215.14"
SPELLED = (
    # Dotted IPv4 of this machine, of private networks and of what nobody may reach.
    "127.0.0.1 127.0.0.2 127.255.255.254 10.0.0.1 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 198.18.0.1 "
    "192.0.0.8 "
    "169.254.169.254 169.254.0.1 100.100.100.200 168.63.129.16 192.0.0.192 0.0.0.0 0.1.2.3 224.0.0.1 239.255.255.255 "
    "240.0.0.1 255.255.255.255 "
    # Decimal, octal, hexadecimal and shortened forms, as the resolver of the system reads them.
    "2130706433 0x7f000001 017700000001 127.1 127.0.1 0x7f.1 0177.0.0.1 0177.0x0.0.1 0x7f.0x0.0x0.0x1 2852039166 "
    "0xa9fea9fe 0251.0376.0251.0376 0 0x0 3232235777 10.1 "
    # IPv6 and IPv4 inside of it: mapped, compatible, NAT64, 6to4, ISATAP, Teredo.
    "::1 0:0:0:0:0:0:0:1 :: ::ffff:127.0.0.1 ::ffff:7f00:1 0:0:0:0:0:ffff:7f00:1 ::ffff:a9fe:a9fe ::ffff:10.0.0.1 "
    "::7f00:1 ::127.0.0.1 64:ff9b::7f00:1 64:ff9b::169.254.169.254 64:ff9b::10.0.0.1 64:ff9b:1::1 2002:7f00:1:: "
    "2002:a9fe:a9fe::1 2002:a00:1:: 2001:db8::5efe:127.0.0.1 2001::1 fe80::1 febf::1 fe80::1%lo fec0::1 fc00::1 "
    "fd00:ec2::254 ff02::1 100::1"
)
SPELLINGS = SPELLED.split()


def admitted(egress, feature="webpages", host="example.org", port=443):
    return asyncio.run(egress.admit(feature, host, port))


def always(addresses):
    return lambda *_: addresses


def of(addresses, **rule):
    return Egress([Rule("webpages", **rule)], resolver=always(addresses))


def test_there_are_at_least_sixty_spellings():
    assert len(set(SPELLINGS)) >= 60


@pytest.mark.parametrize("spelling", SPELLINGS)
def test_a_web_page_is_never_fetched_from_an_address_inside(spelling):
    with pytest.raises(EgressRefused):
        admitted(Egress([Rule("webpages")]), host=spelling)


@pytest.mark.parametrize(
    "spelling", ["169.254.169.254", "0xa9fea9fe", "::ffff:a9fe:a9fe", "0", "::", "fe80::1", "224.0.0.1"]
)
def test_link_local_and_unspecified_stay_shut_even_where_private_is_allowed(spelling):
    with pytest.raises(EgressRefused, match="forbidden"):
        admitted(Egress([Rule("webpages", private=True)]), host=spelling)


@pytest.mark.parametrize(
    "address", [PUBLIC, "2606:2800:21f:cb07:6820:80da:af6b:8b2c", "64:ff9b::5db8:d70e", "2002:5db8:d70e::1"]
)
def test_public_addresses_pass(address):
    assert admitted(of([address])) == (str(ip_address(address)),)


def test_a_mapped_address_is_connected_as_the_address_inside():
    assert admitted(of(["::ffff:192.168.7.7"], private=True)) == ("192.168.7.7",)


def test_one_bad_address_among_good_ones_shuts_the_door():
    with pytest.raises(EgressRefused, match="loopback"):
        admitted(of([PUBLIC, "127.0.0.1"]))


def test_the_name_is_resolved_once_so_that_it_cannot_change_its_mind():
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    egress = Egress([Rule("webpages")], resolver=lambda *_: next(answers))
    assert admitted(egress) == (PUBLIC,)
    with pytest.raises(EgressRefused):
        admitted(egress)


def test_nothing_configured_means_that_nothing_is_even_resolved():
    asked = []
    egress = Egress(resolver=lambda *asked_for: asked.append(asked_for) or [PUBLIC])
    with pytest.raises(EgressRefused, match="not allowed to leave"):
        admitted(egress)
    assert asked == []


@pytest.mark.parametrize(
    ("host", "port", "passes"), [("Models.LAN.", 8000, True), ("models.lan", 80, False), ("other.lan", 8000, False)]
)
def test_a_pinned_rule_opens_one_host_and_port(host, port, passes):
    egress = of(["10.0.0.5"], private=True, targets=frozenset({("models.lan", 8000)}))
    if passes:
        assert admitted(egress, host=host, port=port) == ("10.0.0.5",)
    else:
        with pytest.raises(EgressRefused, match="not on the list"):
            admitted(egress, host=host, port=port)


def test_decisions_are_counted_and_told():
    records = []
    egress = Egress([Rule("webpages")], records.append, resolver=always([PUBLIC]))
    admitted(egress)
    for feature in ("models", "models"):
        with pytest.raises(EgressRefused):
            admitted(egress, feature)
    assert egress.counts() == {("webpages", "allowed"): 1, ("models", "refused"): 2}
    told = records[0]
    assert (told.feature, told.verdict, told.address) == ("webpages", "allowed", PUBLIC)


def test_a_replaced_rule_holds_at_once():
    egress = of([PUBLIC])
    admitted(egress)
    egress.replace("webpages", [])
    with pytest.raises(EgressRefused):
        admitted(egress)
    egress.permit(Rule("webpages"))
    assert admitted(egress) == (PUBLIC,)


def test_a_name_without_an_address_is_refused_and_told():
    def unknown(host, port):
        raise socket.gaierror("unknown")

    with pytest.raises(EgressRefused, match="cannot be resolved"):
        admitted(Egress([Rule("webpages")], resolver=unknown))


def test_threads_without_a_loop_pass_the_same_door():
    assert of([PUBLIC]).admit_blocking("webpages", "example.org", 25) == (PUBLIC,)
    with pytest.raises(EgressRefused):
        of(["10.0.0.1"]).admit_blocking("webpages", "example.org", 25)


def test_inside_a_unit_of_storage_the_door_raises():
    def inside():
        current.unit.set(object())
        of([PUBLIC]).admit_blocking("webpages", "example.org", 443)

    with pytest.raises(RuntimeError, match="egress"):
        copy_context().run(inside)


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("8.8.8.8", Reach.PUBLIC),
        ("10.1.1.1", Reach.PRIVATE),
        ("127.0.0.1", Reach.LOOPBACK),
        ("64:ff9b::7f00:1", Reach.LOOPBACK),
        ("fd12::1", Reach.PRIVATE),
    ],
)
def test_reach(address, kind):
    assert reach(canonical(address)) is kind


def test_host_names_compare_without_case_brackets_and_root():
    assert plain_host("[::1]") == "::1"
    assert plain_host("Example.ORG.") == "example.org"


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("http://Models.lan:8000/v1", ("models.lan", 8000)),
        ("https://models.lan/v1", ("models.lan", 443)),
        ("http://[::1]/", ("::1", 80)),
    ],
)
def test_a_base_url_becomes_a_pinned_rule(url, target):
    assert Rule.for_url("models", url).targets == {target}


@pytest.mark.parametrize("url", ["", "models.lan:8000", "file:///x", "http://"])
def test_a_base_url_without_a_host_is_refused(url):
    with pytest.raises(ValueError, match="names no host"):
        Rule.for_url("models", url)
