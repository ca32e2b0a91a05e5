"""Findings of a review and the tasks that follow."""

from functools import partial
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods

from lanyan.kernel import access, audit
from lanyan.reviews import forms, rules
from lanyan.reviews.actions import tasks as actions
from lanyan.reviews.filters import TaskFilter
from lanyan.reviews.models import VIEW, WRITE, Finding, Review, ReviewTask
from lanyan.reviews.sheets import TASKS
from lanyan.reviews.tables import TaskTable
from lanyan.reviews.views.reviews import typed
from lanyan.units.doors import form_page
from lanyan.units.forms import HouseForm, ReasonForm
from lanyan.web.lists import View, list_page

form_page_only = require_http_methods(["GET", "POST"])


@require_GET
@access.requires(VIEW)
def tasks(request: HttpRequest) -> HttpResponse:
    """List the tasks of one's area, one's own and the late ones by one touch."""
    found = ReviewTask.objects.visible_to(request.user)
    joined = ("review__unit", "finding", "assignee", "confirmed_by")
    return list_page(
        request,
        found.select_related(*joined).defer("review__facts").order_by("-given_at", "-pk"),
        TaskFilter,
        TaskTable,
        title=_("Tasks of reviews"),
        unit=pgettext("counting unit", "tasks"),
        sheet=TASKS,
        views=(
            View(pgettext("review tasks", "Mine"), "mine=true&state=OPEN&state=DONE"),
            View(pgettext("review tasks", "Late"), "late=true&state=OPEN&state=DONE"),
            View(_("To be confirmed"), "state=DONE"),
            View(_("All"), ""),
        ),
        empty={
            "heading": _("No task"),
            "advice": _("Tasks are given for the findings of a review."),
            "icon": "list",
        },
    )


@require_GET
@access.requires(VIEW)
def task(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a task: what follows from which finding, who by when, what was done."""
    user: Any = request.user
    joined = ("review__unit", "review__incident__subkind", "finding", "assignee", "confirmed_by", "given_by")
    record = get_object_or_404(ReviewTask.objects.visible_to(user).select_related(*joined), pk=pk)
    writes = user.may(WRITE, record.review.unit.path)
    mine = record.assignee_id == user.pk
    context = {
        "title": record.words,
        "record": record,
        "subject": "review_task",
        "late": record.late_on(timezone.localdate()),
        "mine": mine,
        "may_finish": mine and record.state == rules.OPEN,
        "may_confirm": writes and not mine and record.state == rules.DONE,
        "may_urge": writes and record.state == rules.OPEN,
        "may_withdraw": writes and record.state in (rules.OPEN, rules.DONE),
        "may_review": Review.objects.visible_to(user).filter(pk=record.review_id).exists(),
        "history": audit.history(record),
    }
    return TemplateResponse(request, "reviews/task.html", context)


def _review(request: HttpRequest, pk: int) -> Review:
    user: Any = request.user
    found = get_object_or_404(Review.objects.visible_to(user).select_related("unit", "incident__subkind"), pk=pk)
    return get_object_or_404(Review.objects.filter(pk=found.pk if user.may(WRITE, found.unit.path) else None))


def _page(request: HttpRequest, form: Any, act: Any, name: str, *, line: str, back: str) -> HttpResponse:
    label = access.label(f"reviews.{name}")

    def do(values: dict[str, Any]) -> Any:
        return act(**values, at=timezone.now(), by=request.user)

    return form_page(request, form, do, title=label, line=line, back=back, submit=label, said=_("Saved."))


@form_page_only
@access.requires(WRITE)
def add_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Add a finding."""
    review = _review(request, pk)
    act = partial(actions.add_finding, review_id=pk)
    form = forms.FindingForm(typed(request))
    return _page(request, form, act, "add_finding", line=review.number, back=_at(pk))


def _at(pk: int) -> str:
    return reverse("reviews:review", args=[pk])


def _finding(request: HttpRequest, pk: int) -> Finding:
    found: Finding = get_object_or_404(Finding.objects.standing().select_related("review__unit"), pk=pk)
    _review(request, found.review_id)
    return found


@form_page_only
@access.requires(WRITE)
def withdraw_finding(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a finding."""
    found = _finding(request, pk)
    act = partial(actions.withdraw_finding, finding_id=pk)
    form = ReasonForm(typed(request))
    return _page(request, form, act, "withdraw_finding", line=found.words, back=_at(found.review_id))


@form_page_only
@access.requires(WRITE)
def give_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a task for a finding."""
    found = _finding(request, pk)
    form = forms.TaskForm(typed(request), path=found.review.unit.path)

    def act(*, assignee: Any, **values: Any) -> ReviewTask:
        return actions.give_task(finding_id=pk, assignee_id=assignee.pk, **values)

    return _page(request, form, act, "give_task", line=found.words, back=_at(found.review_id))


def _task(request: HttpRequest, pk: int, form: Any, name: str, *, own: bool = False) -> HttpResponse:
    user: Any = request.user
    record = get_object_or_404(ReviewTask.objects.visible_to(user).select_related("review__unit"), pk=pk)
    if not own:
        _review(request, record.review_id)
    act = partial(getattr(actions, name), task_id=pk)
    return _page(request, form, act, name, line=record.words, back=reverse("reviews:task", args=[pk]))


@form_page_only
@access.requires(VIEW)
def finish_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that one's task is done."""
    return _task(request, pk, forms.DoneForm(typed(request)), "finish_task", own=True)


@form_page_only
@access.requires(WRITE)
def confirm_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Confirm that a task is done."""
    return _task(request, pk, HouseForm(typed(request)), "confirm_task")


@form_page_only
@access.requires(WRITE)
def return_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a task back."""
    return _task(request, pk, ReasonForm(typed(request)), "return_task")


@form_page_only
@access.requires(WRITE)
def urge_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Urge a task."""
    return _task(request, pk, HouseForm(typed(request)), "urge_task")


@form_page_only
@access.requires(WRITE)
def withdraw_task(request: HttpRequest, pk: int) -> HttpResponse:
    """Withdraw a task."""
    return _task(request, pk, ReasonForm(typed(request)), "withdraw_task")
