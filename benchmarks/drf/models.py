from django.db import models


class Prediction(models.Model):
    model = models.CharField(max_length=50)
    record = models.JSONField()
    probability = models.FloatField()
    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.model}: {self.probability}"
