from django.urls import URLPattern

app_name = "merchant"
urlpatterns: list[URLPattern] = []
