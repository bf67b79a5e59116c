from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import render
from django.views import defaults
from django.views.decorators.http import require_safe

from schoolgate.concerns.views.telling import again


@login_not_required
@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """Says that the server answers and its database too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return JsonResponse({"status": "ok"})


@login_not_required
def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """A form without its proof: what was told is given back, and anything else is sent anew."""
    match = again.page_of_telling(request)
    return again.give_back(request, match) if match else render(request, "403_csrf.html", status=403)


@login_not_required
def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    if isinstance(exception, RequestDataTooBig) and again.page_of_telling(request):
        return again.too_big(request)
    return defaults.bad_request(request, exception)
