"""The ways that end at an address a follower named: the robots of chat groups and webhooks. A new one is one more line."""

from collections.abc import Callable, Mapping

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


def bases_of(code: str, settings: Settings) -> set[str]:
    """Under which a robot's address may lie that somebody copied from the service's page, or from the gateway's."""
    return {base_of(code, settings), BASES[code]}


def _robots(service: Service) -> Callable[[Settings], Channel]:
    return lambda stated: Robots(service, base_of(service.code, stated), is_own=bool(_named(stated)[service.code]))


# For the list of all ways (notices/channels/ways.py).
POSTED: tuple[Callable[[Settings], Channel], ...] = (
    *map(_robots, SERVICES), lambda stated: Webhooks(allow_private=stated.allow_private_fetch),
)
