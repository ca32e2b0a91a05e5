"""The demo's people: establishment of every unit, and the persons who may sign in."""

import random
from dataclasses import dataclass, field
from datetime import date
from itertools import chain, repeat

from django.contrib.auth.hashers import make_password

from lanyan.demo import establishment as plan_of
from lanyan.demo.establishment import Login
from lanyan.demo.ground_units import Tree
from lanyan.kernel import sounds
from lanyan.people.models import Person, Post
from lanyan.units.models import Assignment, Role, Unit, User

SINCE = date(2023, 1, 1)
FIREFIGHTER, TEAM_MEMBER = Person.Category.FIREFIGHTER, Person.Category.GOVERNMENT_FULL_TIME
OFFICERS = {"站长", "政治指导员", "副站长", "大队长", "教导员", "副大队长", "参谋", "支队长", "指挥长", "监督检查员"}


@dataclass
class Roll:
    """A city's persons and posts, unsaved, and the dice they are thrown with."""

    code: str
    dice: random.Random
    persons: list[Person] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)

    def enrol(self, unit: Unit, title: str, category: str, *, name: str = "", user: User | None = None) -> None:
        """Add one person with a post."""
        number = len(self.persons) + 1
        joined = date(self.dice.randint(2004, 2022), self.dice.choice((3, 9)), 1)
        person = Person(
            number=f"{self.code}{number:05d}",
            name=name or self._name(),
            category=category,
            unit=unit,
            # Nobody is given numbers that begin with 100.
            phone=f"100{self.code}{number:04d}",
            user=user,
            joined_date=joined,
        )
        since = max(joined, date(self.dice.randint(2019, 2023), self.dice.randint(1, 12), 1))
        self.persons.append(person)
        self.posts.append(Post(person=person, unit=unit, title=title, since_date=since))

    def _name(self) -> str:
        given = "".join(self.dice.choices(plan_of.GIVEN, k=self.dice.choice((1, 2, 2))))
        return self.dice.choice(plan_of.SURNAMES) + given


def build(code: str, tree: Tree, dice: random.Random) -> dict[str, int]:
    """Build a city's people; gives the demo users' ids by role code."""
    roll = Roll(code, dice)
    users = _users(code, tree)
    for login, user in users:
        unit = tree.sections.get(login.section) or _unit(tree, login)
        category = Person.Category.OFFICER if login.title in OFFICERS else FIREFIGHTER
        roll.enrol(unit, login.title, category, name=login.name, user=user)
    _staff(roll, tree)
    for seat in tree.seats:
        _crew(roll, seat.unit, seat.station_class, team=seat.is_team)
    Person.objects.bulk_create(roll.persons, batch_size=1000)
    Post.objects.bulk_create(roll.posts, batch_size=1000)
    # The first login of a role is the one the stories know.
    return {login.role: user.pk for login, user in reversed(users)}


def _staff(roll: Roll, tree: Tree) -> None:
    titles = {"指挥中心": "接警调度员"}
    for name, _kind, size in plan_of.SECTIONS:
        for number in range(size):
            category = Person.Category.OFFICER if number < size // 2 else Person.Category.CLERK
            roll.enrol(tree.sections[name], titles.get(name, "参谋" if number < size // 2 else "文员"), category)
    for unit in tree.battalions.values():
        heads = ("大队长", "教导员", "副大队长", "监督检查员", "监督检查员", "监督检查员")
        for title in chain(heads, repeat("文员", plan_of.BATTALION_PEOPLE - len(heads))):
            category = Person.Category.OFFICER if title in OFFICERS else Person.Category.CLERK
            roll.enrol(unit, title, category)


def _crew(roll: Roll, unit: Unit, station_class: str, *, team: bool) -> None:
    size = plan_of.SIZES[station_class][0]
    posts = plan_of.TEAM_POSTS if team else plan_of.POSTS
    for number, title in enumerate(chain(posts[:size], repeat("战斗员", size - len(posts)))):
        category = TEAM_MEMBER if team or number % 5 >= 3 else FIREFIGHTER
        roll.enrol(unit, title, Person.Category.OFFICER if title in OFFICERS and not team else category)


def _users(code: str, tree: Tree) -> list[tuple[Login, User]]:
    # One hash for all: they share the printed password, and hashing is slow on purpose.
    hashed = make_password(plan_of.PASSWORD)
    roles = {role.code: role for role in Role.objects.all()}
    pairs = [(login, _user(login, hashed)) for login in plan_of.LOGINS[code]]
    User.objects.bulk_create([user for _login, user in pairs])
    Assignment.objects.bulk_create(
        [
            Assignment(user=user, unit=_unit(tree, login), role=roles[login.role], since_date=SINCE)
            for login, user in pairs
        ]
    )
    return pairs


def _user(login: Login, hashed: str) -> User:
    return User(
        username="".join(sounds.read(login.name)), name=login.name, password=hashed, is_demo=True, seat=login.seat
    )


def _unit(tree: Tree, login: Login) -> Unit:
    """Where a login's rights hold: its station, its battalion, or the whole detachment."""
    if not login.unit:
        return tree.detachment
    named = {seat.name: seat.unit for seat in tree.seats}
    if login.unit in named:
        return named[login.unit]
    return next(unit for unit in tree.battalions.values() if unit.name.startswith(login.unit))
