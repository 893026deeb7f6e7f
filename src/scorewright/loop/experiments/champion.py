"""What the champion says of any record of an experiment, whichever arm decided on it."""

from collections.abc import Mapping, Sequence

from scorewright.declare.features import FeatureValue
from scorewright.loop.registry.artefacts import ArtefactUnusableError
from scorewright.loop.registry.models import ModelVersion
from scorewright.loop.serving.loaded_models import MODELS
from scorewright.loop.serving.replay.rescoring import rescore
from scorewright.science.artefacts.running import Runner
from scorewright.science.policy.probabilities import settle

NONE = float("nan")


def champion_runner(version: ModelVersion) -> Runner | None:
    """None where its artefact is missing or altered."""
    try:
        return MODELS.runner(version.artefact_sha256)
    except ArtefactUnusableError:
        return None


def champion_scores(champion: Runner, rows: Sequence[Mapping[str, FeatureValue]]) -> list[float]:
    """Settled probabilities, NaN where it gives none: so where a feature failed, in whichever arm."""
    places = [place for place, features in enumerate(rows) if features]
    scores = [NONE] * len(rows)
    if not places:
        return scores
    for place, found in zip(places, rescore(champion, [rows[place] for place in places], explain=False), strict=True):
        scores[place] = NONE if found is None else settle(found.probability)
    return scores
