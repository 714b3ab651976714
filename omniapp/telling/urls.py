from django.urls import path

from omniapp.telling.views import choosing, hooking

app_name = "telling"
urlpatterns = [
    path("account/told/", choosing.account, name="account"),
    path("account/webhook/", hooking.account, name="account-webhook"),
    path("s/<str:brand_id>/settings/told/", choosing.store, name="store"),
    path("s/<str:brand_id>/settings/webhook/", hooking.store, name="store-webhook"),
]
