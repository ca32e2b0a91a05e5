"""The one way a form page works: show, check, call one action, go on; a refusal goes back to the field it names."""

from collections.abc import Callable, Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse

from lanyan.kernel.errors import Refused


def refuse(form: forms.BaseForm, refusal: Refused) -> None:
    """Put an action's refusal on the field it names, or on the whole form."""
    form.add_error(refusal.field if refusal.field in form.fields else None, refusal.reason)


def form_page(
    request: HttpRequest,
    form: forms.BaseForm,
    act: Callable[[dict[str, Any]], Any],
    *,
    title: Any,
    back: str,
    done: Callable[[Any], str] | None = None,
    said: Any = "",
    line: Any = "",
    submit: Any = "",
    tone: str = "do",
    template: str = "web/form.html",
    more: Mapping[str, Any] | None = None,
) -> HttpResponse:
    """Answer a form page; `act` gets the checked values, `done` turns its result into the next address.

    A `template` of its own extends the usual one and is given `more` besides.
    """
    if request.method == "POST" and form.is_valid():
        try:
            result = act(form.cleaned_data)
        except Refused as refusal:
            refuse(form, refusal)
        else:
            if said:
                messages.success(request, str(said))
            return redirect(done(result) if done else back)
    context = {"form": form, "title": title, "line": line, "cancel_url": back, "submit_label": submit, "tone": tone}
    return TemplateResponse(request, template, {**context, **(more or {})}, status=422 if form.errors else 200)
