"""The three published cases of 2024, told act by act; what is not in the published lines is invented.

They are written like the rest of the past, so that their history bears the true instants, and they count in its sums.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from random import Random
from typing import Any

from lanyan.demo.ground import CityGround
from lanyan.demo.past_book import Book, actor
from lanyan.demo.past_forces import Team, choose, crew
from lanyan.demo.past_script import Act, Actor, Script
from lanyan.demo.past_way import travel_seconds
from lanyan.kernel.periods import ZONE
from lanyan.places.models import Place
from lanyan.units.models import User

# A vehicle that is out for hours must be back before a story needs it.
KEPT_SECONDS = 11 * 3600


@dataclass(frozen=True)
class Wave:
    """Forces sent at one moment: minutes after the call, wanted kinds, minutes until they leave the scene."""

    after: float
    kinds: tuple[tuple[str, ...], ...]
    leaves: float
    note: str = ""


@dataclass(frozen=True)
class Story:
    """One case: what the caller said, who went, what the log says (minutes after the call), what came of it."""

    city: str
    begins: datetime
    place: str
    title: str
    draft: dict[str, Any]
    waves: tuple[Wave, ...]
    # Stamps of the first team after its arrival, in minutes after the call.
    scene: tuple[tuple[str, float], ...]
    lines: tuple[tuple[float, str], ...]
    result: dict[str, Any]
    raised: tuple[tuple[float, int, str], ...] = ()
    further: tuple[tuple[float, str], ...] = field(default=())


TANKER = Story(
    "3308",
    datetime(2024, 2, 28, 8, 12, 36, tzinfo=ZONE),
    "开常高速 K31",
    "开化 槽罐车侧翻",
    {
        "words": "高速上一辆槽罐车翻了，罐子在漏，味道很大，司机卡在里面",
        "caller": "过路司机",
        "kind": "RESCUE",
        "subkind": "RESCUE-HAZ",
        "level": 2,
        "facts": {"trapped": 1, "hazmat": "槽罐车装载化学品，名称待核实"},
    },
    (
        Wave(0.7, (("JY",), ("SG",), ("PM",)), 300, "注意上风向停车，做好个人防护"),
        Wave(9, (("HJ",), ("XX",), ("JY",), ("SG",)), 330),
        Wave(36, (("TX",), ("ZM",)), 330),
    ),
    (("deployed", 24),),
    (
        (2, "已通知高速交警封闭开化方向，医疗 120、生态环境、应急管理出动"),
        (18, "首批力量到场：罐车侧翻于右侧车道，罐体阀门处泄漏，驾驶员被困"),
        (22, "设置警戒区，上风向侦检，禁绝火源"),
        (31, "被困驾驶员救出，移交 120"),
        (52, "化救编队到场，侦检确认泄漏介质，实施堵漏"),
        (95, "堵漏成功，雾状水稀释"),
        (150, "倒罐车到场，开始倒罐输转"),
        (238, "倒罐完毕，罐体吊装"),
        (262, "参战人员和车辆洗消完毕"),
        (280, "侦检无残留，现场移交高速交警和生态环境部门"),
    ),
    {"rescued": 1, "evacuated": 6, "dead": 0, "injured": 1, "own_dead": 0, "own_injured": 0,
     "property_protected": Decimal("120.00")},
    ((8, 3, "危化品泄漏量较大，需化救、洗消力量增援"),),
)  # fmt: skip
LORRY = Story(
    "3308",
    datetime(2024, 4, 22, 14, 37, 5, tzinfo=ZONE),
    "柯常公路常山段 17 公里处",
    "常山 货车自燃",
    {
        "words": "一辆大货车烧起来了，车上拉的货，火越来越大",
        "caller": "司机",
        "kind": "FIRE",
        "subkind": "FIRE-VEH",
        "level": 1,
        "facts": {"place_class": "open_air", "burning": "重型货车及车载货物", "area_m2": 40},
    },
    (
        Wave(0.6, (("SG",), ("PM", "CAFS"), ("JY",)), 112),
        Wave(12, (("SG", "GS"),), 105, "带供水器材"),
    ),
    (("deployed", 11), ("water_on", 12), ("controlled", 26), ("knocked_down", 48), ("water_off", 82)),
    (
        (1.5, "报警人称人员已下车，车头起火"),
        (10, "首车到场：货车猛烈燃烧，驾驶员已撤离，向两侧林带有蔓延可能"),
        (14, "一路水枪控制油箱，一路堵截林带方向"),
        (29, "火势得到控制，未蔓延至林带"),
        (60, "翻堆清理，交警单边放行"),
    ),
    {"rescued": 0, "evacuated": 0, "dead": 0, "injured": 0, "own_dead": 0, "own_injured": 0,
     "property_saved": Decimal("18.00"), "property_protected": Decimal("46.00")},
    ((11.5, 2, "火势猛烈，油箱受威胁，林带有蔓延可能"),),
    ((4, "我路过看到一辆货车着火了"),),
)  # fmt: skip
WORKS = Story(
    "3308",
    datetime(2024, 5, 9, 2, 58, 20, tzinfo=ZONE),
    "浙江逸都生物科技有限公司",
    "浙江逸都生物科技有限公司火灾",
    {
        "words": "我们厂车间着火了，里面有溶剂，烟很大，夜班的人在往外跑",
        "caller": "值班门卫",
        "kind": "FIRE",
        "subkind": "FIRE-WORKS",
        "level": 3,
        "facts": {"place_class": "dangerous", "burning": "车间原料及溶剂", "area_m2": 600, "hazmat": "有机溶剂",
                  "floors": 3, "floor": 1},
    },
    (
        Wave(0.7, (("SG",), ("PM",), ("JY",), ("SG",), ("JP", "YT")), 420, "厂区有溶剂，从东门上风向进入"),
        Wave(8, (("HJ",), ("PM", "CAFS"), ("JP",), ("SG",)), 415),
        Wave(22, (("GS",), ("GY",), ("GQ",), ("TX",), ("SG",), ("PM",)), 430),
        Wave(55, (("ZM",), ("XX",), ("SG",)), 425),
    ),
    (("deployed", 9), ("water_on", 10), ("controlled", 108), ("knocked_down", 186), ("water_off", 388)),
    (
        (2, "已通知公安、120、供电、燃气、生态环境到场"),
        (7, "首车到场：一层车间猛烈燃烧，向二层和西侧罐区蔓延"),
        (11, "搜救组进入，核对夜班名单"),
        (16, "夜班人员全部撤出，人数核对无误"),
        (27, "全勤指挥部到场，成立现场指挥部，划分东、西、南三个作战段"),
        (34, "西侧罐区设两门移动炮冷却"),
        (63, "泡沫供液线路形成，开始总攻"),
        (110, "火势得到控制，罐区温度下降"),
        (190, "明火扑灭，逐层排查"),
        (260, "消防废水截流入应急池，生态环境取样正常"),
        (405, "留一个编队监护，其余归队"),
    ),
    {"rescued": 0, "evacuated": 23, "dead": 0, "injured": 0, "own_dead": 0, "own_injured": 0,
     "property_saved": Decimal("320.00"), "property_protected": Decimal("4800.00")},
    ((20, 4, "过火面积扩大，威胁罐区，调集战勤保障和供液力量"),),
    ((3, "对面厂里烧起来了，火光很大"), (5, "化工厂那边着火，能看到火")),
)  # fmt: skip
STORIES = (TANKER, LORRY, WORKS)
KEY = 900_000_000


def scripts(ground: CityGround, book: Book) -> list[Script]:
    """The scripts of a city's cases, further calls included, in time order."""
    found: list[Script] = []
    for number, story in enumerate(STORIES):
        if story.city == book.city and story.place in ground.fixed_places:
            found += _Teller(story, ground, book, KEY + number).write()
    return sorted(found, key=lambda script: script.begins)


def reserve(book: Book, stories: Sequence[Script]) -> None:
    """Keep the vehicles of the cases free for them."""
    for script in stories:
        for act in script.acts:
            for choice in act.more.get("picks", ()):
                book.vehicles[choice.vehicle].kept.append((act.at - KEPT_SECONDS, script.ends))


def given(stories: Sequence[Script]) -> tuple[int, int]:
    """People rescued and evacuated, and property protected in hundredths, of these scripts together."""
    results = [act.more["result"] for script in stories for act in script.acts if act.verb == "record_result"]
    people = sum(result["rescued"] + result["evacuated"] for result in results)
    return people, sum(int(result["property_protected"] * 100) for result in results)


def counted(stories: Sequence[Script]) -> int:
    """How many of the scripts are incidents of their own."""
    return sum(script.acts[-1].verb != "join_call" for script in stories)


class _Teller:
    """Writes one story as scripts."""

    def __init__(self, story: Story, ground: CityGround, book: Book, key: int) -> None:
        self.story, self.book, self.key = story, book, key
        self.place = Place.objects.get(pk=ground.fixed_places[story.place])
        self.start = int(story.begins.timestamp())
        self.dice = Random(story.title)
        self.taker = book.dispatchers[0]
        self.duty: Actor = actor(User.objects.get(pk=ground.users["duty_officer"]))
        self.acts: list[Act] = []
        self.taken: set[int] = set()
        self.runs = self.orders = 0

    def write(self) -> list[Script]:
        """All scripts of the story."""
        self._call()
        ranks = self.book.ranked(self.place.lon, self.place.lat)
        ends = max(self._wave(wave, ranks, first=number == 0) for number, wave in enumerate(self.story.waves))
        for minutes, level, reason in self.story.raised:
            self._add("raise_level", self._at(minutes), self.duty, level=level, reason=reason)
        for minutes, line in self.story.lines:
            self._add("write_log", self._at(minutes), text=line)
        self._add("record_result", ends + 600, result=self.story.result)
        self._add("close_incident", ends + 900)
        self.acts.sort(key=lambda act: act.written)
        self._after(ends)
        return [Script(self.book.city, self.acts, self.key), *self._further()]

    def _at(self, minutes: float) -> int:
        return self.start + round(minutes * 60)

    def _add(self, verb: str, at: int, by: Actor | None = None, /, **more: Any) -> None:
        self.acts.append(Act(verb, at, by or self.taker, more))

    def _where(self) -> dict[str, Any]:
        place = self.place
        on_road = place.kind == Place.Kind.ROAD_POINT
        return {
            "place_words": place.name, "place_id": place.pk, "place_answer": place.name,
            "address": place.address if on_road else f"{place.address} {place.name}".strip(),
            "town": place.town, "division": place.division_id, "lon": place.lon, "lat": place.lat,
        }  # fmt: skip

    def _call(self) -> None:
        self._add("take_call", self.start, source="PHONE_119", rang_at=self.start - 4)
        phone = f"100{self.dice.randrange(10**8):08}"
        self._add("save_draft", self.start + 21, changes={**self.story.draft, "phone": phone, **self._where()})
        self._add("open_incident", self._at(self.story.waves[0].after) - 1)

    def _further(self) -> list[Script]:
        """Further calls for the same incident, merged into it."""
        found = []
        for minutes, words in self.story.further:
            at = self._at(minutes)
            draft = {"words": words, "phone": f"100{self.dice.randrange(10**8):08}", "kind": self.story.draft["kind"],
                     "subkind": self.story.draft["subkind"], **self._where()}  # fmt: skip
            other = self.book.dispatchers[-1]
            acts = [
                Act("take_call", at, other, {"source": "PHONE_119", "rang_at": at - 3}),
                Act("save_draft", at + 14, other, {"changes": draft}),
                Act("join_call", at + 24, other, {"into": self.key}),
            ]
            found.append(Script(self.book.city, acts))
        return found

    def _wave(self, wave: Wave, ranks: Any, *, first: bool) -> int:
        at, picks, ends = self._at(wave.after), [], 0
        teams = choose(ranks, list(wave.kinds), at, taken=self.taken)
        ways: list[tuple[int, list[int], Team]] = []
        for team in teams:
            chosen = crew(team, self.dice)
            ways.append((self.orders, list(range(self.runs, self.runs + len(chosen))), team))
            picks += chosen
            self.runs, self.orders = self.runs + len(chosen), self.orders + 1
        self._add("order_forces", at, picks=picks, note=wave.note)
        for number, (order, runs, team) in enumerate(ways):
            scene = self.story.scene if first and number == 0 else ()
            ends = max(ends, self._way(order, runs, team, at, self._at(wave.leaves), scene))
        return ends

    def _way(self, order: int, runs: list[int], team: Team, at: int, leaves: int, scene: Any) -> int:
        officer = team.station.officer or self.taker
        journey = travel_seconds(team.metres, 1.15, self.dice)
        departed = at + self.dice.randint(36, 58)
        arrived = departed + journey
        if scene:
            # The first team's work is told: it cannot begin before the team is there.
            arrived = min(arrived, self._at(scene[0][1]) - 30)
        self._add("receive_order", at + self.dice.randint(6, 14), officer, order=order, source="terminal")
        stamps = [("departed", departed), ("arrived", max(arrived, departed + 45))]
        stamps += [(stamp, self._at(minutes)) for stamp, minutes in scene] or [("deployed", arrived + 180)]
        left = max(leaves + self.dice.randint(-4, 4) * 60, stamps[-1][1] + 300)
        stamps += [("left_scene", left), ("returned", left + round(journey * 1.3))]
        stamps.append(("ready", stamps[-1][1] + self.dice.randint(15, 35) * 60))
        for stamp, when in stamps:
            here = stamp in ("departed", "returned", "ready")
            self._add("stamp", when, officer if here else self.taker, runs=runs, stamp=stamp,
                      source="terminal" if here else "radio")  # fmt: skip
        return stamps[-1][1]

    def _after(self, ends: int) -> None:
        changes = {"title": self.story.title, "is_notable": True}
        self._add("correct_incident", ends + 86_400, self.duty, changes=changes, reason="列为典型战例")
        day = self.story.begins.strftime("%Y%m%d")
        for system, prefix in (("DISPATCH_119", "119"), ("NATIONAL", "XF")):
            number = f"{prefix}{self.book.city}{day}900{self.key - KEY:03}"
            self._add("fill", ends + 90_000, system=system, number=number)
