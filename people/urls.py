"""Signing in and out, and the page about oneself. Of django-allauth's addresses only these exist; none takes a password.

To be included before Wagtail's admin: its own pages for signing in and for one's account ask for a password and for first and
last names, which nobody has here.
"""

from allauth.account import views as account
from allauth.decorators import rate_limit
from django.urls import path
from django.views.generic import RedirectView

from people import views

urlpatterns = [
    path("logg-inn/", views.SignInView.as_view(), name="account_login"),
    path("logg-inn/", views.SignInView.as_view(), name="account_request_login_code"),
    path(
        "logg-inn/kode/",
        rate_limit(action="confirm_login_code")(account.confirm_login_code),
        name="account_confirm_login_code",
    ),
    path("logg-ut/", account.logout, name="account_logout"),
    path("logg-inn/ny/", views.no_such_page, name="account_signup"),
    path("admin/login/", RedirectView.as_view(pattern_name="account_login", query_string=True)),
    path("admin/account/", RedirectView.as_view(pattern_name="my_page")),
    path("min-side/", views.my_page, name="my_page"),
]
