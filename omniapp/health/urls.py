from django.urls import path

from omniapp.health import reports, views

app_name = "health"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("metrics", views.metrics, name="metrics"),
    path("csp-report/", reports.csp_report, name="csp-report"),
]
