from django.urls import path

from omniapp.people.views import account, inviting, person, reset, signing_in, store, team, two_step

app_name = "people"
urlpatterns = [
    path("sign-in/", signing_in.sign_in, name="sign-in"),
    path("sign-in/code/", signing_in.sign_in_code, name="sign-in-code"),
    path("sign-out/", signing_in.sign_out, name="sign-out"),
    path("reset/", reset.reset, name="reset"),
    path("reset/<str:uid>/<str:token>/", reset.reset_confirm, name="reset-confirm"),
    path("account/", account.account, name="account"),
    path("account/confirm/", signing_in.confirm, name="confirm"),
    path("account/password/", account.password, name="password"),
    path("account/two-step/", two_step.two_step, name="two-step"),
    path("account/sign-out-elsewhere/", account.sign_out_elsewhere, name="sign-out-elsewhere"),
    path("invitations/", inviting.merchants, name="merchants"),
    path("invitations/<int:pk>/withdraw/", inviting.withdraw, name="withdraw"),
    path("s/<str:brand_id>/settings/partners/", store.partners, name="store"),
    path("team/", team.team, name="team"),
    path("team/invite/", team.invite, name="invite"),
    path("team/<int:pk>/", person.person, name="person"),
]
