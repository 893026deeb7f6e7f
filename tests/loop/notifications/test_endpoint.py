import pytest

from scorewright.loop.notifications.endpoint import EndpointError, endpoint


@pytest.mark.parametrize(
    ("url", "host", "port"),
    [
        ("https://hooks.example.org/in?team=a", "hooks.example.org", None),
        ("https://HOOKS.example.org:8443/", "hooks.example.org", 8443),
        ("https://xn--bcher-kva.example/", "bücher.example", None),
        ("https://9.9.9.9/", "9.9.9.9", None),
        ("https://[2620:fe::fe]:444/", "2620:fe::fe", 444),
        ("http://internal:8080/hook@home", "internal", 8080),
    ],
)
def test_endpoint__usual_forms__read(url: str, host: str, port: int | None) -> None:
    assert (endpoint(url).host, endpoint(url).port) == (host, port)


@pytest.mark.parametrize(
    ("url", "words"),
    [
        ("https://ama:secret@example.org/", "no user name"),
        ("https://example.org@127.0.0.1/", "no user name"),
        ("https://@127.0.0.1/", "no user name"),
        ("https://example.org\\@127.0.0.1/", "no backslash"),
        ("https://example.org/#@127.0.0.1/", "fragment"),
        ("https://2130706433/", "usual form"),
        ("https://0x7f000001/", "usual form"),
        ("https://0x7f.0.0.1/", "usual form"),
        ("https://127.1/", "usual form"),
        ("https://0177.0.0.1/", "cannot be read"),
        ("https://127.0.0.1./", "usual form"),
        ("https://example.0x1/", "usual form"),
        ("https://[fe80::1%25eth0]/", "usual form"),
        ("https://[::ffff:127.0.0.1", "cannot be read"),
        ("https://\uff11\uff12\uff17.0.0.1/", "visible ASCII"),
        ("https://example.org/a b", "visible ASCII"),
        ("https://example.org/\r\nHost: internal", "visible ASCII"),
        ("https://example.org:0/", "port"),
        ("https://example.org:65536/", "port"),
        ("https://example.org:eighty/", "cannot be read"),
        ("https:///in", "usual form"),
        ("https:example.org", "usual form"),
        ("ftp://example.org/", "https://"),
        ("file:///etc/passwd", "https://"),
        ("//example.org/", "https://"),
        ("", "visible ASCII"),
        ("https://example.org/" + "a" * 2000, "at most 2000"),
    ],
)
def test_endpoint__a_trick_or_a_slip__refused_with_its_reason(url: str, words: str) -> None:
    with pytest.raises(EndpointError, match=words):
        endpoint(url)
