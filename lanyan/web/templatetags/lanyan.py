"""Template words of the house: icons, level badges, numbers, instants, spans, keys, panels, offered moves."""

from datetime import date, datetime
from typing import Any

from django import template
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, gettext_lazy

from lanyan.kernel import access
from lanyan.web import formats
from lanyan.web import panels as panel_registry

register = template.Library()

LEVELS = {
    "fire": (
        "f",
        {
            1: gettext_lazy("Fire level 1"),
            2: gettext_lazy("Fire level 2"),
            3: gettext_lazy("Fire level 3"),
            4: gettext_lazy("Fire level 4"),
            5: gettext_lazy("Fire level 5"),
        },
    ),
    "rescue": (
        "r",
        {
            1: gettext_lazy("Rescue level 1"),
            2: gettext_lazy("Rescue level 2"),
            3: gettext_lazy("Rescue level 3"),
            4: gettext_lazy("Rescue level 4"),
        },
    ),
}


@register.simple_tag
def icon(name: str, label: str = "") -> SafeString:
    """Draw a line icon; with a label it speaks, without one it is decoration."""
    said = format_html('role="img" aria-label="{}"', label) if label else mark_safe('aria-hidden="true"')
    return format_html('<svg class="i" {}><use href="{}#{}"></use></svg>', said, static("web/icons.svg"), name)


@register.simple_tag
def level(kind: Any, level: Any, label: Any = "", box: bool = False) -> SafeString:
    """Write a response level with its mark: square for fire, diamond for rescue, ring and the kind's own words else."""
    letter, names = LEVELS.get(str(kind).lower(), ("", {}))
    grade = int(level) if str(level or "").isdigit() else 0
    frame = " box" if box else ""
    if grade in names:
        shape = "r " if letter == "r" else ""
        return format_html('<span class="lv {}{}{}{}">{}</span>', shape, letter, grade, frame, names[grade])
    if not label:
        return mark_safe(formats.NONE)
    return format_html('<span class="lv none{}">{}</span>', frame, label)


@register.filter
def num(value: Any, decimals: int | None = None) -> str:
    """Write a number with thousands separated."""
    return formats.number(value, decimals)


@register.filter
def wan(value: Any) -> str:
    """Write an amount in 万."""
    return formats.amount(value, 10_000)


@register.filter
def yi(value: Any) -> str:
    """Write an amount in 亿."""
    return formats.amount(value, 10**8)


@register.filter
def yuan(value: Any) -> str:
    """Write money in 元, 万元 or 亿元, by its size."""
    return formats.yuan(value)


@register.filter
def seconds(value: Any) -> str:
    """Write a span of seconds or a timedelta: 1 分 33 秒."""
    return formats.seconds(value)


@register.filter
def percent(value: Any, decimals: int = 1) -> str:
    """Write a share (0.417) as 41.7%."""
    return formats.percent(value, decimals)


@register.simple_tag
def delta(now: Any, before: Any) -> str:
    """Write the change against a base: +10.1%; — when the base is nothing."""
    return formats.delta(now, before)


@register.filter
def dash(value: Any) -> Any:
    """Show — where there is nothing."""
    return formats.NONE if value is None or value == "" else value


@register.simple_tag
def at(value: datetime | date | None) -> SafeString:
    """Write an instant (or a day) as people say it, with the full one on hover."""
    if value is None or value == "":
        return mark_safe(formats.NONE)
    today = timezone.localdate()
    if not isinstance(value, datetime):
        text = gettext("Today") if value == today else value.isoformat()[0 if value.year != today.year else 5 :]
        return mark_safe(f'<time datetime="{value.isoformat()}" title="{value.isoformat()}">{text}</time>')
    local = timezone.localtime(value)
    # Hundreds stand on a page of a list; nothing in them comes from outside, so nothing is to be escaped.
    full, said = f"{local:%Y-%m-%d %H:%M:%S}", formats.instant(local, today)
    return mark_safe(f'<time datetime="{local.isoformat()}" title="{full}">{said}</time>')


@register.simple_tag
def clock(value: datetime | None) -> SafeString:
    """Write only the time of day of an instant, with the full one on hover."""
    if value is None or value == "":
        return mark_safe(formats.NONE)
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(),
        f"{local:%Y-%m-%d %H:%M:%S}",
        f"{local:%H:%M:%S}",
    )


@register.simple_tag
def age(value: datetime | None) -> SafeString:
    """Write how long something has lasted; the page keeps it ticking."""
    if value is None or value == "":
        return mark_safe(formats.NONE)
    local = timezone.localtime(value)
    return format_html(
        '<time datetime="{0}" data-age="{0}" title="{1}">{2}</time>',
        local.isoformat(),
        f"{local:%Y-%m-%d %H:%M:%S}",
        formats.age(value, timezone.now()),
    )


@register.simple_tag
def kbd(*keys: str) -> SafeString:
    """Show the key beside the verb it fires."""
    return format_html("<kbd>{}</kbd>", " ".join(keys))


@register.simple_tag
def bar(value: Any, most: Any) -> SafeString:
    """Draw a quiet bar of a value against the largest one; the number itself stands beside it."""
    share = 0.0 if not value or not most else max(0.0, min(1.0, float(value) / float(most)))
    return format_html(
        '<svg class="bar-x" aria-hidden="true"><rect width="{}%" height="8" rx="1"></rect></svg>', f"{share * 100:.1f}"
    )


@register.inclusion_tag("web/panels.html", takes_context=True)
def panels(context: dict[str, Any], subject: str, record: Any) -> dict[str, Any]:
    """Hang the panels other apps bring to this record's page."""
    user = context["request"].user
    return {"panels": panel_registry.panels_for(subject, pk=record.pk, user=user)}


# So many buttons stand at the head of a record whose verbs are folded; the rest is in the menu.
SHOWN = 2


def fold(found: list[Any], record: Any) -> dict[str, Any]:
    """Part offers into those shown as buttons and those of the menu, where the refused ones stand with their reason."""
    addressed = [(offer, reverse(offer.url_name, args=[record.pk])) for offer in found]
    # What takes a record back is never the nearest button.
    able = [one for one in addressed if one[0].allowed and not one[0].verb.key.startswith("withdraw")]
    able.sort(key=lambda one: one[0].verb.tone != "do")
    leading = sum(offer.verb.tone == "do" for offer, _url in able)
    shown = able[: max(SHOWN, leading)]
    return {"shown": shown, "more": [one for one in addressed if one not in shown]}


@register.inclusion_tag("web/offers_folded.html", takes_context=True)
def offers_folded(context: dict[str, Any], record: Any) -> dict[str, Any]:
    """Offer the moves of a record that has many: what comes next as buttons, the rest in a menu."""
    return fold(access.offers(context["request"].user, record), record)


@register.inclusion_tag("web/offers.html", takes_context=True)
def offers(context: dict[str, Any], record: Any) -> dict[str, Any]:
    """Offer the moves a record allows this person now, and the reason where one is refused."""
    request = context["request"]
    found = access.offers(request.user, record)
    return {"offers": [(offer, reverse(offer.url_name, args=[record.pk])) for offer in found]}
