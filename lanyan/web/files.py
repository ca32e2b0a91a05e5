"""The page of a file: asks the app whose record it belongs to, and never lets a content act as a page of ours."""

from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from lanyan.kernel import access, files
from lanyan.kernel.models import Attachment

INLINE = ("image/png", "image/jpeg", "application/pdf")
# Even if a browser took it for a page, nothing in it would run.
SANDBOX = "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src 'self'"


@require_GET
@access.signed_in
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Give a file to those who may read its record; a withdrawn one to nobody."""
    attachment = get_object_or_404(Attachment.objects.standing().select_related("stored"), pk=pk)
    if not files.readable(request.user, attachment):
        raise Http404
    return answer(attachment, download="download" in request.GET)


def answer(attachment: Attachment, *, download: bool = False) -> HttpResponseBase:
    """A file as an answer: pictures and PDF in the window, everything else to be saved."""
    path = files.path_of(attachment.stored)
    if not path.exists():
        raise Http404(_("The file is not on this machine: {name}").format(name=attachment.name))
    inline = attachment.stored.mime in INLINE and not download
    response = FileResponse(path.open("rb"), as_attachment=not inline, filename=attachment.name)
    response["Content-Type"] = attachment.stored.mime
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, max-age=3600"
    return response
