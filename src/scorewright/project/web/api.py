"""The HTTP API: the routes of all stages under one documentation."""

from scorewright import __version__
from scorewright.loop.algorithms.api import router as algorithms
from scorewright.loop.deployment.api import router as deployment
from scorewright.loop.deployment.traffic.api import router as traffic
from scorewright.loop.experiments.ab_tests.api import router as ab_tests
from scorewright.loop.experiments.api import router as experiments
from scorewright.loop.guarding.api import router as guards
from scorewright.loop.intake.api import router as applications
from scorewright.loop.intake.assessing.api import assessments_router
from scorewright.loop.jobs.api import router as jobs
from scorewright.loop.jobs.schedules.api import router as schedules
from scorewright.loop.notifications.api import router as notifications
from scorewright.loop.outcomes.api import router as outcomes
from scorewright.loop.outcomes.backtesting.api import router as backtests
from scorewright.loop.outcomes.performance.api import router as performance
from scorewright.loop.outcomes.shadows.api import router as shadow_outcomes
from scorewright.loop.registry.api import router as registry
from scorewright.loop.retraining.http.api import router as retraining
from scorewright.loop.retraining.http.models_api import router as trained_models
from scorewright.loop.serving.api import router as serving
from scorewright.loop.serving.batch.api import router as files
from scorewright.loop.serving.shadow.api import router as shadows
from scorewright.project.web import problems
from scorewright.project.web.api_pages import from_here_only
from scorewright.project.web.documented_api import DocumentedApi

API = DocumentedApi(
    title="Scorewright",
    version=__version__,
    description="Decisions by models that passed their gates, each of them kept. Errors are RFC 9457 problem+json.",
    docs_url="/docs",
    docs_decorator=from_here_only,
    openapi_url="/openapi.json",
    openapi_extra={
        "components": {"securitySchemes": {"ApiKey": {"type": "http", "scheme": "bearer"}}},
        "security": [{"ApiKey": []}],
    },
)
for _router in (
    serving,
    outcomes,
    backtests,
    performance,
    registry,
    deployment,
    traffic,
    shadows,
    guards,
    shadow_outcomes,
    experiments,
    ab_tests,
    jobs,
    schedules,
    files,
    notifications,
    algorithms,
    applications,
    assessments_router(),
):
    API.add_router("/v1", _router)
for _router in (retraining, trained_models):
    API.add_router("/v1/model-training", _router)
API.add_router("", assessments_router(documented=False))  # where clients of the pipeline look for them
problems.attach(API)
