"""The documentation of all addresses, of whichever part of the service answers them."""

from collections.abc import Mapping
from typing import Any

from ninja import NinjaAPI
from ninja.openapi.schema import OpenAPISchema

from scorewright.declare.catalogue import use_cases
from scorewright.loop.serving.door.documentation import path_items, schemas
from scorewright.loop.serving.door.problem_responses import headers, refusal

REFUSALS: Mapping[str, Mapping[str, Any]] = {
    "4XX": refusal("Refused; the problem says why."),
    "503": refusal("The database does not answer; try again.", "Retry-After"),
}


def _named(responses: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return {
        status: {**response, "headers": {**response.get("headers", {}), **headers("X-Request-ID")}}
        for status, response in {**responses, **REFUSALS}.items()
    }


class DocumentedApi(NinjaAPI):
    """What Django answers, each with its refusals, and what the door answers before it."""

    def get_openapi_schema(
        self, *, path_prefix: str | None = None, path_params: dict[str, Any] | None = None
    ) -> OpenAPISchema:
        document = super().get_openapi_schema(path_prefix=path_prefix, path_params=path_params)
        for methods in document["paths"].values():
            for operation in methods.values():
                operation["responses"] = _named(operation["responses"])
        known = use_cases().values()
        document["paths"] |= path_items(known)
        components, extra = document["components"], self.openapi_extra["components"]
        document["components"] = {**components, **extra, "schemas": {**components["schemas"], **schemas(known)}}
        return document
