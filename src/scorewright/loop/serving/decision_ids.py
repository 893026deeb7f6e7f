"""Ids of decisions: UUIDs of version 7, which grow with time.

A key that grows is always inserted at the right end of its index: random ones touch a page of their own each, and
PostgreSQL writes every page whole to its log the first time it is touched after a checkpoint.
"""

import time
from random import getrandbits
from uuid import UUID

_VERSION = 0x7 << 76
_VARIANT = 0b10 << 62
_RANDOM_A = 0xFFF << 64
_RANDOM_B = (1 << 62) - 1


def new_decision_id() -> UUID:
    """48 bits of Unix time in milliseconds and 74 random ones (RFC 9562, section 5.7). Forked processes differ.

    >>> new_decision_id().version
    7
    """
    # An id is no secret, and a system call for better randomness costs more than all the rest.
    random = getrandbits(80)
    milliseconds = time.time_ns() // 1_000_000
    return UUID(int=milliseconds << 80 | _VERSION | random & _RANDOM_A | _VARIANT | random & _RANDOM_B)
