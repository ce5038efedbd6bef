"""The words of the demo season, in both languages."""

from core.types import Bilingual
from events.models.words import EventKind, Status

OPENING_HOURS = (
    Bilingual(
        "周二至周日 10:00–18:00（17:30 停止入场），周一闭馆",
        "Tuesday to Sunday 10:00–18:00 (last entry 17:30), closed on Mondays",
    ),
    Bilingual("每日 9:30–17:00", "Daily 9:30–17:00"),
    Bilingual("周三至周日 13:00–21:00，周一、周二闭馆", "Wednesday to Sunday 13:00–21:00, closed on Mondays and Tuesdays"),
)

SELLER = Bilingual("示例票务（演示数据，不售票）", "Demo Tickets (sample data, sells nothing)")
AUTHORITY = Bilingual("示例区文化主管部门（演示数据）", "Sample district culture department (demo data)")
FREE_SHOW = Bilingual("公益演出，免费入场，不属营业性演出", "A free public-service performance, not a commercial one")
NO_SHOW = Bilingual(
    "会议、展览或公益活动，不属营业性演出", "A meeting, exhibition or public activity, not a commercial performance"
)
EVIDENCE = Bilingual(
    "主办方提交历次演出清单与首场节目单，此前无公演记录（演示数据）。",
    "The organiser handed in a list of all performances and the first night’s programme; none is recorded earlier (demo data).",
)
CHALLENGE = Bilingual(
    "主办方称新版制作改动逾半，应重新计为首演（演示数据）。",
    "The organiser says that more than half of the staging is new, so that it counts as a first again (demo data).",
)
NOT_A_FIRST = Bilingual(
    "查到更早的公开演出，不予认定（演示数据）。", "An earlier public performance was found, so it is no first (demo data)."
)
REGISTRAR = "演示登记员 Demo registrar"
TALKS = (
    Bilingual("开场与主旨发言", "Opening and keynote"),
    Bilingual("圆桌：从一个例子说起", "Round table: starting from one case"),
    Bilingual("对谈：台前与幕后", "In conversation: before and behind the curtain"),
    Bilingual("案例分享", "Case studies"),
    Bilingual("分组讨论", "Working groups"),
    Bilingual("现场问答", "Questions from the floor"),
    Bilingual("小型演示", "Short demonstrations"),
    Bilingual("总结与下一步", "Summing up and next steps"),
)
UNITS: dict[EventKind, Bilingual] = {
    EventKind.WORKSHOP: Bilingual("第{n}课", "Lesson {n}"),
    EventKind.CONTEST: Bilingual("第{n}场", "Round {n}"),
    EventKind.SHOWCASE_MEETING: Bilingual("展示第{n}场", "Showing {n}"),
    EventKind.FAIR: Bilingual("洽谈第{n}场", "Meeting round {n}"),
    EventKind.LECTURE: Bilingual("第{n}讲", "Talk {n}"),
}

REASONS: dict[Status, tuple[Bilingual, ...]] = {
    Status.CANCELLED: (
        Bilingual(
            "主要演员受伤，无法登台。已购票者可全额退票（演示数据）。",
            "A leading performer is injured and cannot appear. Tickets would be refunded in full (demo data).",
        ),
        Bilingual("台风预警期间场馆关闭。", "The house is closed during a typhoon warning."),
        Bilingual("舞台机械检修，未能按时恢复。", "Repairs to the stage machinery could not be finished in time."),
    ),
    Status.POSTPONED: (
        Bilingual("剧组排期调整，新日期待定。", "The company’s schedule has changed; a new date will be announced."),
        Bilingual("场馆临时检修，新日期待定。", "The house needs urgent repairs; a new date will be announced."),
    ),
    Status.RESCHEDULED: (
        Bilingual("布景运输延误，改期演出。", "The set arrives late, so the performance has been moved."),
        Bilingual("场馆排期调整，时间有变。", "The house has changed its schedule; please note the new time."),
    ),
    Status.SOLD_OUT: (
        Bilingual("开票当日售罄。", "Sold out on the first day of sale."),
        Bilingual("余票已全部售出。", "The last seats have gone."),
    ),
    Status.MOVED_ONLINE: (
        Bilingual("场馆检修，改为线上直播。", "The house is under repair, so this is streamed live instead."),
    ),
}


def session_title(kind: EventKind, number: int, of: int) -> Bilingual:
    """What the session of that number (from 0) is called."""
    unit = UNITS.get(kind)
    if unit:
        return Bilingual(unit.zh.format(n=number + 1), unit.en.format(n=number + 1))
    if number == of - 1:
        return TALKS[-1]
    talk = TALKS[number % (len(TALKS) - 1)]
    again = number // (len(TALKS) - 1)
    return Bilingual(f"{talk.zh}（{again + 1}）", f"{talk.en} ({again + 1})") if again else talk


def evening_with_makers(title: Bilingual) -> tuple[Bilingual, Bilingual]:
    """Title and summary of a festival's talk."""
    return (
        Bilingual(f"{title.zh}·主创夜谈", f"{title.en}: An Evening with the Makers"),
        Bilingual(
            f"「{title.zh}」期间的公开对谈：主创坐到台口，观众想问什么就问什么。",
            f"A public conversation during {title.en}: the makers sit at the edge of the stage and answer whatever is asked.",
        ),
    )


def visit_of(title: Bilingual, town: Bilingual) -> tuple[Bilingual, Bilingual]:
    """Title and summary of a city-week's meeting in a host city."""
    return (
        Bilingual(f"{title.zh}·走进{town.zh}", f"{title.en}: Meeting in {town.en}"),
        Bilingual(
            f"「{title.zh}」来到{town.zh}：一场推介，一场对谈，愿意同行的人当场登记。",
            f"{title.en} comes to {town.en} with a presentation and a conversation; whoever wishes to join may sign up there.",
        ),
    )


def age_advice(years: int) -> Bilingual:
    """For whom it is meant."""
    if not years:
        return Bilingual("适合所有年龄的观众", "For all ages")
    return Bilingual(f"建议{years}岁及以上观众观看", f"Advised for ages {years} and over")
