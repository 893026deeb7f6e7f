"""The body of a request: unpacked, and parted into JSON and the binary data behind it."""

import json
import zlib
from typing import Any

import msgspec
from msgspec import Struct, field

from scorewright.loop.serving.door.bodies import LARGEST_BODY
from scorewright.loop.serving.door.replies import Refusal

HEADER_LENGTH = b"inference-header-content-length"
_WINDOWS = {b"gzip": 16 + zlib.MAX_WBITS, b"deflate": zlib.MAX_WBITS}


class InputTensor(Struct, frozen=True):
    """One tensor as the request tells of it; without ``data`` its elements are binary."""

    name: str
    datatype: str
    shape: list[int]
    data: list[Any] | None = None
    parameters: dict[str, Any] = field(default_factory=dict)


class AskedOutput(Struct, frozen=True):
    """One output that the caller wants."""

    name: str
    parameters: dict[str, Any] = field(default_factory=dict)


class InferRequest(Struct, frozen=True):
    """The inference request of the protocol; what it does not know is passed over."""

    inputs: list[InputTensor]
    id: str = ""
    parameters: dict[str, Any] = field(default_factory=dict)
    outputs: list[AskedOutput] = field(default_factory=list)

    def flag(self, name: str) -> bool:
        """The parameter ``name``, which is true, false or not there."""
        return _flag(self.parameters, name, "parameters")


def wants_binary(asked: AskedOutput, *, otherwise: bool) -> bool:
    """Whether the caller wants this output as binary data."""
    return _flag(asked.parameters, "binary_data", f"output {asked.name!r}", otherwise=otherwise)


def _flag(parameters: dict[str, Any], name: str, of: str, *, otherwise: bool = False) -> bool:
    value = parameters.get(name, otherwise)
    if not isinstance(value, bool):
        raise bad_request(f"{of}: {name} must be true or false")
    return value


_decode = msgspec.json.Decoder(InferRequest).decode


def bad_request(detail: str) -> Refusal:
    """The refusal of what is no request of this protocol, or none that this model can take."""
    return Refusal(400, "Bad request", detail)


def infer_request(scope: Any, body: bytes) -> tuple[InferRequest, bytes]:
    """The request in ``body``, and the binary data of its tensors."""
    headers = dict(scope["headers"])
    content = _unpacked(body, headers.get(b"content-encoding", b"identity"))
    length = headers.get(HEADER_LENGTH)
    if length is None:
        return _parsed(content), b""
    if not (length.isdigit() and len(length) < 10 and int(length) <= len(content)):
        raise bad_request("Inference-Header-Content-Length must be a number of bytes within the body")
    return _parsed(content[: int(length)]), content[int(length) :]


def _unpacked(body: bytes, encoding: bytes) -> bytes:
    if encoding == b"identity":
        return body
    window = _WINDOWS.get(encoding.lower())
    if window is None:
        raise Refusal(415, "Unsupported media type", "Content-Encoding must be gzip or deflate")
    unpacking = zlib.decompressobj(window)
    try:
        content = unpacking.decompress(body, LARGEST_BODY)
    except zlib.error:
        raise bad_request(f"the body is not {encoding.decode('latin-1')}, as Content-Encoding says") from None
    if unpacking.unconsumed_tail:
        raise Refusal(413, "Too large", f"The body, unpacked, has at most {LARGEST_BODY / 1024 / 1024:g} MB.")
    if not unpacking.eof:
        raise bad_request("the packed body is not whole")
    return content


def _parsed(content: bytes) -> InferRequest:
    try:
        return _decode(content)
    except msgspec.ValidationError as error:
        raise bad_request(str(error)) from None
    except (ValueError, RecursionError):  # perhaps for a NaN, which clients in Python write into JSON
        return _parsed_leniently(content)


def _parsed_leniently(content: bytes) -> InferRequest:
    try:
        found = json.loads(content.decode())
        # JSON can spell half a character ("\ud800"), which could be neither kept nor answered.
        json.dumps(found, ensure_ascii=False).encode()
        return msgspec.convert(found, InferRequest)
    except msgspec.ValidationError as error:
        raise bad_request(str(error)) from None
    except UnicodeError:
        raise bad_request("the request, and every text in it, must be UTF-8") from None
    except (ValueError, RecursionError) as error:
        raise bad_request(f"the request is not valid JSON: {error}") from None
