"""How a training is asked for: every field does what it says, and refuses what it cannot do."""

from enum import StrEnum
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, field_validator, model_validator

from scorewright.loop.tenancy.parameters import PastMoment, UseCaseName

Words = Annotated[str, StringConstraints(max_length=2000, pattern=r"^[^\x00]*$")]
Tag = Annotated[str, StringConstraints(max_length=100, pattern=r"^[^\x00]*$")]
Name = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]
Parameter = bool | int | Annotated[float, Field(allow_inf_nan=False)] | Tag | None


class AlgorithmType(StrEnum):
    RANDOM_FOREST = "random_forest"
    XGBOOST = "xgboost"
    GRADIENT_BOOSTING = "gradient_boosting"
    LOGISTIC_REGRESSION = "logistic_regression"
    NEURAL_NETWORK = "neural_network"
    DECISION_TREE = "decision_tree"
    EXTRA_TREES = "extra_trees"
    LIGHTGBM = "lightgbm"


class DataSource(StrEnum):
    """``declared`` are the use case's own rows, ``decisions`` what was decided and its outcomes."""

    DECLARED = "declared"
    UPLOAD = "upload"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"
    DECISIONS = "decisions"


# What the metrics are called elsewhere.
METRIC_ALIASES = {"f1_score": "f1", "auc_roc": "roc_auc", "auc": "roc_auc", "pr_auc": "average_precision"}
OF_A_FILE = (DataSource.CSV, DataSource.JSON, DataSource.PARQUET)


class TrainingConfig(BaseModel):
    """A training as somebody wants it; what is None is as the use case declares it."""

    model_config = ConfigDict(extra="forbid", use_enum_values=True)

    use_case: UseCaseName | None = None
    data_source: DataSource = DataSource.DECLARED
    data_id: UUID | None = None
    data_path: Words | None = None
    as_of: PastMoment | None = None
    min_samples: int | None = Field(default=None, ge=100)
    use_verified_only: bool = True
    algorithms: list[AlgorithmType] | None = Field(default=None, min_length=1)
    parameters: dict[AlgorithmType, dict[Name, Parameter]] | None = None
    test_size: float | None = Field(default=None, ge=0.1, le=0.3)
    validation_size: float | None = Field(default=None, ge=0.1, le=0.3)
    random_state: int | None = Field(default=None, ge=0, lt=2**32)
    feature_selection: Literal["auto", "manual", "rfe", "lasso", "tree_based"] | None = None
    selected_features: list[Name] | None = Field(default=None, min_length=1, max_length=1000)
    scale_features: bool | None = None
    hyperparameter_tuning: Literal["none", "grid_search", "random_search", "bayesian"] | None = None
    tuning_iterations: int | None = Field(default=None, ge=10, le=200)
    cross_validation_folds: int | None = Field(default=None, ge=3, le=10)
    target_metric: Name | None = None
    early_stopping_rounds: int | None = Field(default=None, ge=1, le=1000)
    max_training_time_minutes: int = Field(default=60, ge=1, le=110)
    n_jobs: int = Field(default=-1, ge=-1, le=256)
    version_tag: Tag | None = None
    notes: Words | None = None

    @field_validator("target_metric")
    @classmethod
    def _known_metric(cls, name: str | None) -> str | None:
        return name if name is None else METRIC_ALIASES.get(name, name)

    @field_validator("algorithms")
    @classmethod
    def _each_once(cls, names: list[Any] | None) -> list[Any] | None:
        if names is not None and len(set(names)) < len(names):
            raise ValueError("must name each algorithm once")
        return names

    @field_validator("n_jobs")
    @classmethod
    def _some_jobs(cls, count: int) -> int:
        if count == 0:
            raise ValueError("must be -1 for all processors, or at least 1")
        return count

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if (self.data_id is not None) != (self.data_source == DataSource.UPLOAD):
            raise ValueError("data_id is needed by the data_source 'upload', and by no other")
        if (self.data_path is not None) != (self.data_source in OF_A_FILE):
            raise ValueError("data_path is needed by the data_sources 'csv', 'json' and 'parquet', and by no other")
        if self.as_of is not None and self.data_source != DataSource.DECISIONS:
            raise ValueError("as_of is for the data_source 'decisions' alone")
        if (self.selected_features is not None) != (self.feature_selection == "manual"):
            raise ValueError("selected_features is needed by the feature_selection 'manual', and by no other")
        if self.tuning_iterations is not None and self.hyperparameter_tuning == "none":
            raise ValueError("tuning_iterations does nothing where hyperparameter_tuning is 'none'")
        return self
