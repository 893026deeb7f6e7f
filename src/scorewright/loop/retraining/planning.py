"""A use case as a configuration wants it trained."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named, use_cases
from scorewright.declare.errors import DeclarationError
from scorewright.declare.training import FeatureSelection, Tuning
from scorewright.declare.use_case import UseCase
from scorewright.loop.retraining.config import TrainingConfig
from scorewright.science.learners.catalogue import LEARNERS
from scorewright.science.learners.learner import Parameter, Parameters
from scorewright.science.tuning.search import Method

VERIFIED = "verified"
SEARCHED_SHARE = 0.7  # of the time that a training may take; the rest is for choosing and finishing
TUNING: Mapping[str, Method] = {
    "none": "none",
    "grid_search": "grid",
    "random_search": "random",
    "bayesian": "bayesian",
}


class ConfigError(ValueError):
    """``field`` of the configuration asks for what cannot be done."""

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


def planned(config: TrainingConfig) -> UseCase:
    """The use case with everything that ``config`` changes. Raises UnknownUseCaseError and ConfigError."""
    use_case = use_case_named(config.use_case or _only_use_case())
    training = use_case.training
    _check_effects(config, use_case)
    changes: dict[str, Any] = {
        "learners": config.algorithms and tuple(config.algorithms),
        "parameters": _parameters(config, training.parameters),
        "holdout_share": config.test_size,
        "folds": config.cross_validation_folds,
        "seed": config.random_state,
        "target_metric": config.target_metric,
        "early_stopping_rounds": config.early_stopping_rounds,
        "watched_share": config.validation_size,
        "scale_features": config.scale_features,
        "selection": config.feature_selection
        and FeatureSelection(method=config.feature_selection, names=tuple(config.selected_features or ())),
        "tuning": _tuning(config, training.tuning),
    }
    if config.min_samples is not None:
        changes["quality"] = replace(training.quality, minimum_rows=config.min_samples)
    try:
        return replace(
            use_case,
            training=replace(training, **_given(changes)),
            left_out=tuple(
                replace(rule, heeded=config.use_verified_only) if rule.column == VERIFIED else rule
                for rule in use_case.left_out
            ),
        )
    except DeclarationError as error:
        raise ConfigError(_field_of(str(error)), str(error)) from error


def _check_effects(config: TrainingConfig, use_case: UseCase) -> None:
    """Refuse what would change nothing."""
    method, name = config.hyperparameter_tuning or use_case.training.tuning.method, use_case.name
    if config.tuning_iterations is not None and method == "none":
        raise ConfigError("tuning_iterations", f"does nothing, since {name} declares no search and none is asked for")
    learners = config.algorithms or use_case.training.learners
    if idle := [str(learner) for learner in config.parameters or () if learner not in learners]:
        raise ConfigError("parameters", f"{', '.join(idle)} does not compete in this training")
    if not config.use_verified_only and all(rule.column != VERIFIED for rule in use_case.left_out):
        raise ConfigError("use_verified_only", f"does nothing, since {name} leaves out no rows by {VERIFIED!r}")


def _parameters(config: TrainingConfig, declared: Mapping[str, Parameters]) -> Mapping[str, Parameters] | None:
    """As declared, but for what ``config`` names. Raises ConfigError for what a learner cannot take."""
    if config.parameters is None:
        return None
    given = {str(learner): changes for learner, changes in config.parameters.items()}
    for learner, changes in given.items():
        for name, value in changes.items():
            _check_parameter(learner, name, value)
    return {**declared, **{learner: {**declared.get(learner, {}), **given[learner]} for learner in given}}


def _check_parameter(learner: str, name: str, value: Parameter) -> None:
    try:
        LEARNERS[learner].with_changes({name: value})
    except ValueError as error:
        raise ConfigError(f"parameters.{learner}.{name}", str(error)) from error


def _tuning(config: TrainingConfig, declared: Tuning) -> Tuning:
    """As declared, but for what ``config`` says; within the time that the training may take in any case."""
    given = {
        "method": config.hyperparameter_tuning and TUNING[config.hyperparameter_tuning],
        "iterations": config.tuning_iterations,
    }
    most = 60 * config.max_training_time_minutes * SEARCHED_SHARE
    return replace(declared, seconds=min(declared.seconds or most, most), **_given(given))


# What the words of a declaration are called in a configuration.
_FIELDS = {
    "learners": "algorithms",
    "parameters": "parameters",
    "holdout_share": "test_size",
    "folds": "cross_validation_folds",
    "seed": "random_state",
    "target_metric": "target_metric",
    "selection": "selected_features",
    "watched_share": "validation_size",
    "tuning": "hyperparameter_tuning",
}


def _field_of(message: str) -> str:
    """The field of the configuration that a declaration's complaint, as in ``training: folds: ...``, is about."""
    return next((field for word, field in _FIELDS.items() if f"training: {word}:" in message), "config")


def _given(changes: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: value for name, value in changes.items() if value is not None}


def _only_use_case() -> str:
    known = list(use_cases())
    if len(known) != 1:
        raise UnknownUseCaseError(f"use_case must name the use case; there are {', '.join(known)}")
    return known[0]
