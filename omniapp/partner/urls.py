from django.urls import path

from omniapp.partner import views

app_name = "partner"
urlpatterns = [path("stores/", views.stores, name="stores")]
