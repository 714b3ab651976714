from django.urls import URLPattern

app_name = "install"
urlpatterns: list[URLPattern] = []
