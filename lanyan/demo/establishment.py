"""What the demo's detachments consist of: stations, vehicles by class of station, formations, posts, logins."""

from dataclasses import dataclass

from lanyan.demo.cities import Point


@dataclass(frozen=True)
class StationPlan:
    """One station: short name, county, class, and where it stands (None: beside the county's seat)."""

    name: str
    division: str
    station_class: str
    where: Point | None = None
    address: str = ""


@dataclass(frozen=True)
class Login:
    """One demo person who may sign in: at which unit, with which role, in which post."""

    name: str
    role: str
    unit: str
    title: str
    section: str = ""
    seat: str = ""


STATIONS = {
    "3308": (
        StationPlan("府山站", "330802", "FIRST", (118.8745, 28.9655), "朝晖路 88 号"),
        StationPlan("特勤站", "330802", "SPECIAL", (118.9005, 28.9575), "清源大道 119 号"),
        StationPlan("双塘站", "330802", "SECOND", (118.852, 28.936), "双塘路 36 号"),
        StationPlan("战勤保障站", "330802", "LOGISTICS", (118.889, 28.925), "朝晖路 301 号"),
        StationPlan("清源站", "330802", "SMALL", (118.8985, 29.0045), "清源大道 402 号"),
        StationPlan("衢江站", "330803", "FIRST", (118.938, 28.9655), "文昌大道 620 号"),
        StationPlan("东港站", "330803", "SECOND", (118.965, 28.952), "东港六路 200 号"),
        StationPlan("芹江站", "330803", "SMALL", (118.931, 28.999), "芹江路 15 号"),
        StationPlan("常山站", "330822", "FIRST"),
        StationPlan("常山城东站", "330822", "SMALL"),
        StationPlan("开化站", "330824", "FIRST"),
        StationPlan("开化城北站", "330824", "SECOND"),
        StationPlan("龙游站", "330825", "FIRST"),
        StationPlan("龙游城南站", "330825", "SECOND"),
        StationPlan("龙游园区站", "330825", "SMALL"),
        StationPlan("江山站", "330881", "FIRST"),
        StationPlan("江山城北站", "330881", "SECOND"),
        StationPlan("江山城东站", "330881", "SMALL"),
    ),
    "1404": (
        StationPlan("英雄大道站", "140403", "FIRST", (113.1095, 36.1985), "英雄大道 119 号"),
        StationPlan("西二环路特勤站", "140403", "SPECIAL", (113.0655, 36.2045), "西二环路 66 号"),
        StationPlan("城南站", "140403", "FIRST", (113.0935, 36.1685), "城南大道 210 号"),
        StationPlan("紫坊站", "140403", "SECOND", (113.1255, 36.1915), "紫坊路 188 号"),
        StationPlan("东华站", "140403", "SECOND", (113.1435, 36.2245), "东华路 90 号"),
        StationPlan("上善站", "140403", "SMALL", (113.0865, 36.2175), "上善路 51 号"),
        StationPlan("战勤保障站", "140403", "LOGISTICS", (113.1405, 36.1495), "东华路 402 号"),
        StationPlan("上党站", "140404", "FIRST"),
        StationPlan("上党城南站", "140404", "SMALL"),
        StationPlan("屯留站", "140405", "FIRST"),
        StationPlan("潞城站", "140406", "FIRST"),
        StationPlan("潞城园区站", "140406", "SECOND"),
        StationPlan("襄垣站", "140423", "FIRST"),
        StationPlan("平顺站", "140425", "SECOND"),
        StationPlan("黎城站", "140426", "SECOND"),
        StationPlan("壶关站", "140427", "SECOND"),
        StationPlan("长子站", "140428", "FIRST"),
        StationPlan("武乡站", "140429", "SECOND"),
        StationPlan("沁县站", "140430", "SECOND"),
        StationPlan("沁源站", "140431", "FIRST"),
    ),
}
TEAMS = {"3308": 25, "1404": 30}

# (kind, capabilities); the order is the order in which call signs are given.
V = tuple[str, dict[str, float]]
SG6: V = ("SG", {"people": 5, "water_t": 6})
SG8: V = ("SG", {"people": 6, "water_t": 8})
SG12: V = ("SG", {"people": 6, "water_t": 12})
SG18: V = ("SG", {"people": 5, "water_t": 18})
PM: V = ("PM", {"people": 6, "water_t": 8, "foam_t": 4})
CAFS: V = ("CAFS", {"people": 6, "water_t": 3, "foam_t": 0.5})
YT54: V = ("YT", {"people": 5, "ladder_m": 54})
YT32: V = ("YT", {"people": 5, "ladder_m": 32})
DG32: V = ("DG", {"people": 5, "ladder_m": 32, "water_t": 3})
JP18: V = ("JP", {"people": 5, "ladder_m": 18, "water_t": 8, "foam_t": 2})
JP25: V = ("JP", {"people": 5, "ladder_m": 25, "water_t": 10, "foam_t": 3})
JY: V = ("JY", {"people": 5, "rescue": 1})
HJ: V = ("HJ", {"people": 6, "rescue": 1, "hazmat": 1})
XX: V = ("XX", {"people": 5, "decon": 1})
PY: V = ("PY", {"people": 5, "smoke_exhaust": 1})
ZM: V = ("ZM", {"people": 5, "lighting": 1})
TX: V = ("TX", {"people": 6, "command": 1})
GQ: V = ("GQ", {"people": 5, "air_supply": 1})
GS: V = ("GS", {"people": 5, "water_t": 18, "water_supply": 1})
GY: V = ("GY", {"people": 5, "foam_t": 10, "foam_supply": 1})
QC: V = ("QC", {"people": 6})
YS: V = ("YS", {"people": 5})

# Several equipments of a class, taken in turn, so that stations differ.
EQUIPMENT: dict[str, tuple[tuple[V, ...], ...]] = {
    "SPECIAL": ((SG12, SG8, PM, CAFS, YT54, JP25, JY, HJ, PY),),
    "LOGISTICS": ((GQ, GS, GY, QC, ZM, YS, TX, XX),),
    "FIRST": (
        (SG8, SG12, PM, JY, DG32, CAFS),
        (SG8, SG18, PM, JY, YT32, GQ),
        (SG8, SG12, JP25, JY, PM, ZM),
        (SG8, SG12, PM, JY, DG32, PY),
    ),
    "SECOND": ((SG8, PM, JY, JP18), (SG8, SG12, JY, CAFS)),
    "SMALL": ((SG6, CAFS, JY),),
    "TOWN_FIRST": ((SG6, SG8),),
    "TOWN_SECOND": ((SG6,),),
}
# Name and the kinds it takes, first fit; a formation that finds fewer than two vehicles is not made.
FORMATIONS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "SPECIAL": (
        ("主战编队", ("SG", "JY")),
        ("举高编队", ("YT", "SG")),
        ("化救编队", ("HJ", "PM")),
        ("泡沫编队", ("CAFS", "JP")),
    ),
    "LOGISTICS": (("供水供液编队", ("GS", "GY")), ("供气照明编队", ("GQ", "ZM"))),
    "FIRST": (
        ("主战编队", ("SG", "JY")),
        ("举高编队", ("YT|DG|JP", "PM")),
        ("供水编队", ("SG", "GQ|CAFS")),
    ),
    "SECOND": (("主战编队", ("SG", "JY")), ("增援编队", ("PM|SG", "JP|CAFS"))),
    "SMALL": (("主战编队", ("SG", "JY")),),
    "TOWN_FIRST": (("主战编队", ("SG", "SG")),),
    "TOWN_SECOND": (),
}
OFF_ROAD_REASONS = ("水泵检修", "年度检验", "变速箱故障", "底盘大修", "取力器故障", "液压系统检修")

# Class: people on the strength, people per shift, bays, area in km².
SIZES: dict[str, tuple[int, int, int, float | None]] = {
    "SPECIAL": (45, 45, 10, 7.0),
    "LOGISTICS": (32, 30, 10, None),
    "FIRST": (33, 30, 7, 7.0),
    "SECOND": (22, 16, 5, 4.0),
    "SMALL": (15, 15, 3, 2.0),
    "TOWN_FIRST": (15, 8, 3, None),
    "TOWN_SECOND": (10, 4, 2, None),
}
POSTS = ("站长", "政治指导员", "副站长", "通信员", "通信员", "班长", "班长", "驾驶员", "驾驶员", "驾驶员", "驾驶员")
TEAM_POSTS = ("队长", "副队长", "通信员", "安全员", "班长", "驾驶员", "驾驶员")
SECTIONS = (
    ("指挥中心", "COMMAND_CENTRE", 16),
    ("作战训练科", "SECTION", 9),
    ("防火监督科", "SECTION", 10),
    ("新闻宣传科", "SECTION", 6),
    ("组织教育科", "SECTION", 7),
    ("办公室", "SECTION", 8),
    ("消安委办公室", "COMMITTEE", 5),
)
BATTALION_PEOPLE = 9
OUTSIDE = ("公安 110", "交警", "医疗 120", "供电", "燃气", "水务", "应急管理", "生态环境", "气象")

LOGINS = {
    "3308": (
        Login("余晓静", "dispatcher", "", "接警调度员", "指挥中心", "2"),
        Login("何志远", "station_officer", "府山站", "通信员"),
        Login("郑国锋", "duty_officer", "", "指挥长", "作战训练科"),
        Login("吴海涛", "commander", "府山站", "班长"),
        Login("王立", "inspector", "柯城区", "监督检查员"),
        Login("周可欣", "campaign_office", "", "消安委办干事", "消安委办公室"),
        Login("徐骏", "leader", "", "支队长", "办公室"),
        Login("毛建军", "battalion_head", "柯城区", "大队长"),
        Login("林晨", "training", "", "训练参谋", "作战训练科"),
        Login("苏雨薇", "publicity", "", "宣传干事", "新闻宣传科"),
        Login("陈立群", "personnel", "", "人事干事", "组织教育科"),
        Login("方文", "office", "", "文秘", "办公室"),
        Login("罗敏", "auditor", "", "审计员", "办公室"),
        Login("叶青", "admin", "", "系统管理员", "指挥中心"),
        # The second seat: calls are handed over between two people.
        Login("林涛", "dispatcher", "", "接警调度员", "指挥中心", "1"),
        Login("江雪", "statistics", "", "统计干事", "作战训练科"),
    ),
    "1404": (
        Login("李慧敏", "dispatcher", "", "接警调度员", "指挥中心", "1"),
        Login("王建平", "station_officer", "英雄大道站", "通信员"),
        Login("张志刚", "duty_officer", "", "指挥长", "作战训练科"),
        Login("郭鹏", "commander", "西二环路特勤站", "班长"),
        Login("郝俊", "inspector", "潞州区", "监督检查员"),
        Login("申丽", "campaign_office", "", "消安委办干事", "消安委办公室"),
        Login("牛国栋", "leader", "", "支队长", "办公室"),
        Login("秦勇", "battalion_head", "潞州区", "大队长"),
        Login("韩磊", "training", "", "训练参谋", "作战训练科"),
        Login("贾晓燕", "publicity", "", "宣传干事", "新闻宣传科"),
        Login("宋文斌", "personnel", "", "人事干事", "组织教育科"),
        Login("史玉兰", "office", "", "文秘", "办公室"),
        Login("崔敏", "auditor", "", "审计员", "办公室"),
        Login("武强", "admin", "", "系统管理员", "指挥中心"),
        Login("任雅琴", "dispatcher", "", "接警调度员", "指挥中心", "2"),
        Login("田静", "statistics", "", "统计干事", "作战训练科"),
    ),
}
PASSWORD = "lanyan-2026"
SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈"
    "姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤"
)
GIVEN = (
    "伟强磊军勇涛明超杰鹏飞浩波斌宇辉刚健俊峰凯龙亮建平志文国华海东林晨阳旭洋博昊天佳瑞祥泽宁昌毅立新成达"
    "远航振兴安康民德仁义信诚忠良"
)

CITY_NAME_DATES = {"3308": ("衢州市消防救援局", "2024-06-25", "2024-06-28")}
PLATE = {"3308": "浙H", "1404": "晋D"}
AREA_CODE = {"3308": "0570", "1404": "0355"}
