"""The example of a project with a model of its own: its rows are assessed as its one declaration says."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import scorewright

EXAMPLE = Path(__file__).parents[2] / "examples" / "lender"
STORY = r"""
import json
import re
from decimal import Decimal
from pathlib import Path

import django
django.setup()

from django.core.handlers.base import BaseHandler
from django.core.management import call_command
from django.db import connection, transaction
from django.db.models import F
from lender.loans.models import LoanApplication
from lender.loans.scoring import SCORES
from scorewright.loop.intake.assessing import waking
from scorewright.loop.intake.assessing.draining import drain
from scorewright.loop.intake.models import Assessment
from scorewright.loop.intake.refusals import ApplicationRejectedError
from scorewright.loop.tenancy import queries
from scorewright.loop.tenancy.actions import create_tenant
from scorewright.loop.tenancy.scope import acting

call_command("migrate", "loans", database="owner", verbosity=0)
messages = []
waking.send = lambda *message: messages.append(message)
tenant = create_tenant(slug="the-lender", name="The lender", by="test")


def causes():
    with acting(tenant.pk, actor="test"):
        return list(Assessment.objects.order_by("created_at").values_list("cause", flat=True))


def saved(**changes):
    for name, value in changes.items():
        setattr(loan, name, value)
    loan.save()
    return causes()


loan = LoanApplication(
    lender=tenant, name="Ama Mensah", job="Midwife", years_employed=6, income_a_year=Decimal("45600.00"),
    amount=Decimal("12000.00"), rate=Decimal("31.50"), debt_to_income=Decimal("28.50"), years_known=Decimal("6.5"),
)
told = {"open": saved(), "submitted": saved(status="SUBMITTED"), "messages": len(messages)}
told["saved again"] = saved()
told["five percent more"] = saved(income_a_year=Decimal("47880.00"))
told["a remark"] = saved(remark="asked for her payslip")
told["a fifth more"] = saved(income_a_year=Decimal("57456.00"))
told["late once"] = saved(late_payments=1)
try:
    with transaction.atomic():
        saved(job="Trader")
        raise ZeroDivisionError
except ZeroDivisionError:
    loan.refresh_from_db()
told["rolled back"] = causes()
try:
    saved(income_a_year=Decimal(-1))
except ApplicationRejectedError as refusal:
    told["refused"] = str(refusal)
loan.refresh_from_db()
LoanApplication.objects.update(amount=Decimal(24_000))
told["update() without a signal"] = causes()
told["followed"] = [SCORES.follow_all(LoanApplication.objects.all()), causes()]
told["drained"] = drain(tenant.pk, "credit").worked_on
loan.refresh_from_db()
assessment, application = SCORES.assessment(loan), SCORES.application(loan)
told["at last"] = [assessment.processing_status, assessment.record["loan_amount"], application.personal]
told["number"] = application.reference_number
told["paid out"] = saved(status="PAID_OUT", years_known=Decimal(1))

counted = len(causes())


def more():
    # How many assessments have come since it was asked last.
    global counted
    before, counted = counted, len(causes())
    return counted - before


def another(**changes):
    return LoanApplication(
        lender=tenant, name="Kofi Boateng", job="Trotro mate", years_employed=2, income_a_year=Decimal(20_000),
        amount=Decimal(100), rate=Decimal(30), debt_to_income=Decimal(20), years_known=Decimal(1), **changes,
    )


def handed_in(request):
    loan = another(status="SUBMITTED")
    loan.save()
    loan.amount = Decimal(50)
    loan.save()
    if request == "fails":
        raise ZeroDivisionError
    return loan


connection.settings_dict["ATOMIC_REQUESTS"] = True
view = BaseHandler().make_view_atomic(handed_in)
connection.settings_dict["ATOMIC_REQUESTS"] = False
messages.clear()
try:
    view("fails")
except ZeroDivisionError:
    told["a request that fails"] = [LoanApplication.objects.count(), more(), len(messages)]
loan = view("succeeds")
told["a request that succeeds"] = [LoanApplication.objects.count(), more(), len(messages)]

saved(status="OPEN")
told["taken back"] = more()
saved(status="SUBMITTED", amount=Decimal(51))
told["handed in again, a little changed"] = more()
loan.amount = Decimal(9_000)
loan.save(update_fields=["remark"])
told["an amount that is not saved"] = more()
loan.refresh_from_db()
loan.amount = F("amount") + 100
loan.save()
told["an amount that the database computes"] = [more(), SCORES.application(loan).record["loan_amount"]]

many = LoanApplication.objects.bulk_create(another(status="SUBMITTED") for _ in range(3))
told["bulk_create without a signal"] = more()
told["bulk_create, followed"] = [SCORES.follow_all(many), more()]
told["followed twice"] = [SCORES.follow_all(many), more()]
told["of several"] = [each.pk in SCORES.assessments([*many, another(pk=0)]) for each in (*many, another(pk=0))]
application = SCORES.application(loan)
loan_id = loan.pk
loan.delete()
with acting(tenant.pk, actor="test"):
    application.refresh_from_db()
told["deleted"] = [SCORES.application(another(pk=loan_id)), application.deleted_at is not None, more()]
queries.tenants = lambda: [tenant]
told["README"] = []
for block in re.findall("```python(.*?)```", Path("README.md").read_text(), re.DOTALL):
    *lines, last = block.strip().splitlines()
    exec("\n".join(lines))
    told["README"].append(eval(last))
print(json.dumps(told))
"""


@pytest.fixture(scope="module")
def told(embedded: Any) -> dict[str, Any]:
    search = os.pathsep.join(map(str, (EXAMPLE, Path(scorewright.__path__[0]).parent)))
    environment = {**os.environ, "PYTHONPATH": search, "DJANGO_SETTINGS_MODULE": "lender.settings"}
    command = [sys.executable, "-c", STORY]
    done = subprocess.run(command, env=environment, cwd=EXAMPLE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize(
    ("moment", "assessments"),
    [
        ("open", 0),
        ("submitted", 1),
        ("saved again", 1),
        ("five percent more", 1),
        ("a remark", 1),
        ("a fifth more", 2),
        ("late once", 3),
        ("rolled back", 3),
        ("update() without a signal", 3),
        ("paid out", 4),
    ],
)
def test_row_of_a_host__asks_as_its_declaration_says(told, moment, assessments) -> None:
    assert told[moment] == (["host", *["changed"] * (assessments - 1)] if assessments else [])


def test_row_of_a_host__is_assessed_with_its_last_state(told) -> None:
    assert (told["messages"], told["followed"], told["drained"]) == (1, [1, ["host", *["changed"] * 3]], 4)
    assert told["at last"] == ["COMPLETED", 24_000, {"full_name": "Ama Mensah"}]
    assert told["number"].startswith("SW-")


def test_row_of_a_host__that_breaks_a_rule__is_not_saved_and_named(told) -> None:
    assert told["refused"].startswith("record.annual_income: ")


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        ("a request that fails", [1, 0, 0]),
        ("a request that succeeds", [2, 2, 1]),
        ("taken back", 0),
        ("handed in again, a little changed", 1),
        ("an amount that is not saved", 0),
        ("an amount that the database computes", [1, 151]),
        ("bulk_create without a signal", 0),
        ("bulk_create, followed", [3, 3]),
        ("followed twice", [3, 0]),
        ("of several", [True, True, True, False]),
        ("deleted", [None, True, 0]),
        ("README", ["PENDING", None]),
    ],
)
def test_row_of_a_host__however_it_is_saved__is_followed_as_it_is_stored(told, moment, expected) -> None:
    assert told[moment] == expected
