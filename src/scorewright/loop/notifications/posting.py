"""Posting a signed message to a webhook: to the address that was checked, within a deadline, following nothing."""

import asyncio
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from ssl import SSLContext

import httpx

from scorewright.loop.notifications.delivery_failure import DeliveryFailedError
from scorewright.loop.notifications.endpoint import EndpointError, endpoint
from scorewright.loop.notifications.reachable import Address, LookUp, Network, reachable, system_look_up

SECONDS = 20.0  # for the whole exchange: one byte after another does not hold a worker for longer
CONNECT_SECONDS = 5.0  # leaves time for the next address where one swallows everything
MOST_ADDRESSES = 3
DEFAULT_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Reply:
    status: int
    retry_after: str = ""


def post(
    url: str,
    *,
    headers: Mapping[str, str],
    body: bytes,
    allowed: Sequence[Network] = (),
    seconds: float = SECONDS,
    look_up: LookUp = system_look_up,
    transport: httpx.AsyncBaseTransport | None = None,
) -> None:
    """Deliver ``body``: an answer of 200 to 299 says that it arrived. Raises DeliveryFailedError.

    What the receiver writes beside its status is not read: it is of no use here, and would tell whoever made the
    channel what a server in an allowed private network says.
    """
    try:
        target = endpoint(url)
    except EndpointError as error:
        raise DeliveryFailedError(f"the URL {error}") from error
    addresses = reachable(
        target.raw_host.decode("ascii"),
        target.port or DEFAULT_PORTS[target.scheme],
        encrypted=target.scheme == "https",
        allowed=allowed,
        look_up=look_up,
    )
    requests = [_request(target, address, headers, body) for address in addresses[:MOST_ADDRESSES]]
    try:
        reply = asyncio.run(_exchange(requests, transport, seconds))
    except (TimeoutError, httpx.TimeoutException) as error:
        raise DeliveryFailedError(f"no answer within {seconds:g} seconds") from error
    except (httpx.HTTPError, OSError) as error:
        raise DeliveryFailedError(f"the exchange failed: {type(error).__name__}: {error}") from error
    _judge(reply)


async def _exchange(
    requests: Sequence[httpx.Request], transport: httpx.AsyncBaseTransport | None, seconds: float
) -> Reply:
    """The reply to the first of ``requests`` whose address can be connected to."""
    async with (
        asyncio.timeout(seconds),
        httpx.AsyncClient(
            transport=transport or httpx.AsyncHTTPTransport(verify=_trusted(), trust_env=False),
            trust_env=False,  # a proxy would resolve the name once more
            follow_redirects=False,
        ) as client,
    ):
        *others, last = requests
        for request in others:
            with suppress(httpx.ConnectError, httpx.ConnectTimeout):
                return await _ask(client, request)
        return await _ask(client, last)


async def _ask(client: httpx.AsyncClient, request: httpx.Request) -> Reply:
    response = await client.send(request, stream=True)
    await response.aclose()
    return Reply(response.status_code, response.headers.get("Retry-After", ""))


def _request(target: httpx.URL, address: Address, headers: Mapping[str, str], body: bytes) -> httpx.Request:
    """To ``address`` itself, with the host's name where the receiver and TLS look for it."""
    return httpx.Request(
        "POST",
        target.copy_with(host=str(address)),
        headers={"Host": target.netloc.decode("ascii"), **headers},
        content=body,
        extensions={
            "sni_hostname": target.raw_host.decode("ascii"),
            "timeout": httpx.Timeout(SECONDS, connect=CONNECT_SECONDS).as_dict(),
        },
    )


def _judge(reply: Reply) -> None:
    if 200 <= reply.status < 300:
        return
    words = f"the receiver answered {reply.status}"
    if 300 <= reply.status < 400:
        raise DeliveryFailedError(f"{words}: redirects are not followed, give the channel the new URL")
    if reply.status == httpx.codes.GONE:
        raise DeliveryFailedError(f"{words}: it wants no more of them", gone=True)
    text = reply.retry_after
    seconds = int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0
    raise DeliveryFailedError(words, asked_for=timedelta(seconds=seconds) if seconds else None)


@cache
def _trusted() -> SSLContext:
    return httpx.create_ssl_context()
