from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.generic import RedirectView

from schoolgate.config import home, pages, trail_pages

handler400 = "schoolgate.config.pages.bad_request"
urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.home, name="home"),
    path("", include("schoolgate.concerns.urls")),
    path("set-up/", include("schoolgate.config.set_up.urls")),
    path("healthz", pages.healthz, name="healthz"),
    path("account/", include("schoolgate.community.signin.account_urls")),
    path("sign-in/", include("schoolgate.community.signin.urls")),
    path("people/", include("schoolgate.community.urls")),
    path("policy/", include("schoolgate.policy.urls")),
    path("letters/", include("schoolgate.cases.urls.received")),
    path("post/", include("schoolgate.post.urls")),
    # Certificates were printed with this address on them.
    re_path(
        r"^cases/records/(?P<rest>.*)$", RedirectView.as_view(url="/records/%(rest)s", query_string=True), name="moved"
    ),
    path("cases/", include("schoolgate.cases.urls")),
    path("records/", include("schoolgate.records.urls")),
    path("trail/", trail_pages.index, name="trail"),
    path("trail/trail.csv", trail_pages.export, name="trail_csv"),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("schoolgate.community.signin.demo_urls")))
    urlpatterns.append(path("design/", include("schoolgate.design.urls")))
