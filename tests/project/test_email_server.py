import pytest
from django.core.exceptions import ImproperlyConfigured

from scorewright.project.email_server import EmailServer
from scorewright.project.environment import networks

SENDER = "scores@example.org"


@pytest.mark.parametrize(
    ("url", "port", "tls", "starttls"),
    [
        ("smtps://ama:p%40ss@mail.example.org", 465, True, False),
        ("smtp://ama:p%40ss@mail.example.org:2525", 2525, False, True),
        ("smtp://ama:p%40ss@mail.example.org?tls=off", 587, False, False),
    ],
)
def test_from_url__server__as_it_says(url: str, port: int, tls: bool, starttls: bool) -> None:
    server = EmailServer.from_url(url, SENDER, development=False)
    assert (server.host, server.port, server.user, server.password) == ("mail.example.org", port, "ama", "p@ss")
    assert (server.tls, server.starttls, server.ready, server.sender) == (tls, starttls, True, SENDER)
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    ("url", "development", "ready"), [("", False, False), ("", True, True), ("console:", False, True)]
)
def test_from_url__no_server__ready_only_where_somebody_reads_the_log(url: str, development: bool, ready: bool) -> None:
    server = EmailServer.from_url(url, "", development=development)
    assert (server.ready, "console" in server.backend) == (ready, True)


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://ama:geheim@mail.example.org", SENDER),
        ("smtp://ama:geheim@", SENDER),
        ("smtp://ama:geheim@mail.example.org:many", SENDER),
        ("smtp://ama:geheim@mail.example.org?tls=perhaps", SENDER),
        ("smtp://ama:geheim@mail.example.org?ssl=1", SENDER),
        ("smtp://ama:geheim@[mail.example.org", SENDER),
        ("smtp://ama:geheim@mail.example.org", ""),
    ],
)
def test_from_url__not_to_be_used__named_without_the_password(url: str, sender: str) -> None:
    with pytest.raises(ImproperlyConfigured, match="SCOREWRIGHT_EMAIL_") as refused:
        EmailServer.from_url(url, sender, development=False)
    assert "geheim" not in str(refused.value)


def test_networks__listed__read_and_a_slip_is_named() -> None:
    name = "SCOREWRIGHT_WEBHOOK_PRIVATE_NETWORKS"
    assert [str(network) for network in networks(name, {name: "10.0.0.0/8, fd00::/8"})] == ["10.0.0.0/8", "fd00::/8"]
    assert networks(name, {}) == ()
    for slip in ("10.0.0.1/8", "internal", "10.0.0.0/40"):
        with pytest.raises(ImproperlyConfigured, match=name):
            networks(name, {name: slip})
