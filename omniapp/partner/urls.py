from django.urls import path

from omniapp.partner import activity, attention, calendar, stores, tagging, together

app_name = "partner"
urlpatterns = [
    path("attention/", attention.attention, name="attention"),
    path("attention/groups/", attention.groups, name="attention-groups"),
    path("attention/mail/", attention.mail, name="mail"),
    path("attention/decide/", together.decide, name="decide"),
    path("attention/together/", together.together, name="together"),
    path("stores/", stores.stores, name="stores"),
    path("stores/rows/", stores.rows, name="stores-rows"),
    path("stores/tags/", tagging.tag, name="tags"),
    path("calendar/", calendar.calendar, name="calendar"),
    path("activity/", activity.activity, name="activity"),
    path("activity/news/", activity.news, name="activity-news"),
    path("activity.csv", activity.export, name="activity-export"),
    path("s/<str:brand_id>/activity/", activity.of_store, name="store-activity"),
    path("s/<str:brand_id>/activity.csv", activity.export_of_store, name="store-activity-export"),
]
