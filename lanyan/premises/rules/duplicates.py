"""Whether two records may be the same premises: keys to find candidates by, and a likeness with its reasons."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_NOISE = re.compile(r"[\W_]+")
_FORM = re.compile(
    r"(?:股份有限公司|有限责任公司|有限公司|责任公司|合伙企业|个体工商户|分公司|公司|经营部|营业部|总店|分店)$"
)
# 浙江省 衢州市 柯城区: a name of two to four characters that ends in a word for a division.
_REGION = re.compile(r"^[\u4e00-\u9fff]{2,6}?(?:省|自治区|市|区|县|街道|镇|乡)")
_SHORT = 2
# How much name, address and credit code weigh, and from where on a pair is shown to a person.
SAME_CODE, WEIGHT_NAME, WEIGHT_ADDRESS = 0.25, 0.6, 0.4
WORTH_A_LOOK = 0.6


@lru_cache(maxsize=1 << 15)
def name_key(name: str) -> str:
    """A name without blanks and signs, in one width and case: equal keys are the same spelling."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", name)).casefold()[:120]


@lru_cache(maxsize=1 << 15)
def core(name: str) -> str:
    """What is left of a name without its region and legal form: 衢州市柯城区老王餐馆有限公司 gives 老王餐馆."""
    rest = name_key(name)
    while (shorter := _FORM.sub("", rest)) != rest and len(shorter) >= _SHORT:
        rest = shorter
    while (found := _REGION.match(rest)) and len(rest) - found.end() >= _SHORT:
        rest = rest[found.end() :]
    return rest


@lru_cache(maxsize=1 << 15)
def address_key(address: str) -> str:
    """An address without region, blanks and signs: 浙江省衢州市柯城区荷花中路 12 号 gives 荷花中路12号."""
    rest = _NOISE.sub("", unicodedata.normalize("NFKC", address)).casefold()[:200]
    while (found := _REGION.match(rest)) and len(rest) - found.end() >= _SHORT:
        rest = rest[found.end() :]
    return rest


@dataclass(frozen=True)
class Known:
    """What two records are compared by."""

    name: str
    address: str
    credit_code: str | None


@dataclass(frozen=True)
class Likeness:
    """How alike two records are, 0 to 1, and why."""

    value: float
    reasons: tuple[str, ...]

    @property
    def worth_a_look(self) -> bool:
        """True when a person should see the pair."""
        return self.value >= WORTH_A_LOOK


def likeness(one: Known, other: Known) -> Likeness:
    """Compare two records: bigrams (Dice) of the names' cores and of the addresses; the credit code on top or against.

    A missing address decides nothing: the name then bears all the weight. Reasons: `code`, `name`, `address`,
    `name_like`, `address_like`, `code_differs`.
    """
    name = dice(core(one.name), core(other.name))
    here, there = address_key(one.address), address_key(other.address)
    address = dice(here, there) if here and there else None
    value = name if address is None else WEIGHT_NAME * name + WEIGHT_ADDRESS * address
    reasons = [_reason("name", name)]
    if address is not None:
        reasons.append(_reason("address", address))
    if one.credit_code and other.credit_code:
        same = one.credit_code == other.credit_code
        value += SAME_CODE if same else -SAME_CODE
        reasons.insert(0, "code" if same else "code_differs")
    return Likeness(min(1.0, max(0.0, value)), tuple(reason for reason in reasons if reason))


# From here on two texts are said to be alike.
_ALIKE = 0.5


def _reason(what: str, share: float) -> str:
    if share == 1.0:
        return what
    return f"{what}_like" if share >= _ALIKE else ""


def dice(one: str, other: str) -> float:
    """Share of bigrams that two texts have in common (Sørensen-Dice), 0 to 1; equal texts are 1, empty ones 0."""
    if one == other:
        return 1.0 if one else 0.0
    mine, theirs = _bigrams(one), _bigrams(other)
    if not mine or not theirs:
        return 0.0
    return 2 * len(mine & theirs) / (len(mine) + len(theirs))


@lru_cache(maxsize=1 << 14)
def _bigrams(text: str) -> frozenset[str]:
    return frozenset(text[at : at + 2] for at in range(len(text) - 1))
