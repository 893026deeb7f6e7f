from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "scorewright.loop.notifications"
    label = "notifications"
    verbose_name = "Notifications"
