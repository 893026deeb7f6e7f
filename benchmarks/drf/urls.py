from django.urls import path

from benchmarks.drf.views import healthz, predict, predict_unchecked

urlpatterns = [
    path("predict/<str:model>/", predict),
    path("lean/<str:model>/", predict_unchecked),
    path("healthz", healthz),
]
