"""The addresses of the protocol."""

import re
from dataclasses import dataclass

PREFIX = "/v2"
_MODEL = re.compile(
    r"/v2/models/(?P<name>[^/]+)(?:/versions/(?P<version>[^/]+))?(?:/(?P<act>infer|ready))?/?", re.ASCII
)
_SERVER = {"/v2": "server", "/v2/health/live": "live", "/v2/health/ready": "ready"}


@dataclass(frozen=True, slots=True)
class Target:
    """What is asked of which model: ``act`` is server, live or ready (no model), or model, model_ready or infer."""

    act: str
    model: str = ""
    version: str | None = None

    @property
    def route(self) -> str:
        """The form of the address, for what is counted."""
        return f"v2/{self.act}"

    @property
    def method(self) -> str:
        return "POST" if self.act == "infer" else "GET"


def is_of_protocol(path: str) -> bool:
    """Whether ``path`` belongs to the protocol, known or not."""
    return path == PREFIX or path.startswith(f"{PREFIX}/")


def target(path: str) -> Target | None:
    """What ``path`` names, or None."""
    if act := _SERVER.get(path.rstrip("/")):
        return Target(act)
    match = _MODEL.fullmatch(path)
    if match is None:
        return None
    act = {None: "model", "ready": "model_ready", "infer": "infer"}[match["act"]]
    return Target(act, match["name"], match["version"])
