"""Entries: people at risk, agents used and left, weather: each with its time and source, none overwritten."""

from typing import Any, ClassVar

import pghistory
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from lanyan.incidents.models import Run
from lanyan.scene.models.common import APPEND_ONLY, NEVER_DELETED, Noted, OfSceneQuerySet, instant, text
from lanyan.scene.models.scenes import Scene

# The Beaufort scale as the weather service tells it.
MOST_FORCE = 17


class Withdrawable(Noted):
    """An entry that can be withdrawn with a reason, and stays readable."""

    withdrawn_at = instant(_("withdrawn at"))
    withdrawn_reason = text(_("why withdrawn"))

    class Meta:
        abstract = True


WITHDRAWN_WHOLE = Q(withdrawn_at=None, withdrawn_reason="") | Q(withdrawn_at__isnull=False) & ~Q(withdrawn_reason="")


@pghistory.track()
class PeopleCount(Withdrawable):
    """How many people, as somebody said at a time; the last one that stands is what is known."""

    class Kind(models.TextChoices):
        """Which people."""

        TRAPPED = "TRAPPED", pgettext_lazy("people", "trapped")
        RESCUED = "RESCUED", pgettext_lazy("people", "brought out")
        EVACUATED = "EVACUATED", pgettext_lazy("people", "evacuated")
        MISSING = "MISSING", pgettext_lazy("people", "missing")
        INJURED = "INJURED", pgettext_lazy("people", "injured")
        DEAD = "DEAD", pgettext_lazy("people", "dead")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="counts", verbose_name=_("scene"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    number = models.PositiveIntegerField(_("number of people"))
    source = models.CharField(_("who says so"), max_length=80)

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("count of people")
        verbose_name_plural = _("counts of people")
        constraints = [
            models.CheckConstraint(name="count_withdrawn_whole", condition=WITHDRAWN_WHOLE),
            models.CheckConstraint(name="count_has_source", condition=~Q(source="")),
        ]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.number}"


@pghistory.track()
class AgentEntry(Withdrawable):
    """Water or foam of a vehicle in litres: used, brought to it, or left on board."""

    class Agent(models.TextChoices):
        """What it is."""

        WATER = "WATER", pgettext_lazy("agent", "water")
        FOAM = "FOAM", pgettext_lazy("agent", "foam concentrate")

    class Sort(models.TextChoices):
        """What happened to it."""

        USED = "USED", pgettext_lazy("agent", "used")
        SUPPLIED = "SUPPLIED", pgettext_lazy("agent", "supplied")
        LEFT = "LEFT", pgettext_lazy("agent", "left on board")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="agents", verbose_name=_("scene"))
    run = models.ForeignKey(Run, models.PROTECT, related_name="+", verbose_name=_("vehicle"))
    agent = models.CharField(_("agent"), max_length=6, choices=Agent)
    sort = models.CharField(_("what"), max_length=10, choices=Sort)
    litres = models.PositiveIntegerField(_("litres"))
    source = text(_("from where"), 80)

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("entry of agents")
        verbose_name_plural = _("entries of agents")
        constraints = [models.CheckConstraint(name="agent_withdrawn_whole", condition=WITHDRAWN_WHOLE)]
        triggers: ClassVar[list[Any]] = [NEVER_DELETED]

    def __str__(self) -> str:
        return f"{self.get_agent_display()} {self.get_sort_display()} {self.litres} L"


class Weather(Noted):
    """The weather at the scene, entered by somebody or read from a service. Absent is null: nobody has said."""

    class Wind(models.TextChoices):
        """Where the wind comes from."""

        CALM = "CALM", pgettext_lazy("wind", "calm")
        N = "N", pgettext_lazy("wind", "north")
        NE = "NE", pgettext_lazy("wind", "north-east")
        E = "E", pgettext_lazy("wind", "east")
        SE = "SE", pgettext_lazy("wind", "south-east")
        S = "S", pgettext_lazy("wind", "south")
        SW = "SW", pgettext_lazy("wind", "south-west")
        W = "W", pgettext_lazy("wind", "west")
        NW = "NW", pgettext_lazy("wind", "north-west")
        VARIABLE = "VARIABLE", pgettext_lazy("wind", "variable")

    class Rain(models.TextChoices):
        """How it rains."""

        NONE = "NONE", pgettext_lazy("rain", "dry")
        LIGHT = "LIGHT", pgettext_lazy("rain", "light rain")
        HEAVY = "HEAVY", pgettext_lazy("rain", "heavy rain")
        STORM = "STORM", pgettext_lazy("rain", "thunderstorm")
        SNOW = "SNOW", pgettext_lazy("rain", "snow")

    scene = models.ForeignKey(Scene, models.PROTECT, related_name="weathers", verbose_name=_("scene"))
    wind_from = models.CharField(_("wind from"), max_length=8, choices=Wind, blank=True)
    wind_force = models.PositiveSmallIntegerField(_("wind force"), null=True, blank=True)
    temperature = models.SmallIntegerField(_("temperature, °C"), null=True, blank=True)
    rain = models.CharField(_("rain"), max_length=8, choices=Rain, blank=True)
    # Empty: a person entered it. Else the adapter it was read by.
    adapter = text(_("read by"), 20)

    objects: ClassVar[Any] = OfSceneQuerySet.as_manager()

    class Meta:
        verbose_name = _("weather at a scene")
        verbose_name_plural = _("weather at scenes")
        constraints = [
            models.CheckConstraint(
                name="weather_says_something",
                condition=~Q(wind_from="") | Q(wind_force__isnull=False) | Q(temperature__isnull=False) | ~Q(rain=""),
            ),
            models.CheckConstraint(
                name="weather_force_known", condition=Q(wind_force=None) | Q(wind_force__lte=MOST_FORCE)
            ),
        ]
        triggers: ClassVar[list[Any]] = [APPEND_ONLY]

    def __str__(self) -> str:
        return f"{self.scene} {self.at:%H:%M}"
