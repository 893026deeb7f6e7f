import socket
from ipaddress import ip_address, ip_network

import pytest
import structlog

from scorewright.loop.notifications.delivery_failure import DeliveryFailedError
from scorewright.loop.notifications.reachable import is_allowed, is_public, reachable, system_look_up

PUBLIC = ("9.9.9.9", "93.184.216.34", "2620:fe::fe", "2606:4700::1111", "::ffff:9.9.9.9", "64:ff9b::909:909")
NOT_PUBLIC = (
    *("0.0.0.0", "10.1.2.3", "100.64.0.1", "127.0.0.1", "127.255.0.9", "169.254.169.254", "172.16.0.1", "192.0.0.8"),  # noqa: S104 - nothing is bound
    *("192.0.2.1", "192.168.1.1", "198.18.0.1", "203.0.113.9", "192.88.99.1", "224.0.0.1", "239.1.1.1", "240.0.0.1"),
    "255.255.255.255",
    *("::", "::1", "::7f00:1", "::ffff:127.0.0.1", "::ffff:169.254.169.254", "64:ff9b::7f00:1", "64:ff9b::a00:1"),
    *("64:ff9b:1::a00:1", "2002:7f00:1::", "2002:909:909::", "2001::909:909", "fe80::1", "fe80::1%eth0", "fec0::1"),
    *("fc00::1", "fd12::1", "ff02::1", "ff0e::1", "2001:db8::1", "3fff::1", "100::1", "4000::1", "::ffff:0:7f00:1"),
)


@pytest.mark.parametrize("address", PUBLIC)
def test_is_public__anybodys__yes(address: str) -> None:
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_is_public__private_special_or_a_carrier_of_one__no(address: str) -> None:
    assert not is_public(ip_address(address))


def test_is_allowed__carried_by_ipv6__is_judged_by_what_it_carries() -> None:
    networks = (ip_network("10.0.0.0/8"), ip_network("fd00::/8"))
    yes, no = ("10.1.2.3", "::ffff:10.1.2.3", "fd12::1"), ("11.0.0.1", "::ffff:11.0.0.1", "fc00::1", "fd12::1%eth0")
    assert [is_allowed(ip_address(text), networks) for text in (*yes, *no)] == [True] * 3 + [False] * 4


@pytest.mark.parametrize("found", [["10.0.0.1"], ["9.9.9.9", "10.0.0.1"], ["9.9.9.9", "::1"], ["fe80::1%1"]])
def test_reachable__one_address_that_is_private__refused_untold_but_logged(found: list[str]) -> None:
    with structlog.testing.capture_logs() as logs, pytest.raises(DeliveryFailedError) as refused:
        reachable("hooks.example.org", 443, encrypted=True, allowed=(), look_up=lambda *_: found)
    assert str(refused.value) == "the host is in a network that webhooks may not reach"
    assert (logs[0]["event"], logs[0]["addresses"]) == ("webhook_refused", found)


def test_reachable__without_encryption__allowed_private_networks_only() -> None:
    allowed = (ip_network("10.0.0.0/8"),)
    for found, fine in (["10.0.0.1"], True), (["9.9.9.9"], False), (["10.0.0.1", "9.9.9.9"], False):
        if fine:
            assert reachable("x", 80, encrypted=False, allowed=allowed, look_up=lambda *_: found) == [  # noqa: B023 - called at once
                ip_address(found[0])
            ]
        else:
            with pytest.raises(DeliveryFailedError, match="only https"):
                reachable("x", 80, encrypted=False, allowed=allowed, look_up=lambda *_: found)  # noqa: B023 - called at once


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "0177.1", "127.1", "localhost", "::ffff:7f00:1"])
def test_reachable__any_way_to_write_this_machine__refused(host: str) -> None:
    with pytest.raises(DeliveryFailedError, match="may not reach"):
        reachable(host, 443, encrypted=True, allowed=())


def test_reachable__no_such_name__says_so() -> None:
    def nobody(host: str, port: int) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    for look_up in (nobody, lambda *_: [], lambda *_: ["what?"]):
        with pytest.raises(DeliveryFailedError, match="the name of the host"):
            reachable("nowhere.invalid", 443, encrypted=True, allowed=(), look_up=look_up)


def test_system_look_up__this_machine__each_address_once() -> None:
    found = system_look_up("127.0.0.1", 443)
    assert found == ["127.0.0.1"]
