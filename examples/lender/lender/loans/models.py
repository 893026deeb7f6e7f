from django.db import models


class LoanApplication(models.Model):
    class Status(models.TextChoices):
        OPEN = "OPEN"
        SUBMITTED = "SUBMITTED"
        PAID_OUT = "PAID_OUT"

    lender = models.ForeignKey("tenancy.Tenant", on_delete=models.PROTECT, related_name="+")
    status = models.CharField(max_length=20, choices=Status.choices, default=Status.OPEN)
    name = models.CharField(max_length=120)
    job = models.CharField(max_length=120)
    years_employed = models.PositiveSmallIntegerField()
    home = models.CharField(max_length=20, default="RENT")
    income_a_year = models.DecimalField(max_digits=12, decimal_places=2)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    rate = models.DecimalField(max_digits=5, decimal_places=2)
    debt_to_income = models.DecimalField(max_digits=5, decimal_places=2)
    utilisation = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    years_known = models.DecimalField(max_digits=4, decimal_places=1)
    late_payments = models.PositiveSmallIntegerField(default=0)
    remark = models.TextField(blank=True)

    def __str__(self) -> str:
        return f"{self.name}, {self.amount}"
