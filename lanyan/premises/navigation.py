"""Where premises stand in the navigation."""

from django.utils.translation import gettext_lazy as _

from lanyan.web import navigation

navigation.register("prevention", _("Premises"), "premises:premises_list", "premises", "premises.view_premises", 10)
navigation.register("prevention", _("Buildings"), "premises:buildings", "unit", "premises.view_premises", 12)
navigation.register("prevention", _("Likely duplicates"), "premises:pairs", "merge", "premises.merge_premises", 14)
navigation.register("prevention", _("Familiarisations"), "premises:visits", "drill", "premises.view_premises", 16)
