"""How a training is asked for: docs/training.md says what each field does."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import TypedDict
from uuid import UUID


class Configuration(TypedDict, total=False):
    """Whatever is left out, or None, is as the use case declares it. The service checks the values."""

    data_source: str | None
    data_id: UUID | str | None
    data_path: str | None
    as_of: datetime | str | None
    min_samples: int | None
    use_verified_only: bool | None
    algorithms: Sequence[str] | None
    parameters: Mapping[str, Mapping[str, bool | float | str | None]] | None
    test_size: float | None
    validation_size: float | None
    random_state: int | None
    feature_selection: str | None
    selected_features: Sequence[str] | None
    scale_features: bool | None
    hyperparameter_tuning: str | None
    tuning_iterations: int | None
    cross_validation_folds: int | None
    target_metric: str | None
    early_stopping_rounds: int | None
    max_training_time_minutes: int | None
    n_jobs: int | None
    version_tag: str | None
    notes: str | None


def as_asked(use_case: str, config: Configuration) -> dict[str, object]:
    """The body of a request, without what is None.

    >>> as_asked("retention", {"algorithms": ("xgboost",), "notes": None})
    {'use_case': 'retention', 'algorithms': ('xgboost',)}
    """
    return {"use_case": use_case} | {name: value for name, value in config.items() if value is not None}
