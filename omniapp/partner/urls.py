from django.urls import path

from omniapp.partner import stores, tagging

app_name = "partner"
urlpatterns = [
    path("stores/", stores.stores, name="stores"),
    path("stores/rows/", stores.rows, name="stores-rows"),
    path("stores/tags/", tagging.tag, name="tags"),
]
