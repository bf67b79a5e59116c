"""Links carry the address at which somebody asked, within those of the installation, and never a forged one."""

import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from schoolgate import pages
from schoolgate.config.address_middleware import AddressMiddleware
from tests.cast import client_of

OWN = "https://policy.larkhollow.example"


def used(settings, host, *, own, port="8000", secure=False, hosts=(), proxy=False):
    settings.ADDRESS, settings.BEHIND_PROXY = own, proxy
    settings.ALLOWED_HOSTS = ["127.0.0.1", "localhost", own.split("://")[1].partition(":")[0], *hosts]
    found = []
    request = RequestFactory().get("/", HTTP_HOST=host, SERVER_PORT=port, secure=secure)
    request.META["SERVER_PORT"] = port
    AddressMiddleware(lambda request: found.append(pages.address()) or HttpResponse())(request)
    assert pages.address() == own, "outside a page it is that of the settings"
    return found[0]


@pytest.mark.parametrize(
    "host, own, more, begins",
    [
        ("localhost:8001", "http://localhost:8000", {"port": "8001"}, "http://localhost:8001"),
        ("127.0.0.1:8000", "http://localhost:8000", {}, "http://127.0.0.1:8000"),
        ("school-pc:8000", "http://localhost:8000", {"hosts": ["school-pc"]}, "http://school-pc:8000"),
        ("policy.larkhollow.example", OWN, {"secure": True, "port": "443"}, OWN),
        ("policy.larkhollow.example", OWN, {"secure": True, "proxy": True}, OWN),
        ("other.example", OWN, {"secure": True, "proxy": True, "hosts": ["other.example"]}, "https://other.example"),
        # forged, or of no use to anybody else
        ("evil.example", OWN, {}, OWN),
        ("evil.example", OWN, {"hosts": ["*"]}, OWN),
        ("evil.example:8000", "http://localhost:8000", {"hosts": ["*"]}, "http://localhost:8000"),
        ("localhost:4444", "http://localhost:8000", {}, "http://localhost:8000"),
        ("policy.larkhollow.example:4444", OWN, {"secure": True, "proxy": True}, OWN),
        ("localhost:8000", OWN, {}, OWN),
        ("127.0.0.1", OWN, {"port": "80"}, OWN),
        ("policy.larkhollow.example@evil.example", OWN, {}, OWN),
    ],
)
def test_which_address_counts(settings, host, own, more, begins):
    assert used(settings, host, own=own, **more) == begins


def test_a_forged_host_gets_no_link(cast, settings):
    settings.ALLOWED_HOSTS = ["localhost"]
    answer = Client(HTTP_HOST="evil.example").post(reverse("account_reset_password"), {"email": cast.parent.email})
    assert answer.status_code == 400 and not mail.outbox


@pytest.mark.parametrize("port", ["8000", "8023"])
def test_an_invitation_carries_the_port_that_was_used(cast, settings, port):
    settings.DELIVERY, settings.ADDRESS = {}, "http://localhost:8000"
    office = client_of(cast.office)
    where = {"HTTP_HOST": f"localhost:{port}", "SERVER_PORT": port}
    page = office.post(reverse("signin:invite", args=[cast.parent.pk]), **where).content.decode()
    assert re.search(r"http://localhost:(\d+)/sign-in/invitation/", page).group(1) == port
