"""What a moment is for: the words that stand with it (开票, 入场, 截止, 原定于, 取消, 发布时间 …)."""

import re

from events.intake.tokens import Mark, Role

NOT_A_MOMENT = (
    r"(?!须知|规则|说明|方式|要求|券|口处?|通道|地址|热线|电话|处|网站|平台|渠道|链接|二维码|政策|服务|咨询|指南|提示"
    r"|中(?=[ ,。;|/\n)]|$)|现场|会员|不易|率|后不|凭证|人员|流程)"
)
_WORDS: dict[Role, str] = {
    Role.ON_SALE: (
        r"开票|开售|抽票|摇号|预售|发售|售票(?!点)|抢票|开抢|起售|首售|优先购票?|优先抢|公售|开放购票|开启购票|开启售票"
        r"|开始购票|购票(?=时间|开启|开始)|票务开启"
        r"|开放预约|开始预约|预约(?=时间|开启|开始|[ ]?\d{1,2}[月/.])|预约开放|开放报名|开始报名|开启报名|报名(?=开启"
        r"|开始)|放票"
        r"|上架|第[一二三四五](?:波|批)(?!观众|演)|起开放(?=[,。;\n ]|$)|起?全场[\d.]{1,3}折|起[\d.]{1,3}折"
        r"|(?:tickets? )?(?:go(?:es)? )?on sale|(?:general|public|ticket|member) sale\b"
        r"|(?:general |public |ticket )?sales? (?:open|start|begin)s?"
        r"|booking opens|(?:applications?|registration|submissions?|entries) opens?"
        r"|pre-?sale|booking opens|tickets? (?:are )?(?:available )?(?:from|on sale|available)"
    ),
    Role.DOORS: (
        r"入场|检票|进场|入座|开门|候场|签到|入馆|gates?(?= \d| open)|support(?: acts?)?(?= \d)|doors?(?: open)?"
        r"|\bopen(?=[ :]{1,3}\d{1,2}[:.]\d\d[ ]{0,2}[/|]?[ ]{0,2}start)|(?<=\d )open\b|(?:please )?arrive (?:by|before|at)"
        r"|check-in|admission from|doors open at"
    ),
    Role.DEADLINE: (
        r"(?:早鸟|优惠|预售|折扣|售票|报名|抢票|退票|通道|征集|预约)[^\s,。;:\d]{0,4}(?:结束|关闭|终止|失效)"
        r"|(?:退票|退款|售票|报名|投稿|申报|预约|征集|取票|购票|优惠)?截止(?!阀)|截至|截稿|截票|停售|停止售票"
        r"|有效期限?|停止报名|停止预约|售票截止|报名截止|结束报名|(?:application "
        r"|entry )?deadline(?: for [a-z ]{1,24})?|apply by|closes? (?:on|at)|closes?(?= \d)|(?<=[\d日号点时半])(?:准时)?关闭"
        r"|sales? ends?|registration closes|报名(?=时间|日期|至|:|\s?即日)|(?:征集|投稿|申报|征稿|收稿|报名)(?:时间"
        r"|期限?(?![间待]))"
    ),
    Role.WAS: (
        r"原定时间|原定日期|原定于|原定|原计划|原拟|原演出时间|原时间|原日期|原于|原(?=\d)|原本"
        r"|originally(?: scheduled| planned)?(?: for| on)?"
        r"|previously(?: scheduled)?(?: for| on)?|(?:postponed|moved|rescheduled) from"
    ),
    Role.CHANGE: (
        r"(?:延期|改期|调整|推迟|顺延|变更|更改|改|延后|移|提前|延|更换|推后|后延|另择)(?:举行|演出|举办)?(?:至"
        r"|到|为|在|于)|(?<=[\d日)m])[ ]?>[ ]?(?=\d)|更新为|现改|现定于|新的?(?:演出)?(?:时间|日期|档期)"
        r"|(?:postponed|rescheduled|moved) (?:to|until|till)|new (?:date|time)s?|will now (?:take place|be held)"
        r"|now (?:on|takes place)|brought forward to|instead on"
    ),
    Role.POSTPONED: (
        r"延期(?!至|到|票|间)|推迟(?!至|到)|改期(?!至|到)|另择日期|择期|(?:is |been |are )?postponed(?! to| from"
        r"| until)"
    ),
    Role.CANCELLED: (
        r"(?:取消|停演)的?(?:场次|演出)(?=:)|取消(?!订单|预约|订票|购票|报名|收藏|关注|限|原因|政策|座位|费|后)|不再举行|不再上演|不能如期|无法如期"
        r"|(?:is |are |been |has been )?cancell?ed"
        r"|called off|(?:will|can) ?not (?:take place|go ahead|be (?:held|performed|given))|"
        r"(?:演出|活动|场次)(?:将|临时|被迫|需)?(?:暂停|停止|中止)(?!售|入|检)|(?:暂停|暂缓|中止"
        r"|停止)(?:演出|举办|举行|上演)"
        r"|(?:无法|不能)(?:正常|按时|按期|按计划)?(?:演出|上演|举行|举办|进行)|(?<=[场\d出次])的?(?:临时)?(?:停演|停办|休演)"
    ),
    Role.MEETING: (
        r"工作坊|讲座|大师课|体验课|面试|试镜|海选|导览(?!图|手册)|讲解(?!器)|签售|签名会|签名|见面会|演后谈|映后谈|演后交流|导赏|发布会|开放日|探班|粉丝见面|主创分享|演前导聆|导聆"
        r"|演前讲座|分享会|workshop|\(talk\)|meet(?: and |-and-| & )greet"
        r"|signing|post-show talk|pre-show talk|Q&A|talkback"
    ),
    Role.REHEARSAL: r"彩排|联排|装台|合成|排练|集合|报到|rehearsal",
    Role.PRESS: (
        r"(?<![待后行])(?:公布|揭晓|上线)(?=[。,;!\n]|$)|(?:从[^,。;\d\n]{1,12})?(?:获悉|宣布|获知|了解到|透露)|发布时间|发布日期|发布于|发表于|发稿|编辑于|更新时间|更新于|更新日期|刊发|刊登于|推送|发布(?=时间|日期"
        r"|于|:)|公告日期|落款|,?[ ]?本[报网刊台]讯|(?<=[日)])[ ]?(?:讯|电)(?=[ (:,]|$)|posted(?: on)?"
        r"|published(?: on)?|updated(?: on)?|press release"
    ),
    Role.REFUND: r"退票|退款|退换票|退改|refunds?",
    Role.PICKUP: r"取票|换票|领票|兑票|票(?=自取)|collect(?:ion)?",
    Role.HISTORY: (
        r"首演于|首演自|首映于|首演以来|曾于|曾在|创作于|出生于|生于|成立于|始建于|创立于|创办于|创刊于|诞生于"
        r"|落成于|建成于|早在|逝世|去世|自(?=\d{4}年)|premiered (?:on"
        r"|in)|founded in|born (?:on|in)|since"
    ),
    Role.HOURS: (
        r"开放时间|营业时间|参观时间|开馆时间|服务时间|工作时间|办公时间|客服时间|咨询时间|接听时间|售票处时间"
        r"|停止入馆|停止入场|最后入场|最晚入场|末次入场|开馆|opening hours"
        r"|box office(?: hours)?|office hours"
        r"|午间休息|午休|茶歇|午餐(?=[ :\d])|客服|订票热线|咨询电话|票房电话|热线"
    ),
    Role.TBA: (
        r"待定|另行通知|另行公布|另行公告|另行安排|敬请期待|待公布|待通知|待确认|尚未确定|未定|稍后公布"
        r"|to be (?:announced|confirmed)|\bTBA\b|\bTBC\b|\bTBD\b"
    ),
    Role.SAME: (
        r"(?:演出|开演|开场|活动)?(?:(?:地点|场馆|场地)[、及和与])?时间(?:[、及和与](?:演出)?(?:地点|场馆|场地|场所|票价|座位|内容))*(?:均|都|保持|维持|照旧|仍)?(?:不变|照旧|不作调整|不做调整)|同一(?:开演|演出)?时间|同样(?:的)?时间|时间同(?:上|前)"
        r"|(?:at )?the same time|same (?:start )?time|time unchanged"
    ),
    Role.END: r"(?<![场次])结束|散场|剧终|下半场|敲钟|撞钟|ends",
    Role.PERFORMANCE: (
        r"演出时间|演出日期|演出场次|演出|上演|开演|首演|开场|演期|展期|档期|举行|举办|开幕|登台|献演|公演|亮相"
        r"|登陆|活动时间|活动日期|场次|时间|日期|正式演|演唱会时间|开讲|启幕|加演|加场|放映|展出"
        r"|(?:performances?|shows?|concerts?|curtain(?: up)?|starts?|matin[eé]e|evening|dates?|time|when)(?: at)?(?=[ :])"
    ),
}
_ORDER = (
    Role.SAME,
    Role.HOURS,
    Role.WAS,
    Role.HISTORY,
    Role.CHANGE,
    Role.POSTPONED,
    Role.DEADLINE,
    Role.ON_SALE,
    Role.PRESS,
    Role.REFUND,
    Role.PICKUP,
    Role.CANCELLED,
    Role.MEETING,
    Role.REHEARSAL,
    Role.DOORS,
    Role.TBA,
    Role.END,
    Role.PERFORMANCE,
)
_PATTERNS = {
    role: re.compile(
        rf"(?P<w>{_WORDS[role]}){NOT_A_MOMENT}(?P<tail>(?:的?(?:开始|开启|截止|结束)?(?:时间|日期|时段"
        rf"|安排))?[)”]?[ ]{{0,2}}:?)",
        re.I,
    )
    for role in _ORDER
}
_BEFORE = re.compile(r"(?<![演场会赛饭午课目当此跟面年])(?P<w>之?前)(?![排往来后言台30-9一二三四五六七八九十期任])")
_NOT_CANCELLED = re.compile(r"(?:[可需若未不请]|如需|如若|自动|不得|不予|无法|不能|擅自|不会|并未)$")
_CONTAINS = re.compile(r"(?:号[门口厅]|通道|入口|[含设附有送]|场后|包含|伴有|举行|谢绝|禁止|方可|可|后|不得|不予|迟到"
    r"|提前|前[\d一二三]*分钟)$")
_NEWS = re.compile(r"通知|公告|预告|提醒|信息|啦|倒计时")
BEFORE_ONLY = frozenset({Role.WAS, Role.CHANGE, Role.HOURS})
_ALSO_SHOWS = frozenset({"工作坊", "讲座", "大师课", "体验课", "workshop"})  # what else there is, where 演出: stands beside it
_SHOWS = re.compile(r"演出(?:时间|日期|场次)?:|(?:performances?|show|concert):", re.I)
_AT_BAR = re.compile(r"\d[ ]?[/|(]$")
_AT_CLOCK = re.compile(r"\d[ ]{1,2}$")
_STATES = re.compile(r"售罄|缺票|缺货|可售|有票|余票|热卖|暂停销售|预售中|预售[ ]?\n[^\n]*\d[ ]{1,2}预售[ ]?(?:\n|$)")
_BARS = ("/", "|", ")", "(", "\n", "")
_TOLD = ("获悉", "宣布", "获知", "了解到", "透露", "公布", "揭晓", "上线")
_LAST_ENTRY = ("停止", "最后", "最晚", "末次")


def marks(text: str) -> list[Mark]:
    """All words of a masked text that say what a moment is for; the longer and the more telling ones first."""
    taken = bytearray(len(text) + 1)
    found = []
    for role in _ORDER:
        for match in _PATTERNS[role].finditer(text):
            if any(taken[match.start("w") : match.end("w")]) or _denied(text, role, match):
                continue
            taken[match.start("w") : match.end("w")] = b"\x01" * (match.end("w") - match.start("w"))
            found.append(_mark(role, match))
    found += [
        Mark(match.start(), match.end(), Role.DEADLINE, is_behind=True)
        for match in _BEFORE.finditer(text)
        if not any(taken[match.start() : match.end()])
    ]
    return sorted(found, key=lambda each: each.start)


def _denied(text: str, role: Role, match: re.Match[str]) -> bool:
    before = text[max(0, match.start() - 6) : match.start()]
    if role is Role.CANCELLED:
        return bool(_NOT_CANCELLED.search(before))
    if role is Role.DEADLINE and match["w"].lower().startswith("close"):
        return re.search(r"exhibition|on view|on display", text, re.I) is not None
    if role is Role.ON_SALE:
        return _is_no_sale(text, match, before)
    if role is Role.MEETING and match["w"].lower() in _ALSO_SHOWS:
        return not match["tail"].strip().endswith(":") or not _SHOWS.search(text)
    if role in {Role.MEETING, Role.DOORS}:
        is_edition = text[match.end("w") : match.end("w") + 1] == "版"
        return is_edition or (bool(_CONTAINS.search(before)) and not re.search(r"\d(?:起|开始|后)?可$", before))
    return False


def _is_no_sale(text: str, match: re.Match[str], before: str) -> bool:
    """开票公告 is news, 19:30/预售 says how its tickets stand, 售票处 is a place."""
    behind = text[match.end("w") : match.end("w") + 1]
    if _NEWS.match(text, match.end("w")) or (_AT_BAR.search(before) and behind in _BARS):
        return True
    if match["w"] == "预售" and behind in {"\n", ""} and _AT_CLOCK.search(before) and _STATES.search(text):
        return True
    if match["w"] == "起开放":  # 票房12月1日10时起开放, and no exhibition
        return not re.search(r"票|预约|报名", re.split(r"[。;,\n]", text[max(0, match.start() - 30) : match.start()])[-1])
    is_bare = match["w"] == "售票" and not match["tail"].strip()
    return is_bare and text[match.end() : match.end() + 1] in "点处"


def _mark(role: Role, match: re.Match[str]) -> Mark:
    tail = match["tail"].strip()
    is_told = match["w"].endswith(("讯", "电"))
    names_time = "时间" in tail or "日期" in tail or match["w"].endswith(("时间", "日期", "演期", "展期", "档期"))
    is_head = names_time or (tail.endswith(":") and not is_told)
    ends_sale = role in {Role.ON_SALE, Role.REFUND, Role.PICKUP} and "截止" in tail
    end = match.end() if tail else match.end("w")
    return Mark(
        match.start("w"),
        end,
        Role.DEADLINE if ends_sale else role,
        is_head=is_head,
        is_behind=match["w"].endswith(_TOLD),
        is_before=role in BEFORE_ONLY and not match["w"].startswith(_LAST_ENTRY),
    )


OFF_BEHIND = re.compile(
    r"\s?[),]?\s?(?:全天|均|当[日天]|(?:本?剧场|剧院|场馆|本馆|我院|全馆)(?:将|全部)?|场|(?:上午|早|下午|午后|日|晚上?|夜)场)?(?:(?:是|为|因|逢|系|值)[^,。;\n\d]{1,14},(?:当[日天]|全天|剧场)?|不|无|为|是|因[^,。;\n]{1,12})?(?:休息日?|休演|停演|暂停(?:一[次场]|演出|活动|开放)?(?!售)|停一[次场]|休馆|闭馆|无演出"
    r"|(?:[^,。;:\n\d]{1,10})(?:停演|休演|歇演)|无场次|没有演出|无场|没有场次|不演出?|不开放|除外|轮休|歇演|不营业"
    r"|[ (]{0,2}(?:off|closed|dark|no (?:show|performance)s?|excluded))"
)
OFF_BEFORE = re.compile(
    r"(?:除了?|除开|不含|不包括|闭馆日?:|休息日?:|休演日?:|停演:?|(?i:except(?: for)?(?: on)?|excluding"
    r"|no (?:show|performance)s?(?: on)?"
    r"|not(?: on)?|closed(?: on)?))[ ]{0,2}(?:每|逢|每逢)?$"
)
