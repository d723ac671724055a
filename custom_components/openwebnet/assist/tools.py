"""The tools: the objects of the plant, the last frames of one of them, and what a frame means."""

from abc import abstractmethod
from typing import Any, Final, override

import probatio
from homeassistant.core import HomeAssistant
from homeassistant.helpers import llm

from ..const import DOMAIN
from ..own import InvalidMessage, parse_message
from ..panel.frames import decoded
from .answers import (
    Answer,
    NoAnswer,
    entries,
    find,
    frame_answer,
    frames_of,
    gateway_answer,
    object_answers,
    sentence,
)

MAX_OBJECTS: Final = 100
MAX_FRAMES: Final = 50
MAX_TEXT: Final = 255
"""Characters of what a model names, or wants to have decoded."""

_TEXT: Final = probatio.All(str, probatio.Length(min=1, max=MAX_TEXT))
_GATEWAY: Final[dict[Any, Any]] = {
    probatio.Optional("gateway", description="Name of the gateway, where there are several."): _TEXT
}


class _Tool(llm.Tool):
    """A tool that reads; what cannot be answered is an answer that says why."""

    annotations = llm.ToolAnnotations(read_only=True, destructive=False, idempotent=True, open_world=False)
    integration = DOMAIN

    @override
    async def async_call(
        self, hass: HomeAssistant, tool_input: llm.ToolInput, llm_context: llm.LLMContext
    ) -> llm.ToolResult:
        """Answer, or say why not."""
        try:
            return llm.ToolResult(data=self._answer(hass, self.parameters(tool_input.tool_args)))
        except (NoAnswer, probatio.Invalid) as error:
            return llm.ToolResult(data={"error": str(error)}, error=True)

    @abstractmethod
    def _answer(self, hass: HomeAssistant, args: dict[str, Any]) -> Answer:
        """Return the answer. Raises `NoAnswer`."""


class ListObjects(_Tool):
    """The plant: gateways and objects."""

    name = "list_bus_objects"
    title = "Objects of the plant"
    description = (
        "Lists the gateways and the objects of the bus: kind, address, name, area, state, when each was heard last, "
        "whether it is silent (answers no more) or faulty. Status waiting: heard on the bus, not added yet."
    )
    parameters = probatio.Schema(
        {
            **_GATEWAY,
            probatio.Optional("kind", description="Only this kind, for example light, cover or zone."): _TEXT,
            probatio.Optional("area", description="Only this area of Home Assistant, by its name."): _TEXT,
            probatio.Optional("name", description="Only objects whose name contains this text."): _TEXT,
            probatio.Optional("silent", description="Only those that are silent, or only those that are not."): bool,
            probatio.Optional("limit", description="How many objects at most.", default=50): probatio.All(
                int, probatio.Range(min=1, max=MAX_OBJECTS)
            ),
            probatio.Optional("offset", description="How many objects to skip.", default=0): probatio.All(
                int, probatio.Range(min=0)
            ),
        }
    )

    @override
    def _answer(self, hass: HomeAssistant, args: dict[str, Any]) -> Answer:
        gateways = entries(hass, args.get("gateway"))
        found = [one for entry in gateways for one in object_answers(hass, entry) if _is_wanted(one, args)]
        begin, end = args["offset"], args["offset"] + args["limit"]
        return {
            "gateways": [gateway_answer(hass, entry) for entry in gateways],
            "objects": found[begin:end],
            "total": len(found),
            "next_offset": end if end < len(found) else None,
        }


def _is_wanted(answer: Answer, args: dict[str, Any]) -> bool:
    if "silent" in args and answer["is_silent"] is not args["silent"]:
        return False
    if any(name in args and (answer[name] or "").casefold() != args[name].casefold() for name in ("kind", "area")):
        return False
    return args.get("name", "").casefold() in (answer["name"] or "").casefold()


class LastFrames(_Tool):
    """What the bus said of an object."""

    name = "last_bus_frames"
    title = "Last frames of an object"
    description = (
        "The last frames about an object, the newest first, each as a sentence: what the bus told, what was answered, "
        "and what Home Assistant sent. Only the last 500 frames of a gateway are kept."
    )
    parameters = probatio.Schema(
        {
            probatio.Required(
                "object", description="WHO-WHERE (1-12), an entity id, or the name of the device."
            ): _TEXT,
            **_GATEWAY,
            probatio.Optional("limit", description="How many frames at most.", default=20): probatio.All(
                int, probatio.Range(min=1, max=MAX_FRAMES)
            ),
        }
    )

    @override
    def _answer(self, hass: HomeAssistant, args: dict[str, Any]) -> Answer:
        entry, key, name = find(hass, args["object"], args.get("gateway"))
        kept = frames_of(entry, key)
        last = kept[: -args["limit"] - 1 : -1]
        return {
            "object": str(key),
            "name": name,
            "is_connected": entry.runtime_data.is_connected,
            "kept": len(kept),
            "frames": [frame_answer(noted) for noted in last],
        }


class DecodeFrame(_Tool):
    """What a frame means."""

    name = "decode_bus_frame"
    title = "Meaning of a frame"
    description = "Tells what an OpenWebNet frame means, for example *1*1*12##, and which object it is about."
    parameters = probatio.Schema({probatio.Required("frame", description="The frame, from * to ##."): _TEXT})

    @override
    def _answer(self, hass: HomeAssistant, args: dict[str, Any]) -> Answer:
        try:
            message = parse_message(args["frame"].strip())
        except InvalidMessage as error:
            raise NoAnswer(f"{args['frame']!r} is no frame: one begins with * and ends with ##.") from error
        shown = decoded(str(message))
        key = shown.get("key")
        about = [one for entry in entries(hass) for one in object_answers(hass, entry) if one["object"] == key]
        return {
            "frame": shown["frame"],
            "is_a": type(message).__name__,
            "says": sentence(message),
            "who": shown.get("who"),
            "where": shown.get("where"),
            "objects": [{name: one[name] for name in ("object", "gateway", "kind", "name", "area")} for one in about],
        }
