"""The one door to production: the activation policy."""
