"""Columns of the list pages of units, users and codes."""

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from lanyan.units import queries
from lanyan.web.columns import AtColumn, TextColumn


class UnitTable(tables.Table):
    """The tree: a name stands as deep as its unit."""

    name = TextColumn(verbose_name=_("name"), order_by=("path",))
    short_name = TextColumn(verbose_name=_("short name"))
    kind = TextColumn(verbose_name=_("kind"))
    division_code = TextColumn(verbose_name=_("division code"))
    phone = TextColumn(verbose_name=_("telephone"))
    path = TextColumn(verbose_name=_("path"))
    closed_date = AtColumn(verbose_name=_("closed on"))

    default_columns = ("name", "kind", "division_code", "phone", "closed_date")

    class Meta:
        order_by = ("path",)

    def render_name(self, value: str, record: Any) -> Any:
        """Indent by the depth; a screen reader hears the name alone."""
        depth = record.path.count(".") - 1
        url = reverse("units:unit", args=[record.pk])
        return format_html('<span aria-hidden="true">{}</span><a href="{}">{}</a>', "　" * depth, url, value)


class UserTable(tables.Table):
    """Logins with what they may be today."""

    name = TextColumn(verbose_name=_("full name"))
    username = TextColumn(verbose_name=_("user name"))
    roles = TextColumn(verbose_name=_("roles"), empty_values=(), orderable=False, cut=True)
    seat = TextColumn(verbose_name=_("seat"))
    last_login = AtColumn(verbose_name=_("last signed in"))
    is_active = TextColumn(verbose_name=_("may sign in"))

    def render_name(self, value: str, record: Any) -> Any:
        """The name opens the record."""
        return format_html('<a href="{}">{}</a>', reverse("units:user", args=[record.pk]), value)

    def render_roles(self, record: Any) -> str:
        """Say the roles of today."""
        return queries.roles_in_words(record) or "—"

    def render_is_active(self, value: bool) -> Any:
        """Only who may not stands out."""
        return _("yes") if value else format_html('<span class="tg now">{}</span>', _("barred"))


class CodeTable(tables.Table):
    """Rows of one code list."""

    code = TextColumn(verbose_name=_("code"))
    label_zh = TextColumn(verbose_name=_("Chinese"))
    label_en = TextColumn(verbose_name=_("English"))
    parent = TextColumn(verbose_name=_("belongs to"))
    facts = TextColumn(verbose_name=_("facts"), orderable=False, cut=True)
    source = TextColumn(verbose_name=_("source"), cut=True)
    version = TextColumn(verbose_name=_("version"))
    since = AtColumn(verbose_name=_("in force from"))
    until = AtColumn(verbose_name=_("in force until"))

    default_columns = ("code", "label_zh", "label_en", "parent", "facts", "source", "version")

    def render_facts(self, value: dict[str, Any]) -> str:
        """Write what else the row says."""
        return "；".join(f"{key} {fact}" for key, fact in value.items()) or "—"
