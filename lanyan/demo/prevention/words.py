"""What the demo's records say: hazards by item of the checklist, names of places and people; all of it invented."""

from dataclasses import dataclass

# Which act of the penalty rules a hazard is, where the law punishes it.
FACILITIES, SWITCHED_OFF, EXITS, HYDRANT, LANE, WINDOWS = "60-1-1", "60-1-2", "60-1-3", "60-1-4", "60-1-5", "60-1-6"
DWELLING, WIRING, DUTIES, HIGH_RISE = "61-1", "66", "67", "HR-47"


@dataclass(frozen=True)
class Found:
    """What may be found at an item: the words, where, the act it is; whether it can be put right on the spot."""

    item: str
    words: str
    place: str = ""
    rule: str = ""
    quick: bool = False


FOUND = (
    Found("GN-03", "灭火器压力不足，未按期维修", "车间东侧", FACILITIES),
    Found("GN-03", "疏散指示标志损坏，未保持完好有效", "二层走道", FACILITIES),
    Found("GN-04", "未提供本年度建筑消防设施检测报告"),
    Found("GN-05", "安全出口上锁", "一层东侧", EXITS, quick=True),
    Found("GN-05", "疏散通道堆放杂物", "二层通道", EXITS, quick=True),
    Found("GN-06", "消防车通道停放货车", "厂区西门", LANE, quick=True),
    Found("GN-07", "防火门闭门器损坏，防火分隔不完整", "仓库与车间之间", FACILITIES),
    Found("GN-08", "室内消火栓箱内水带、水枪缺失", "一层北侧", FACILITIES),
    Found("GN-09", "室外消火栓被堆料圈占", "厂区南侧", HYDRANT, quick=True),
    Found("GN-10", "未按规定开展防火检查，无检查记录", "", DUTIES),
    Found("GN-11", "未按预案组织演练", "", DUTIES),
    Found("GN-12", "电气线路未穿管保护，私拉乱接", "车间配电箱旁", WIRING),
    Found("GN-13", "动火作业无审批手续", "维修间"),
    Found("KU-02", "消防档案不完整，重点部位未设防火标志"),
    Found("KU-03", "每日防火巡查记录不连续"),
    Found("KU-08", "消防控制室值班人员一人无证上岗", "消防控制室"),
    Found("KU-09", "应急照明灯损坏", "三层楼梯间", FACILITIES, quick=True),
    Found("KU-09", "自动喷水灭火系统末端试水压力不足", "五层", FACILITIES),
    Found("KU-09", "火灾自动报警系统主机存在故障点未消除", "消防控制室", FACILITIES),
    Found("KU-10", "建筑消防设施年度检测记录未存档"),
    Found("KU-11", "疏散楼梯间堆放货物", "一层至二层", EXITS, quick=True),
    Found("KU-11", "安全出口被货架遮挡", "一层北门", EXITS, quick=True),
    Found("KU-12", "外窗设置影响逃生和灭火救援的铁栅栏", "三层南侧", WINDOWS),
    Found("KU-13", "局部采用可燃材料装修", "二层包厢"),
    Found("KU-15", "厨房燃气软管老化，未按规定更换", "后厨", WIRING),
    Found("KU-15", "配电箱周边堆放可燃物，线路老化", "二层配电间", WIRING),
    Found("HR-01", "消防车登高操作场地被停车占用", "3 幢南侧", LANE, quick=True),
    Found("HR-02", "前室、楼梯间堆放杂物", "2 幢 8 层", HIGH_RISE, quick=True),
    Found("HR-03", "常闭式防火门未保持常闭，顺序器损坏", "1 幢地下室", FACILITIES),
    Found("HR-04", "门厅内停放电动自行车并充电", "5 幢一层", HIGH_RISE, quick=True),
    Found("HR-05", "消防控制室值班不足两人", "消防控制室"),
    Found("HR-08", "室内消火栓无水压", "4 幢顶层", FACILITIES),
    Found("HR-09", "防烟送风机控制柜处于手动状态", "2 幢屋面", SWITCHED_OFF, quick=True),
    Found("HR-11", "电缆井未逐层封堵", "6 幢", ""),
    Found("HR-15", "未提供年度消防设施检测报告"),
    Found("NS-01", "经营场所内设置人员住宿，未采取防火分隔", "阁楼", DWELLING),
    Found("NS-03", "后门上锁，疏散不畅", "后门", EXITS, quick=True),
    Found("NS-04", "二层外窗设置铁栅栏和广告牌", "二层", WINDOWS),
    Found("NS-05", "灭火器过期失效", "店内", FACILITIES, quick=True),
    Found("NS-06", "应急照明、疏散指示标志未设置", "店内", FACILITIES),
    Found("NS-07", "电线私拉乱接，未穿管保护", "后厨", WIRING),
    Found("NS-08", "液化气瓶与灶具间距不足", "后厨", "", quick=True),
    Found("NS-09", "室内停放电动自行车并充电", "店内", "", quick=True),
    Found("NS-10", "采用泡沫夹芯彩钢板隔断", "二层"),
    Found("HB-01", "消防安全责任人公示牌信息未更新", "山门", "", quick=True),
    Found("HB-02", "殿内燃香未设防护措施", "正殿", "", quick=True),
    Found("HB-03", "电气线路直接敷设在木构件上", "东配殿"),
    Found("HB-04", "殿内堆放可燃杂物", "西厢房", "", quick=True),
    Found("HB-07", "灭火器配置数量不足", "戏台", FACILITIES),
    Found("HB-08", "感烟探测器故障未修复", "正殿", FACILITIES),
    Found("HB-11", "夜间巡查记录缺失"),
    Found("HB-13", "未制定文物抢救预案"),
    Found("EC-03", "疏散楼梯间堆放轮椅等物品", "二层", EXITS, quick=True),
    Found("EC-04", "居室外窗设置固定铁栅栏", "三层", WINDOWS),
    Found("EC-05", "应急照明损坏，简易喷淋阀门关闭", "一层走道", FACILITIES),
    Found("EC-07", "夜间防火巡查记录不足两次"),
    Found("EC-09", "厨房排油烟管道未定期清洗", "食堂"),
    Found("EC-10", "居室内使用电热毯、小太阳等电热器具", "206 室", "", quick=True),
    Found("EC-12", "夜间值班人员数量不足"),
    Found("SC-02", "宿舍楼安全出口夜间上锁", "2 号宿舍楼", EXITS, quick=True),
    Found("SC-02", "教学楼疏散通道堆放桌椅", "三层", EXITS, quick=True),
    Found("SC-03", "宿舍外窗设置防盗网", "宿舍楼二层", WINDOWS),
    Found("SC-05", "灭火器压力不足", "实验楼", FACILITIES, quick=True),
    Found("SC-05", "应急照明灯损坏未更换", "教学楼楼梯间", FACILITIES),
    Found("SC-06", "宿舍内使用大功率电器", "宿舍 312 室", "", quick=True),
    Found("SC-07", "实验室易燃试剂未分类存放", "化学实验室"),
    Found("SC-08", "食堂燃气报警器故障", "食堂", FACILITIES),
    Found("SC-11", "教学楼门厅内停放电动自行车", "门厅", "", quick=True),
    Found("EB-03", "充电棚未与建筑采取防火分隔", "北侧车棚"),
    Found("EB-05", "充电桩无充满自动断电功能", "东侧车棚"),
    Found("EB-06", "充电棚未配置灭火器", "东侧车棚", FACILITIES, quick=True),
)

RESULTS_CLEAN = ("现场未发现火灾隐患，要求继续落实消防安全责任制。", "各项检查内容符合要求，提醒做好用火用电管理。")
RESULTS_FOUND = ("发现火灾隐患 {number} 处，已当场告知并提出改正要求。", "共发现隐患 {number} 处，要求按通知书改正。")
PARTS = (
    "主要出入口、疏散通道、消防控制室",
    "经营区域、厨房、配电间",
    "全部楼层及屋面",
    "重点部位抽查",
    "公共部位及消防设施",
)
COMPLAINTS = (
    "群众反映安全出口上锁",
    "群众反映楼道堆放杂物",
    "12345 转办：消防通道被占用",
    "96119 举报：消防设施停用",
    "群众反映室内停放电动自行车",
)
OTHER_CAUSES = ("单位申请营业前消防安全检查", "上级交办核查", "重大活动前安全检查")
REFUSALS = ("负责人称须请示后再签", "负责人对检查结果有异议")
DRILL_WORDS = (
    "疏散有序，个别班级集合清点较慢，已当场讲评。",
    "应急广播音量不足，要求学校增设扬声器。",
    "全部人员按预定路线撤离，逃生姿势规范。",
    "发现北侧楼梯口存在拥挤，建议分批次疏散。",
    "演练结束后讲解灭火器使用并组织体验。",
)
NOT_FIXED = ("现场仍未改正，负责人称正在采购", "部分改正，剩余部位未完成", "未改正，现场无人整改")
FIXED = "现场复查，已按要求改正"

# How an invented landmark ends: kind of business, department over it, and what is known of its size.
LANDMARKS = {
    "农贸市场": ("MARKET", "MARKET", {"floor_area_m2": (800, 4200)}),
    "医院": ("HOSPITAL", "HEALTH", {"floor_area_m2": (4000, 26000), "beds": (60, 420)}),
    "卫生院": ("CLINIC", "HEALTH", {"floor_area_m2": (900, 3200), "beds": (12, 48)}),
    "宾馆": ("HOTEL", "CULTURE_TOURISM", {"floor_area_m2": (1200, 7000), "rooms": (24, 160), "beds": (40, 280)}),
    "酒店": ("HOTEL", "CULTURE_TOURISM", {"floor_area_m2": (2000, 16000), "rooms": (40, 220), "beds": (70, 400)}),
    "商场": ("MALL", "COMMERCE", {"floor_area_m2": (3000, 56000)}),
    "超市": ("SHOP", "COMMERCE", {"floor_area_m2": (180, 3600)}),
    "汽车站": ("TRANSPORT_HUB", "TRANSPORT", {"floor_area_m2": (1500, 6000)}),
    "加油站": ("FUEL", "EMERGENCY", {"floor_area_m2": (120, 420)}),
    "体育馆": ("STADIUM", "SPORT", {"floor_area_m2": (3000, 18000), "seats": (800, 5200)}),
    "影城": ("CINEMA", "CULTURE_TOURISM", {"floor_area_m2": (900, 4800), "seats": (300, 1400)}),
    "文化礼堂": ("HALL", "CULTURE_TOURISM", {"floor_area_m2": (300, 1600), "seats": (120, 600)}),
    "古寺": ("RELIGIOUS", "RELIGION", {"floor_area_m2": (300, 2400)}),
    "写字楼": ("OFFICE", "HOUSING", {"floor_area_m2": (6000, 38000)}),
}
# What stands along the streets, small mostly.
SHOPS = (
    ("便利店", "SHOP", "COMMERCE", {"floor_area_m2": (40, 220)}),
    ("餐馆", "RESTAURANT", "MARKET", {"floor_area_m2": (60, 420), "seats": (20, 140)}),
    ("土菜馆", "RESTAURANT", "MARKET", {"floor_area_m2": (80, 600), "seats": (30, 180)}),
    ("足浴店", "BATH", "COMMERCE", {"floor_area_m2": (90, 380)}),
    ("网咖", "NET_CAFE", "CULTURE_TOURISM", {"floor_area_m2": (120, 420), "computers": (40, 130)}),
    ("歌厅", "ENTERTAINMENT", "CULTURE_TOURISM", {"floor_area_m2": (120, 900)}),
    ("民宿", "GUESTHOUSE", "CULTURE_TOURISM", {"floor_area_m2": (180, 800), "rooms": (6, 24), "beds": (10, 46)}),
    ("小旅馆", "HOTEL", "CULTURE_TOURISM", {"floor_area_m2": (200, 900), "rooms": (10, 36), "beds": (14, 48)}),
    ("培训中心", "TRAINING", "EDUCATION", {"floor_area_m2": (120, 800), "beds": (0, 12)}),
    ("服装加工坊", "FACTORY", "INDUSTRY", {"floor_area_m2": (120, 700), "staff": (6, 42)}),
    ("建材店", "SHOP", "COMMERCE", {"floor_area_m2": (80, 360)}),
    ("早餐店", "RESTAURANT", "MARKET", {"floor_area_m2": (30, 90), "seats": (12, 40)}),
)
HERITAGE = {
    "3308": ("宗祠", "古民居群", "文昌阁", "石塔", "廊桥", "古戏台", "祠堂", "书院旧址"),
    "1404": ("玉皇庙", "关帝庙", "观音堂", "龙王庙", "古戏台", "城隍庙", "石塔", "古民居群"),
}
DRIVES = {
    "SCHOOL": "{year} 年学校、幼儿园消防安全联合检查",
    "HERITAGE": "{year} 年文物建筑消防安全专项检查",
    "HIGH_RISE": "{year} 年高层住宅小区消防安全专项检查",
    "ELDERLY_CARE": "{year} 年养老机构消防安全专项检查",
    "NINE_SMALL": "{year} 年九小场所消防安全专项检查",
}
EDUCATION_PEOPLE = ("李敏、张蕾", "陈晓东、王琴", "赵玉、孙宁", "刘涛、周洁")
EDUCATION_PART = "学校安全管理、宿舍值守与应急疏散教育"
