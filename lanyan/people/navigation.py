"""Where this app's pages hang in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import navigation

navigation.register("force", _("People"), "people:persons", "people", "people.view_person", 10)
navigation.register("force", _("Absences"), "people:absences", "calendar", "people.view_absence", 11)
navigation.register("force", _("Duty roster"), "people:turns", "calendar", "people.view_duty", 12)
