"""Files that are made when somebody asks for them; what cannot be made here is said on the page they came from."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from lanyan.kernel.errors import Refused


def made(
    request: HttpRequest, make: Callable[[], bytes], *, mime: str, name: str, back: str, inline: bool = False
) -> HttpResponse:
    """Answer with the file that `make` makes, to be saved, or `inline` to be looked at.

    Refused (a library of the system is missing): back to the page at `back`, with the reason.
    """
    try:
        data = make()
    except Refused as refusal:
        messages.error(request, refusal.reason)
        return redirect(back)
    answer = HttpResponse(data, content_type=mime)
    answer["Content-Disposition"] = f'{"inline" if inline else "attachment"}; filename="{name}"'
    return answer
