"""What the registry's addresses take and answer, by the names that clients of a model server know."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Field, Schema
from pydantic import StringConstraints

from scorewright.declare.catalogue import UnknownUseCaseError, use_case_named
from scorewright.declare.outcome import OutcomeValue
from scorewright.loop.algorithms.actions import Wanted
from scorewright.loop.algorithms.code import code_of
from scorewright.loop.algorithms.queries import DECIDING, Endpoint
from scorewright.loop.outcomes.models import Outcome, Said
from scorewright.loop.outcomes.rows import Inclusion
from scorewright.loop.registry.models import ModelVersion, VersionStatus
from scorewright.loop.serving.models import Decision
from scorewright.loop.serving.schemas import DecisionOut
from scorewright.loop.tenancy.parameters import Moment, Reason, UseCaseName
from scorewright.science.learners.catalogue import LEARNERS

API = "/api/v1"
AnyStatus = Literal["testing", "staging", "production", "ab_testing", "retired"]
Learner = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,49}$")]
Number = Annotated[str, StringConstraints(pattern=r"^v?[1-9][0-9]{0,8}$")]


class AlgorithmFilters(Schema):
    """``active``: those that decide on requests, or those that do not."""

    parent_endpoint: UseCaseName | None = None
    status: AnyStatus | None = None
    version: Number | None = None
    name: Learner | None = None
    active: bool | None = None


class AlgorithmStatusFilters(Schema):
    """``active``: what algorithms are, or what they were."""

    parent_mlalgorithm: UUID | None = None
    parent_endpoint: UseCaseName | None = None
    status: AnyStatus | None = None
    active: bool | None = None


class MLRequestFilters(Schema):
    parent_mlalgorithm: UUID | None = None
    endpoint: UseCaseName | None = None
    has_feedback: bool | None = None
    since: Moment | None = None


class EndpointOut(Schema):
    id: str
    name: str
    title: str
    owner: str
    created_at: datetime | None = Field(description="When the tenant first had a version or a decision of it.")
    links: dict[str, str]

    @staticmethod
    def resolve_id(endpoint: Endpoint) -> str:
        return endpoint.name

    @staticmethod
    def resolve_links(endpoint: Endpoint) -> dict[str, str]:
        name = endpoint.name
        return {
            "predict": f"{API}/{name}/predict",
            "batch_predict": f"{API}/batch-predict?endpoint={name}",
            "mlalgorithms": f"{API}/mlalgorithms?parent_endpoint={name}",
            "mlrequests": f"{API}/mlrequests?endpoint={name}",
        }


class Endpoints(Schema):
    """All on one page."""

    previous: str | None = None
    next: str | None = None
    results: list[EndpointOut]


class AlgorithmOut(Schema):
    id: UUID
    name: str = Field(description="The learner.")
    description: str
    code: str = Field(
        description="No source text: the fingerprint of inputs, learner and parameters. What runs is the artefact."
    )
    artefact_sha256: str
    version: str
    owner: str = Field(description="Who had it made.")
    created_at: datetime
    parent_endpoint: str
    status: str
    active: bool = Field(description="Whether it decides on requests.")
    links: dict[str, str]

    @staticmethod
    def resolve_name(version: ModelVersion) -> str:
        return version.algorithm

    @staticmethod
    def resolve_description(version: ModelVersion) -> str:
        learner = LEARNERS.get(version.algorithm)
        title = version.algorithm if learner is None else learner.title
        return f"{title}, trained from {version.training_rows:,} rows: {version.data_source}"

    @staticmethod
    def resolve_code(version: ModelVersion) -> str:
        return code_of(version)

    @staticmethod
    def resolve_version(version: ModelVersion) -> str:
        return version.label

    @staticmethod
    def resolve_owner(version: ModelVersion) -> str:
        return version.created_by

    @staticmethod
    def resolve_parent_endpoint(version: ModelVersion) -> str:
        return version.use_case

    @staticmethod
    def resolve_status(version: Any) -> str:
        return str(version.active_status)

    @staticmethod
    def resolve_active(version: Any) -> bool:
        return version.active_status in DECIDING

    @staticmethod
    def resolve_links(version: ModelVersion) -> dict[str, str]:
        return {
            "predict": f"{API}/{version.use_case}/predict?version={version.label}",
            "mlalgorithmstatuses": f"{API}/mlalgorithmstatuses?parent_mlalgorithm={version.pk}",
            "mlrequests": f"{API}/mlrequests?parent_mlalgorithm={version.pk}",
            "model": f"{API}/models/{version.pk}/",
        }


class AlgorithmStatusOut(Schema):
    id: UUID
    status: str
    active: bool
    reason: str
    created_by: str
    created_at: datetime
    parent_mlalgorithm: UUID
    parent_endpoint: str
    version: str

    @staticmethod
    def resolve_created_by(entry: VersionStatus) -> str:
        return entry.by

    @staticmethod
    def resolve_created_at(entry: VersionStatus) -> datetime:
        return entry.at

    @staticmethod
    def resolve_parent_mlalgorithm(entry: VersionStatus) -> UUID:
        return entry.version_id

    @staticmethod
    def resolve_parent_endpoint(entry: VersionStatus) -> str:
        return entry.version.use_case

    @staticmethod
    def resolve_version(entry: VersionStatus) -> str:
        return entry.version.label


class AlgorithmStatusIn(Schema, extra="forbid"):
    status: Wanted
    parent_mlalgorithm: UUID
    reason: Reason | None = None


class MLRequestOut(Schema):
    id: UUID
    input_data: dict[str, Any]
    full_response: DecisionOut
    response: OutcomeValue = Field(description="The label.")
    feedback: OutcomeValue | None = Field(description="What really happened, as it is known now.")
    feedback_state: str | None = Field(description="provisional, final or revised.")
    created_at: datetime
    parent_mlalgorithm: UUID | None = Field(description="Null where the fallback answered.")
    parent_endpoint: str

    @staticmethod
    def resolve_input_data(decision: Decision) -> object:
        return decision.record

    @staticmethod
    def resolve_full_response(decision: Decision) -> Decision:
        return decision

    @staticmethod
    def resolve_response(decision: Decision) -> OutcomeValue:
        return DecisionOut.resolve_label(decision)

    @staticmethod
    def resolve_feedback(decision: Decision) -> OutcomeValue | None:
        """Of the type of ``response``, so that the two can be compared."""
        outcome = _outcome(decision)
        if outcome is None:
            return None
        try:
            return use_case_named(decision.use_case).outcome.value(outcome.label)
        except UnknownUseCaseError:
            return outcome.value

    @staticmethod
    def resolve_feedback_state(decision: Decision) -> str | None:
        outcome = _outcome(decision)
        return None if outcome is None else outcome.state

    @staticmethod
    def resolve_created_at(decision: Decision) -> datetime:
        return decision.at

    @staticmethod
    def resolve_parent_mlalgorithm(decision: Decision) -> UUID | None:
        return decision.model_version_id

    @staticmethod
    def resolve_parent_endpoint(decision: Decision) -> str:
        return decision.use_case


def _outcome(decision: Decision) -> Outcome | None:
    return getattr(decision, "outcome", None)


class FeedbackIn(Schema):
    """A whole request may be sent back with its feedback filled in: all else of it is read only, and not looked at."""

    feedback: OutcomeValue
    occurred_at: Moment | None = None
    source: Said.Source = Said.Source.OBSERVED
    inclusion_probability: Inclusion | None = None
    reason: Reason | None = None
