from django.urls import path

from omniapp.install.views import arrival, confirm, contact, disconnect, home, join, journey

app_name = "install"
urlpatterns = [
    path("", home.home, name="home"),
    path("install/", journey.start, name="start"),
    path("install/callback/", journey.callback, name="callback"),
    path("install/problem/<slug:slug>/", journey.problem, name="problem"),
    path("install/confirm/<int:pk>/", confirm.confirm, name="confirm"),
    path("join/<str:token>/", join.join, name="join"),
    path("contact/confirm/", contact.contact_confirm, name="contact-confirm"),
    path("s/<str:brand_id>/connected/", arrival.connected, name="connected"),
    path("s/<str:brand_id>/contact/", contact.contact, name="contact"),
    path("s/<str:brand_id>/disconnect/", disconnect.disconnect, name="disconnect"),
]
