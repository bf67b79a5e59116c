"""The outbox, as the office visits it."""

from contextlib import suppress

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from schoolgate import access
from schoolgate.broken import Broken
from schoolgate.pages import Request, answer, now, press
from schoolgate.post import actions, forms, queries


@require_safe
def outbox(request: Request) -> HttpResponse:
    access.require(request.person, "look.outbox")
    search = forms.Search(request.GET)
    found = queries.outbox(request.person, **search.asked(), page=request.GET.get("page", 1))
    return render(request, "post/outbox.html", {"search": search, "found": found})


@require_safe
def leaving(request: Request) -> HttpResponse:
    """Whether mail leaves, for IT too: in numbers, and never what it says or to whom it goes."""
    return render(request, "post/leaving.html", {"leaving": queries.leaving(request.person)})


@require_safe
def message(request: Request, id: int) -> HttpResponse:
    access.require(request.person, "look.outbox")
    return render(request, "post/message.html", {"message": queries.message_for(request.person, id)})


@require_POST
def try_again(request: Request, id: int) -> HttpResponse:
    access.require(request.person, "post.try_again")
    if press(request, actions.try_again, queries.message_for(request.person, id)):
        messages.success(request, "The message waits to be sent again.")
    return redirect("post:message", id)


@require_POST
def try_all_again(request: Request) -> HttpResponse:
    access.require(request.person, "post.try_again")
    tried = 0
    for message in queries.to_try_again(request.person):
        with suppress(Broken):  # somebody else was quicker
            actions.try_again(message, by=request.person, at=now())
            tried += 1
    told = f"{tried} {'message waits' if tried == 1 else 'messages wait'} to be sent again."
    return answer(request, told, "post:outbox")
