"""What a request says of a person is kept out of every log line and refusal that it causes."""

import json
from collections.abc import Callable
from itertools import islice

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from scorewright.declare.redaction import personal_words, words_of

MOST = 20_000  # of several hundred people, as far as each has a few fields


class PersonalWords:
    """Numbers that name a person are known by their form; names are not: so those that were sent are kept back."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with personal_words(_sent(request)):
            return self._get_response(request)


def _sent(request: HttpRequest) -> list[str]:
    """Of a body of JSON, whatever it is called: views read it as that. As far as it will be read as a whole."""
    length, most = request.META.get("CONTENT_LENGTH") or "0", settings.DATA_UPLOAD_MAX_MEMORY_SIZE
    in_memory = length.isdigit() and (most is None or 0 < int(length) <= most)
    if not in_memory or not request.path_info.startswith("/api/"):
        return []
    try:
        return list(islice(dict.fromkeys(words_of(json.loads(request.body))), MOST))
    except (ValueError, RecursionError):  # the view says what is wrong with it
        return []
