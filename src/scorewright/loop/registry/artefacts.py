"""Artefacts by their content: what is run is what was registered."""

from scorewright.loop.registry.content_store import ContentStore, ContentUnusableError


class ArtefactUnusableError(ContentUnusableError):
    """The artefact is missing or cannot be read, or its bytes are not those that were registered."""


ARTEFACTS = ContentStore("artefacts", folder="", ending=".onnx", noun="artefact", error=ArtefactUnusableError)

store = ARTEFACTS.store
fetch = ARTEFACTS.fetch
changed_at = ARTEFACTS.changed_at
