"""The unified social credit code 统一社会信用代码 (GB 32100-2015): shape and check character."""

import re
import unicodedata

from django.utils.translation import gettext as _

from lanyan.kernel.errors import Refused

# No I, O, S, V, Z: GB 32100-2015, table 2; the weights are powers of three modulo 31 (clause 4.4 and its annex).
ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
WEIGHTS = tuple(pow(3, place, 31) for place in range(17))
_SHAPE = re.compile(f"[{ALPHABET}]{{18}}")
_BLANKS = re.compile(r"[\s\-]+")


def credit_code_digit(first: str) -> str:
    """Compute the check character of the first seventeen."""
    total = sum(ALPHABET.index(letter) * weight for letter, weight in zip(first, WEIGHTS, strict=True))
    return ALPHABET[(31 - total % 31) % 31]


def credit_code(text: str) -> str | None:
    """Read a code as people write it; None when there is none; refused when a character or the check is wrong."""
    code = _BLANKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    if not code:
        return None
    if len(code) != 18:
        raise Refused(
            _("A credit code has 18 characters; this has {number}.").format(number=len(code)), field="credit_code"
        )
    if not _SHAPE.fullmatch(code):
        raise Refused(_("A credit code has digits and capital letters without I, O, S, V and Z."), field="credit_code")
    if credit_code_digit(code[:17]) != code[17]:
        raise Refused(
            _("The last character of the credit code does not fit the others: it is mistyped."), field="credit_code"
        )
    return code
