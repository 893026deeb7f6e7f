"""Django's admin with our site in place of its own."""

from django.contrib.admin.apps import AdminConfig as DjangoAdminConfig


class AdminConfig(DjangoAdminConfig):
    default_site = "scorewright.project.admin_pages.site.ScorewrightAdminSite"
