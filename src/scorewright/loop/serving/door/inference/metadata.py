"""What the protocol tells of a model: its versions, its inputs and its outputs."""

import asyncio
from typing import Any

from scorewright.declare.use_case import UseCase
from scorewright.loop.registry.queries import versions
from scorewright.loop.serving.django_thread import in_django
from scorewright.loop.serving.door.inference.datatypes import Datatype
from scorewright.loop.serving.door.inference.outputs import EXPLAINING, outputs
from scorewright.loop.serving.door.inference.records import best_datatype
from scorewright.loop.tenancy.scope import Scope, acting


async def model_metadata(use_case: UseCase, caller: Scope) -> dict[str, Any]:
    """The model metadata response, with the versions that ``caller`` has."""
    return {
        "name": use_case.name,
        "versions": await asyncio.to_thread(in_django, _labels, use_case.name, caller),
        "platform": "scorewright_onnx",
        "inputs": [
            _tensor(field.name, best_datatype(field)) | {"parameters": {"required": field.required}}
            for field in use_case.fields
        ],
        "outputs": [_tensor(output.name, output.datatype) for output in [*outputs(use_case.decision), *EXPLAINING]],
    }


def _labels(use_case: str, caller: Scope) -> list[str]:
    with acting(caller.tenant_id, actor=caller.actor, role=caller.role):
        return [version.label for version in versions(use_case=use_case)]


def _tensor(name: str, datatype: Datatype) -> dict[str, Any]:
    return {"name": name, "datatype": datatype.name, "shape": [-1]}
