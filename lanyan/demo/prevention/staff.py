"""Those who check in the demo: officers of the battalions with certificates; logins for the acts of the past."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.contrib.auth.hashers import make_password

from lanyan.demo import establishment
from lanyan.demo.ground import CityGround
from lanyan.demo.past_book import actor
from lanyan.demo.past_script import Actor
from lanyan.demo.past_staff import logins
from lanyan.inspections.models import PaperSource
from lanyan.kernel import audit, sounds
from lanyan.people.models import Certificate, Person, Post
from lanyan.units.models import Assignment, Role, Unit, User

HEAD, DEPUTY, INSPECTOR = "大队长", "副大队长", "监督检查员"
LEGAL = {"3308": "叶文彬", "1404": "冯建国"}
AGENCY = {"3308": "衢", "1404": "长"}
SINCE, UNTIL = date(2022, 10, 1), date(2028, 10, 1)
DECLARED = date(2022, 12, 1)
# When a check of a pair may begin, in minutes after midnight.
SLOTS = (9 * 60, 10 * 60 + 30, 14 * 60 + 20, 15 * 60 + 50)


@dataclass(slots=True)
class Officer:
    """One who may check: person, certificate, login."""

    person: int
    name: str
    certificate: str
    by: Actor
    # Begins of checks that are given out already.
    busy: set[datetime] = field(default_factory=set)


@dataclass
class Team:
    """A battalion's officers; the head decides what they propose."""

    unit: int
    head: Actor
    officers: list[Officer]
    clerks: list[int]

    def free(self, at: datetime) -> list[Officer]:
        """Those without a check at an instant."""
        return [one for one in self.officers if at not in one.busy]


def enlist(ground: CityGround) -> dict[int, Team]:
    """Give the officers certificates and logins; gives the teams by battalion."""
    with audit.act("demo.build", reason="demo"):
        numbers = _certify(ground)
        _legal_officer(ground)
        PaperSource.objects.create(
            unit_id=ground.detachment_id, source="LANYAN", agency=AGENCY[ground.code], since_date=DECLARED
        )
        wanted = Person.objects.filter(unit__in=ground.battalions.values(), user=None)
        wanted = wanted.filter(posts__title__in=(HEAD, INSPECTOR)).order_by("pk")
        logins(list(wanted), seats=0)
    return {unit: _team(unit, numbers) for unit in ground.battalions.values()}


def _certify(ground: CityGround) -> dict[int, str]:
    """Certificates of every officer of the battalions and the prevention section; one has lapsed since."""
    units = [*ground.battalions.values(), ground.sections["防火监督科"]]
    officers = Person.objects.filter(unit__in=units, category=Person.Category.OFFICER).order_by("pk")
    made = [
        Certificate(
            person=person,
            kind="ENFORCEMENT",
            number=f"XF{ground.code}{number:05}",
            since_date=SINCE,
            until_date=UNTIL + timedelta(days=30 * (number % 12)),
        )
        for number, person in enumerate(officers, start=1)
    ]
    made[-1].until_date = date(2024, 10, 1)
    Certificate.objects.bulk_create(made)
    return {one.person_id: one.number for one in made[:-1]}


def _legal_officer(ground: CityGround) -> None:
    """The one who reviews and decides for the whole detachment, with a login of the demo."""
    name, section = LEGAL[ground.code], ground.sections["防火监督科"]
    user = User.objects.create(
        username="".join(sounds.read(name)), name=name, password=make_password(establishment.PASSWORD), is_demo=True
    )
    role = Role.objects.get(code="battalion_head")
    Assignment.objects.create(user=user, unit_id=ground.detachment_id, role=role, since_date=SINCE)
    person = Person.objects.create(
        number=f"{ground.code}90001", name=name, category=Person.Category.OFFICER, unit_id=section, user=user,
        joined_date=date(2008, 9, 1),
    )  # fmt: skip
    Post.objects.create(person=person, unit_id=section, title="法制审核员", since_date=date(2021, 3, 1))
    Certificate.objects.create(
        person=person, kind="ENFORCEMENT", number=f"XF{ground.code}90001", since_date=SINCE, until_date=UNTIL
    )


def _team(unit: int, numbers: dict[int, str]) -> Team:
    people = Person.objects.filter(unit=unit).select_related("user").prefetch_related("posts").order_by("pk")
    titled: list[tuple[str, Person]] = [(post.title, person) for person in people for post in person.posts.all()]
    heads = [person.user for title, person in titled if title == HEAD and person.user is not None]
    officers = [
        Officer(person.pk, person.name, numbers[person.pk], actor(person.user))
        for title, person in titled
        if title == INSPECTOR and person.pk in numbers and person.user is not None
    ]
    clerks = [person.pk for _title, person in titled if person.category == Person.Category.CLERK]
    return Team(unit, actor(heads[0]), officers, clerks)


def inspector_login(ground: CityGround) -> tuple[Any, Unit]:
    """The login whose checks of today wait, and its battalion."""
    user = User.objects.select_related("person__unit").get(pk=ground.users["inspector"])
    return user, user.person.unit
