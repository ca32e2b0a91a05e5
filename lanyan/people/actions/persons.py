"""The only writers of this app: persons come, move and leave; posts are given and end; absences."""

import re
from datetime import date, datetime
from functools import partial
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from lanyan.kernel import audit, search
from lanyan.kernel.errors import Refused
from lanyan.people import events
from lanyan.people.models import Absence, Person, Post
from lanyan.units.models import Unit, User

NUMBER = re.compile(r"[0-9A-Za-z][0-9A-Za-z-]{1,19}")
PHONE = re.compile(r"[0-9+][0-9 -]{2,29}")


def _locked(person_id: int) -> Person:
    person: Person | None = Person.objects.select_for_update(of=("self",)).filter(pk=person_id).first()
    if person is None:
        raise Refused(_("There is no such person."), field="person")
    return person


def _unit(unit_id: int) -> Unit:
    unit: Unit | None = Unit.objects.filter(pk=unit_id).first()
    if unit is None or unit.closed_date:
        raise Refused(_("The unit does not exist or is closed."), field="unit")
    return unit


def _checked(name: str, category: str, phone: str) -> dict[str, str]:
    """The plain facts of a person, or a refusal that names the field."""
    name, phone = name.strip(), phone.strip()
    if not name:
        raise Refused(_("This must not be empty."), field="name")
    if len(name) > 40:
        raise Refused(_("At most {number} characters.").format(number=40), field="name")
    if category not in Person.Category.values:
        raise Refused(_("There is no such category."), field="category")
    if phone and not PHONE.fullmatch(phone):
        raise Refused(_("A telephone number is digits, with blanks or hyphens between."), field="phone")
    return {"name": name, "category": category, "phone": phone}


def _login(username: str, by: Any, *, besides: int | None = None) -> User | None:
    """The login that belongs to a person, when one is named; out of those with a role in the area of `by`."""
    if not username.strip():
        return None
    seen = User.objects.all() if by is None else User.objects.visible_to(by, "people.change_person")
    user: User | None = seen.filter(username__iexact=username.strip()).first()
    if user is None:
        raise Refused(_("There is no such user."), field="username")
    if Person.objects.filter(user=user).exclude(pk=besides or 0).exists():
        raise Refused(_("This login belongs to somebody else already."), field="username")
    return user


@transaction.atomic
def create_person(
    *,
    number: str,
    name: str,
    category: str,
    unit_id: int,
    phone: str = "",
    joined_date: date | None = None,
    username: str = "",
    by: Any,
) -> Person:
    """Enter a member of the service at a unit."""
    number = number.strip()
    if not NUMBER.fullmatch(number):
        raise Refused(_("2 to 20 letters, digits or hyphens."), field="number")
    if Person.objects.filter(number=number).exists():
        raise Refused(_("This number belongs to somebody else already."), field="number")
    facts = _checked(name, category, phone)
    unit, login = _unit(unit_id), _login(username, by)
    with audit.act("people.create_person", by=by):
        person = Person.objects.create(number=number, **facts, unit=unit, user=login, joined_date=joined_date)
    search.index("person", [person])
    return person


@transaction.atomic
def change_person(
    *,
    person_id: int,
    name: str,
    category: str,
    phone: str = "",
    joined_date: date | None = None,
    username: str | None = "",
    by: Any,
) -> Person:
    """Correct what is written about a person; a login of None stays as it is."""
    person = _locked(person_id)
    for key, value in _checked(name, category, phone).items():
        setattr(person, key, value)
    if joined_date is not None and person.left_date is not None and joined_date > person.left_date:
        raise Refused(_("The person left on {day}.").format(day=person.left_date), field="joined_date")
    person.joined_date = joined_date
    if username is not None:
        person.user = _login(username, by, besides=person.pk)
    with audit.act("people.change_person", by=by):
        person.save(update_fields=["name", "category", "phone", "joined_date", "user"])
    search.index("person", [person])
    return person


@transaction.atomic
def move_person(*, person_id: int, unit_id: int, moved_date: date, reason: str = "", by: Any) -> Person:
    """Put a person into another unit from a day on; the posts at the unit before end that day."""
    person = _locked(person_id)
    _refuse_left(person)
    unit = _unit(unit_id)
    if unit.pk == person.unit_id:
        raise Refused(_("The person is there already."), field="unit")
    with audit.act("people.move_person", by=by, reason=reason):
        _end_posts(person.posts.filter(unit_id=person.unit_id), moved_date, field="moved_date")
        person.unit = unit
        person.save(update_fields=["unit"])
    search.index("person", [person])
    return person


@transaction.atomic
def leave_service(*, person_id: int, left_date: date, reason: str, by: Any) -> Person:
    """Enter that a person left the service: all posts end that day; the record stays."""
    person = _locked(person_id)
    _refuse_left(person)
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    if person.joined_date is not None and left_date < person.joined_date:
        raise Refused(_("The person joined on {day}.").format(day=person.joined_date), field="left_date")
    with audit.act("people.leave_service", by=by, reason=reason.strip()):
        _end_posts(person.posts.all(), left_date, field="left_date")
        person.left_date = left_date
        person.save(update_fields=["left_date"])
    return person


@transaction.atomic
def return_to_service(*, person_id: int, reason: str, by: Any) -> Person:
    """Take a leaving back: it was a mistake, or the person came again; ended posts stay ended."""
    person = _locked(person_id)
    if person.left_date is None:
        raise Refused(_("The person is serving."))
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    person.left_date = None
    with audit.act("people.return_to_service", by=by, reason=reason.strip()):
        person.save(update_fields=["left_date"])
    return person


def _refuse_left(person: Person) -> None:
    if person.left_date is not None:
        raise Refused(_("The person left on {day}.").format(day=person.left_date))


def _end_posts(posts: Any, on: date, *, field: str) -> None:
    """End what lasts beyond a day; a post that begins later than that stands in the way."""
    lasting = [post for post in posts.select_for_update() if post.until_date is None or post.until_date > on]
    for post in lasting:
        if post.since_date > on:
            raise Refused(
                _("The post {title} begins on {day}, after this.").format(title=post.title, day=post.since_date),
                field=field,
            )
    for post in lasting:
        post.until_date = on
        post.save(update_fields=["until_date"])


@transaction.atomic
def give_post(
    *, person_id: int, unit_id: int, title: str, since_date: date, until_date: date | None = None, by: Any
) -> Post:
    """Give a person a post at a unit from a day on."""
    person = _locked(person_id)
    _refuse_left(person)
    unit = _unit(unit_id)
    title = title.strip()
    if not title:
        raise Refused(_("This must not be empty."), field="title")
    if until_date is not None and until_date <= since_date:
        raise Refused(_("The end must be after the beginning."), field="until_date")
    if person.posts.held(since_date).filter(unit=unit, title=title).exists():
        raise Refused(_("The person holds this post already."), field="title")
    with audit.act("people.give_post", by=by):
        return Post.objects.create(
            person=person, unit=unit, title=title[:40], since_date=since_date, until_date=until_date
        )


@transaction.atomic
def end_post(*, post_id: int, until_date: date, reason: str = "", by: Any) -> Post:
    """End a post: from that day on it is not held any more."""
    post: Post | None = Post.objects.select_for_update(of=("self",)).filter(pk=post_id).first()
    if post is None:
        raise Refused(_("There is no such post."))
    if post.until_date is not None and post.until_date <= until_date:
        raise Refused(_("It ends on {day} already.").format(day=post.until_date), field="until_date")
    if until_date < post.since_date:
        raise Refused(_("It holds from {day}; it cannot end before.").format(day=post.since_date), field="until_date")
    post.until_date = until_date
    with audit.act("people.end_post", by=by, reason=reason):
        post.save(update_fields=["until_date"])
    return post


# ---- absences ---------------------------------------------------------------------------------------------
@transaction.atomic
def enter_absence(
    *, person_id: int, kind: str, from_date: date, until_date: date | None = None, reason: str = "", by: Any
) -> Absence:
    """Enter that a person is not there from a day on; `until_date` is the first day back, None: nobody knows yet."""
    person = _locked(person_id)
    _refuse_left(person)
    if kind not in Absence.Kind.values:
        raise Refused(_("There is no such kind of absence."), field="kind")
    if until_date is not None and until_date <= from_date:
        raise Refused(_("The first day back must come after the first day away."), field="until_date")
    others = person.absences.standing().filter(Q(until_date=None) | Q(until_date__gt=from_date))
    other = (others.filter(from_date__lt=until_date) if until_date else others).first()
    if other is not None:
        until = other.until_date or "…"
        reason_known = _("Entered already: {kind} from {day} to {until}.")
        raise Refused(
            reason_known.format(kind=other.get_kind_display(), day=other.from_date, until=until), field="from_date"
        )
    absence = Absence(person=person, kind=kind, from_date=from_date, until_date=until_date, reason=reason.strip()[:200])
    with audit.act("people.enter_absence", by=by):
        absence.save(force_insert=True)
    transaction.on_commit(partial(events.absence_changed.send, Absence, unit_path=person.unit.path))
    return absence


@transaction.atomic
def withdraw_absence(*, absence_id: int, reason: str, at: datetime, by: Any) -> Absence:
    """Withdraw an absence that was wrong or ended early; it stays to be read, with the reason."""
    absence: Absence = Absence.objects.select_for_update(of=("self",)).select_related("person__unit").get(pk=absence_id)
    if absence.withdrawn_at is not None:
        raise Refused(_("This absence has been withdrawn."))
    if not reason.strip():
        raise Refused(_("This must not be empty."), field="reason")
    absence.withdrawn_at, absence.withdrawn_reason = at, reason.strip()[:200]
    with audit.act("people.withdraw_absence", by=by, reason=reason.strip()):
        absence.save(update_fields=["withdrawn_at", "withdrawn_reason"])
    transaction.on_commit(partial(events.absence_changed.send, Absence, unit_path=absence.person.unit.path))
    return absence
