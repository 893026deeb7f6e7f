"""The admin page of a write: a short form, one domain call, and the reason where it is refused."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.admin import AdminSite
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse

Act = Callable[[dict[str, Any]], str | HttpResponse]


def verb_page(
    site: AdminSite,
    request: HttpRequest,
    form: forms.Form,
    act: Act,
    *,
    title: str,
    button: str,
    back: str,
    explanation: str = "",
    dangerous: bool = False,
    **context: Any,
) -> HttpResponse:
    """Ask with ``form`` (bound where the request is a POST) and call ``act`` with what was answered.

    ``act`` gives a message, shown on the page ``back``, or a whole response; it raises ValidationError where the act is
    refused, and the form shows why.
    """
    if request.method == "POST" and form.is_valid():
        try:
            done = act(form.cleaned_data)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            if isinstance(done, HttpResponse):
                return done
            messages.success(request, done)
            return HttpResponseRedirect(back)
    page = {
        **site.each_context(request),
        "title": title,
        "form": form,
        "button": button,
        "back": back,
        "explanation": explanation,
        "dangerous": dangerous,
        **context,
    }
    return TemplateResponse(request, "admin/tenancy/verb.html", page)
