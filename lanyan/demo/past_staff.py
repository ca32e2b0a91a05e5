"""The people who worked the demo's past: dispatchers and station clerks with logins that cannot be used to sign in."""

from django.contrib.auth.hashers import make_password

from lanyan.demo.ground import CityGround
from lanyan.demo.past_book import Book, actor
from lanyan.kernel import sounds
from lanyan.people.models import Person
from lanyan.units.models import User

DISPATCHERS = 8


def enlist(book: Book, ground: CityGround) -> None:
    """Give the command centre's dispatchers and every station's clerk a login, and put them into the book."""
    centre = ground.command_centre_id
    takers = _free(centre, "接警调度员")[: DISPATCHERS - 1]
    clerks = {card.unit: _free(card.unit, "通信员")[:1] for card in book.stations.values()}
    users = logins([*takers, *(person for found in clerks.values() for person in found)], seats=len(takers))
    own = User.objects.filter(pk=ground.users["dispatcher"])
    book.dispatchers = [actor(user) for user in (*own, *users[: len(takers)])]
    by_unit = {user.person.unit_id: user for user in users[len(takers) :]}
    officer = User.objects.filter(pk=ground.users["station_officer"]).select_related("person").first()
    if officer is not None:
        by_unit[officer.person.unit_id] = officer
    leaders: dict[int, list[str]] = {}
    for unit, name in Person.objects.filter(unit__in=clerks, posts__title="班长").values_list("unit_id", "name"):
        leaders.setdefault(unit, []).append(name)
    for card in book.stations.values():
        card.officer = actor(by_unit[card.unit]) if card.unit in by_unit else None
        card.leaders = leaders.get(card.unit, [])


def _free(unit: int, title: str) -> list[Person]:
    """The people of a unit in a post who have no login yet."""
    return list(Person.objects.filter(unit=unit, posts__title=title, user=None).order_by("pk"))


def logins(persons: list[Person], *, seats: int) -> list[User]:
    """Give each of these people a login nobody can sign in with; the first so many have a seat."""
    nobody = make_password(None)
    users = [
        User(
            username=f"{''.join(sounds.read(person.name))}-{person.number}",
            name=person.name,
            password=nobody,
            is_active=False,
            is_demo=True,
            seat=str(number % 4 + 1) if number < seats else "",
        )
        for number, person in enumerate(persons)
    ]
    User.objects.bulk_create(users)
    for person, user in zip(persons, users, strict=True):
        person.user = user
    Person.objects.bulk_update(persons, ["user"], batch_size=500)
    return users
