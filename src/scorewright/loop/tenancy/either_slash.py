"""Addresses that end as each client has it."""

from collections.abc import Callable
from typing import Any

from ninja import Router


class EitherSlash(Router):
    """Answers with and without a slash at the end of each address; they are documented without."""

    def add_api_operation(self, path: str, methods: list[str], view_func: Callable[..., Any], **given: Any) -> None:
        super().add_api_operation(path, methods, view_func, **given)
        super().add_api_operation(f"{path}/", methods, view_func, **given | {"include_in_schema": False})
