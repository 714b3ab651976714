"""The addresses of one store's pages."""

from django.urls import path

from omniapp.merchant import (
    acting,
    boosting,
    building,
    freshness,
    home,
    importing,
    listing,
    mailing,
    picking,
    picturing,
    results_piece,
    settings,
)
from omniapp.merchant import campaign as campaign_page

app_name = "merchant"
campaigns = "s/<str:brand_id>/campaigns/"
campaign = f"{campaigns}<int:pk>/"
urlpatterns = [
    path("s/<str:brand_id>/", home.home, name="home"),
    path("s/<str:brand_id>/settings/", settings.settings, name="settings"),
    path("s/<str:brand_id>/settings/hold/", settings.hold, name="hold"),
    path(campaigns, listing.campaigns, name="campaigns"),
    path(f"{campaigns}fresh/", freshness.fresh, name="fresh"),
    path(campaign, campaign_page.campaign, name="campaign"),
    path(f"{campaign}status/", campaign_page.status, name="status"),
    path(f"{campaign}results/", results_piece.results, name="results"),
    path(f"{campaigns}new/", building.new, name="new"),
    path(f"{campaign}edit/", building.edit, name="edit"),
    path(f"{campaign}save/", building.save, name="save"),
    path(f"{campaign}review/", building.review_page, name="review"),
    path(f"{campaign}image/", picturing.image, name="image"),
    path(f"{campaign}copy/", building.copy, name="copy"),
    path(f"{campaign}delete/", building.delete, name="delete"),
    path(f"{campaigns}new/boost/", boosting.boostable, name="boostable"),
    path(f"{campaign}boost/", boosting.boost, name="boost"),
    path(f"{campaign}boost/replace/", boosting.replace, name="boost-replace"),
    path(f"{campaign}test/", mailing.test_mail, name="test"),
    path(f"{campaign}remove/", building.remove, name="remove"),
    path(f"{campaign}<slug:verb>/", acting.act, name="act"),
    path("s/<str:brand_id>/templates/", picking.templates, name="templates"),
    path("s/<str:brand_id>/templates/import/", importing.import_html, name="import"),
    path(
        "s/<str:brand_id>/templates/<str:template_id>/preview/",
        picking.template_preview,
        name="template-preview",
    ),
    path("s/<str:brand_id>/segments/", picking.segments, name="segments"),
]
