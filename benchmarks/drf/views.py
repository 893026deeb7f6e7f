from collections.abc import Mapping

import pandas as pd
from django.http import HttpRequest, HttpResponse
from rest_framework import serializers
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from benchmarks.drf.estimators import COLUMNS, ESTIMATORS
from benchmarks.drf.models import Prediction

RecordSerializer = type(
    "RecordSerializer",
    (serializers.Serializer,),
    {name: serializers.FloatField(min_value=-10, max_value=10) for name in COLUMNS},
)


@api_view(["POST"])
def predict(request: Request, model: str) -> Response:
    serializer = RecordSerializer(data=request.data)
    serializer.is_valid(raise_exception=True)
    return _answer(serializer.validated_data, model)


@api_view(["POST"])
def predict_unchecked(request: Request, model: str) -> Response:
    return _answer(request.data, model)


def _answer(record: Mapping[str, float], model: str) -> Response:
    row = pd.DataFrame([record], columns=COLUMNS)
    probability = float(ESTIMATORS[model].predict_proba(row)[0, 1])
    kept = Prediction(model=model, record=record, probability=probability)
    kept.save()
    return Response({"id": kept.pk, "probability": probability})


def healthz(_: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")
