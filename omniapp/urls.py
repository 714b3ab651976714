"""Every address of omniapp. Each room names its own."""

from django.urls import include, path

urlpatterns = [
    path("", include("omniapp.install.urls")),
    path("", include("omniapp.people.urls")),
    path("", include("omniapp.partner.urls")),
    path("", include("omniapp.telling.urls")),
    path("", include("omniapp.merchant.urls")),
    path("", include("omniapp.health.urls")),
]
