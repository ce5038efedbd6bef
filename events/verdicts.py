"""Ready reasons of reviewers, in both languages, so that every organiser reads a whole sentence and what to do next. Pure."""

from enum import StrEnum

from core.types import Bilingual


class Verdict(StrEnum):
    """What reviewers most often have to say."""

    MORE_FACTS = "more_facts"
    DATES_UNCLEAR = "dates_unclear"
    PLACE_UNCLEAR = "place_unclear"
    APPROVAL = "approval"
    TITLE = "title"
    WORDING = "wording"
    DUPLICATE = "duplicate"
    IMAGE = "image"
    LINK = "link"
    NOT_OURS = "not_ours"


READY: dict[Verdict, Bilingual] = {
    Verdict.MORE_FACTS: Bilingual(
        "请补全观众购票前需要知道的信息：时长、主要演员、票价。",
        "Please add what visitors need before they buy: length, main performers, prices.",
    ),
    Verdict.DATES_UNCLEAR: Bilingual("请核对演出日期和时间。", "Please check the dates and times."),
    Verdict.PLACE_UNCLEAR: Bilingual("请写明场馆和演出厅。", "Please name the house and the hall."),
    Verdict.APPROVAL: Bilingual(
        "请填写批准文号；办理中的请注明“批文办理中，暂不售票”。",
        "Please give the approval's number, or say that it is being applied for and nothing is sold yet.",
    ),
    Verdict.TITLE: Bilingual(
        "营业性演出的名称不得使用“中国”“中华”“全国”“国际”字样，请修改名称或说明依据。",
        "The title of a commercial performance may not use these words. Please change it, or tell us on what ground it may.",
    ),
    Verdict.WORDING: Bilingual(
        "介绍中有夸大或易误导的文字，请修改。",
        "Some of the wording exaggerates or misleads. Please change it.",
    ),
    Verdict.DUPLICATE: Bilingual(
        "这一演出已经登记。如由贵单位主办，请在原页面认领。",
        "This is listed already. If it is yours, please claim that listing.",
    ),
    Verdict.IMAGE: Bilingual(
        "图片不清晰或缺少授权，请更换。",
        "The picture is unclear or not yours to use. Please replace it.",
    ),
    Verdict.LINK: Bilingual(
        "购票链接无法打开，或售票方未写明资质。",
        "The ticket link does not open, or the seller's licence is missing.",
    ),
    Verdict.NOT_OURS: Bilingual("这一活动不属于本站的收录范围。", "This is outside of what this calendar lists."),
}


def reason_of(verdict: Verdict | None, words: Bilingual) -> Bilingual:
    """The ready reason and the reviewer's own words, one after the other."""
    ready = READY[verdict] if verdict else Bilingual("", "")
    return Bilingual("\n".join(filter(None, (ready.zh, words.zh))), "\n".join(filter(None, (ready.en, words.en))))
