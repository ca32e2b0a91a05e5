"""Checks before a public gathering place is used or opens 公众聚集场所投入使用、营业前检查: moves and terms. Pure.

Fire Law, article 15: with a pledge 告知承诺 the permit comes first and the site check after it; without one the site is
checked first and the decision follows.
"""

from lanyan.kernel.states import LifeCycle, Move

ACCEPTED, PERMITTED, CHECKED, PASSED, REFUSED = "ACCEPTED", "PERMITTED", "CHECKED", "PASSED", "REFUSED"
ORDERED, REVOKED, WITHDRAWN = "ORDERED", "REVOKED", "WITHDRAWN"
COUNTER, ONLINE = "COUNTER", "ONLINE"
# Somebody still has to do something about these.
STANDING = (ACCEPTED, PERMITTED, CHECKED, ORDERED)

OPENING = LifeCycle(
    "status",
    (
        Move("permit_opening", (ACCEPTED,), PERMITTED),
        Move("check_opening", (ACCEPTED,), CHECKED),
        Move("pass_opening", (CHECKED, PERMITTED, ORDERED), PASSED),
        Move("refuse_opening", (CHECKED,), REFUSED),
        Move("order_opening", (PERMITTED,), ORDERED),
        Move("revoke_opening", (ORDERED,), REVOKED),
        Move("withdraw_opening", (ACCEPTED, CHECKED), WITHDRAWN),
    ),
)

# Codes of the legal clock.
PLEDGE = {COUNTER: "opening_pledge_counter", ONLINE: "opening_pledge_online"}
SITE_CHECK, CHECK, DECISION = "opening_pledge_site_check", "opening_check", "opening_decision"


def first_term(*, pledge: bool, channel: str) -> str:
    """The term that begins with the application: the decision on a pledge, or the site check."""
    return PLEDGE[channel] if pledge else CHECK


def move_of_result(*, pledge: bool, status: str, fit: bool) -> str:
    """What the result of a site check does: with a pledge it confirms or orders, without one the decision follows."""
    if not pledge:
        return "check_opening"
    return "pass_opening" if fit else "order_opening"
