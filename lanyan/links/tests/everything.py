"""One of every record of this app: for tests that walk through all pages."""

from types import SimpleNamespace

from lanyan.incidents.models import Incident
from lanyan.links.actions import dues, layouts, messages, reports, tellings, webhooks
from lanyan.links.models import Delivery
from lanyan.links.queries.recipients import Recipient
from lanyan.links.tests import make
from lanyan.links.tests.make import DAY, HOUR, LATER
from lanyan.units.tests import make as units


def of(world: SimpleNamespace) -> None:
    """Reports in each state, what is due, linkage units and notices, sendings, endpoints, what came from outside."""
    world.officer_of_the_day = units.user("duty_officer", world.detachment, name="郑国锋")
    world.second = units.user("duty_officer", world.detachment, name="方国良")
    # Of an incident that is there already: pages that stand for two of their kind stand for all.
    order = getattr(world, "order", None)
    incident = order.incident if order is not None else make.grave(world, at=LATER + DAY)
    dues.reckon_dues(incident_id=incident.pk, at=LATER + DAY)
    at = LATER + DAY + HOUR
    make.sent(world, make.approved(world, incident, at=at), at=at)
    make.composed(world, incident, "FOLLOW_UP", at=at + HOUR)
    reports.compose_brief(
        unit_id=world.detachment.pk, kind="DAILY", on=LATER.date(), at=at, by=world.officer_of_the_day
    )
    make.notified(world, incident, at=at)
    layouts.set_cut(unit_id=world.detachment.pk, hour=8, since_date=LATER.date(), by=world.officer_of_the_day)
    _sendings(world, incident, at)
    make.order(world)
    make.helped(world, incident_id=incident.pk)


def _sendings(world: SimpleNamespace, incident: Incident, at: object) -> None:
    """One message given up, one on the administrator's screen; an endpoint with a call that was given up."""
    admin = getattr(world, "admin", world.officer_of_the_day)
    told = [Recipient("SMS", "聋", "CHOSEN", address="0000-1"), Recipient("SCREEN", "管", "DUTY_OFFICER", admin.pk)]
    deaf, screen = messages.send_message(
        unit=world.detachment, key="everything", event="test", subject="试", words="文", recipients=told, at=at, by=None
    )
    messages.deliver(delivery_id=screen.pk, at=at)
    Delivery.objects.filter(pk=deaf.pk).update(state="GIVEN_UP", tries=5, next_at=None, error="无应答")
    endpoint, _secret = webhooks.add_endpoint(
        unit_id=world.detachment.pk, label="联动平台", url="https://93.184.216.34/", tells=["incident_opened"], at=at,
        by=admin,
    )  # fmt: skip
    tellings.tell_of_incident(incident_id=incident.pk, event="incident_opened", at=at)
    endpoint.hooks.update(state="GIVEN_UP", next_at=None)
