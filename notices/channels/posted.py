"""The ways that end at an address a follower named: the robots of chat groups and webhooks. A new one is one more line."""

from collections.abc import Mapping

from core.config import Settings
from notices.channels import dingtalk, feishu, wecom
from notices.channels.channel import Channel
from notices.channels.robot import Robots, Service
from notices.channels.webhook import Webhooks

SERVICES: tuple[Service, ...] = (wecom.WeCom(), dingtalk.DingTalk(), feishu.Feishu())
BASES: Mapping[str, str] = {"wecom": wecom.BASE, "dingtalk": dingtalk.BASE, "feishu": feishu.BASE}


def service_of(code: str) -> Service | None:
    """A chat service by its code."""
    return next((service for service in SERVICES if service.code == code), None)


def _named(settings: Settings) -> Mapping[str, str]:
    return {"wecom": settings.wecom_base, "dingtalk": settings.dingtalk_base, "feishu": settings.feishu_base}


def base_of(code: str, settings: Settings) -> str:
    """Where a service answers: what the operator named (a gateway in front of it, say), else the service's own address."""
    return _named(settings)[code] or BASES[code]


def channels(settings: Settings) -> tuple[Channel, ...]:
    """All of them, as the settings say."""
    robots = (
        Robots(service, base_of(service.code, settings), is_own=bool(_named(settings)[service.code])) for service in SERVICES
    )
    return (*robots, Webhooks(allow_private=settings.allow_private_fetch))
