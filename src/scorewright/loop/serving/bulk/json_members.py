"""The members of a line of JSON, each as it came: no number is read and written otherwise."""

import msgspec

Members = dict[str, msgspec.Raw]
_decode = msgspec.json.Decoder(Members).decode


def members_of(line: bytes) -> Members | None:
    """None where the line is no object in UTF-8 that every reader of JSON understands.

    >>> {name: bytes(cell) for name, cell in members_of(b'{"age": 31.50}').items()}
    {'age': b'31.50'}
    """
    try:
        line.decode()  # what stands in a text is passed over, and must be text too
        return _decode(line)
    except (ValueError, RecursionError):
        return None
