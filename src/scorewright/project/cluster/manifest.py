"""What was decided on, by what, and what came of it: beside the result, for whoever has only that."""

import json
from collections.abc import Sequence

from scorewright.loop.serving.models import ScoringRun
from scorewright.project.cluster.folders import Folders
from scorewright.project.cluster.kit import Kit
from scorewright.project.cluster.parts import DecidedPart


def write_manifest(run: ScoringRun, kit: Kit, folders: Folders, done: Sequence[DecidedPart]) -> None:
    """It appears once it is whole, behind all of the files that it names."""
    content = {
        "run": str(run.pk),
        "use_case": run.use_case,
        "software": kit.software,
        "model_version": run.version,
        "artefact_sha256": None if kit.model is None else kit.model.sha256,
        "policy": kit.policy_fingerprint,
        "input_sha256": run.input_sha256,
        "output_sha256": run.output_sha256,
        "files": [part.to_json() for part in done],
    }
    partial = folders.unfinished / folders.manifest.name
    partial.parent.mkdir(exist_ok=True)
    partial.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    partial.replace(folders.manifest)
