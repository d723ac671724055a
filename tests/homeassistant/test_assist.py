"""What a conversation agent may ask of the plant: tools that read, while a gateway is set up."""

import json
from typing import Any

import probatio
import pytest
from homeassistant.core import Context, HomeAssistant
from homeassistant.helpers import area_registry as ar, device_registry as dr, llm
from pytest_homeassistant_custom_component.common import MockConfigEntry

from custom_components.openwebnet.const import CONF_OBJECTS, DOMAIN
from simulator import Plant, Simulator
from tests.waiting import until

from . import HOST, MAC, OTHER_MAC
from .kit import entity_id, plant_of, set_up, settle, state_of

KNOWN: dict[str, dict[str, str]] = {"1-12": {}, "1-13": {}, "4-1": {}, "5-0": {}, "18-51": {}}


@pytest.fixture
def plant() -> Plant:
    return plant_of("""
  - {kind: relay, where: "12"}
  - {kind: relay, where: "13"}
  - {kind: zone, where: "1", temperature: 20.5, set_point: 21.0}
  - {kind: meter, where: "51", power: 350}
""")


@pytest.fixture
async def entry(hass: HomeAssistant, simulator: Simulator, config_entry) -> MockConfigEntry:
    entry = config_entry(title=f"Gateway ({HOST})", options={CONF_OBJECTS: KNOWN})
    await set_up(hass, entry)
    await settle(hass, simulator)
    return entry


async def ask(hass: HomeAssistant, tool: str, **args: Any) -> llm.ToolResult:
    """Call a tool as a conversation agent does."""
    context = llm.LLMContext("test", Context(), "en", "conversation", None)
    api = await llm.async_get_api(hass, DOMAIN, context)
    found = next(one for one in api.tools if one.name == tool)
    result = await found.async_call(hass, llm.ToolInput(tool, args), context)
    assert isinstance(result, llm.ToolResult)
    json.dumps(result.data)
    return result


async def told(hass: HomeAssistant, tool: str, **args: Any) -> Any:
    """Call a tool that has an answer; return that."""
    result = await ask(hass, tool, **args)
    assert not result.error, result.data
    return result.data


async def refused(hass: HomeAssistant, tool: str, **args: Any) -> str:
    """Call a tool that has none; return why."""
    result = await ask(hass, tool, **args)
    assert result.error
    return str(result.data["error"])


def offered(hass: HomeAssistant) -> list[str]:
    return [api.name for api in llm.async_get_apis(hass) if api.id == DOMAIN]


def rename(hass: HomeAssistant, entry: MockConfigEntry, key: str, name: str, area: str) -> None:
    registry = dr.async_get(hass)
    device = registry.async_get_device_by_identifier((DOMAIN, f"{MAC}-{key}"), entry.entry_id)
    assert device is not None
    area_id = ar.async_get(hass).async_get_or_create(area).id
    registry.async_update_device(device.id, name_by_user=name, area_id=area_id)


async def test_the_tools_are_there_while_any_gateway_is_set_up(hass: HomeAssistant, simulator, config_entry) -> None:
    assert offered(hass) == []
    async with Simulator(plant_of("", mac=OTHER_MAC), host=HOST, port=0) as another:
        first = config_entry()
        second = config_entry(unique_id=OTHER_MAC, title="Second", data={"port": another.port})
        await set_up(hass, first)
        await set_up(hass, second)
        assert offered(hass) == ["OpenWebNet"]
        await hass.config_entries.async_reload(first.entry_id)
        await hass.config_entries.async_unload(first.entry_id)
        assert offered(hass) == ["OpenWebNet"]
        await hass.config_entries.async_unload(second.entry_id)
        assert offered(hass) == []
        await hass.config_entries.async_setup(first.entry_id)
        assert offered(hass) == ["OpenWebNet"]


async def test_every_tool_says_that_it_only_reads(hass: HomeAssistant, entry) -> None:
    context = llm.LLMContext("test", Context(), "en", "conversation", None)
    api = await llm.async_get_api(hass, DOMAIN, context)
    assert all(tool.annotations.read_only and not tool.annotations.destructive for tool in api.tools)


async def test_every_argument_is_described_to_the_model(hass: HomeAssistant, entry) -> None:
    context = llm.LLMContext("test", Context(), "en", "conversation", None)
    api = await llm.async_get_api(hass, DOMAIN, context)
    for tool in api.tools:
        schema: Any = probatio.to_openapi(tool.parameters, openapi_version="3.1.0")
        assert schema["properties"]
        assert all(argument["description"] for argument in schema["properties"].values())


async def test_objects_are_listed_as_home_assistant_shows_them(hass: HomeAssistant, simulator, entry) -> None:
    rename(hass, entry, "1-12", "Kitchen lamp", "Kitchen")
    simulator.emit("*1*1*12##")
    await until(lambda: state_of(hass, "light", "1-12").state == "on")
    answer = await told(hass, "list_bus_objects", area="kitchen")
    lamp = answer["objects"][0]
    assert answer["total"] == 1
    assert lamp.pop("last_heard") is not None
    assert lamp == {
        "object": "1-12",
        "gateway": "Gateway (x)",
        "kind": "light",
        "address": "A 1 / PL 2",
        "name": "Kitchen lamp",
        "area": "Kitchen",
        "status": "added",
        "entity_id": entity_id(hass, "light", "1-12"),
        "state": "on",
        "is_silent": False,
        "is_faulty": False,
    }


async def test_a_state_has_its_unit(hass: HomeAssistant, entry) -> None:
    answer = await told(hass, "list_bus_objects", kind="meter")
    assert [one["state"] for one in answer["objects"]] == ["350 W"]


async def test_a_long_list_comes_in_parts(hass: HomeAssistant, entry) -> None:
    first = await told(hass, "list_bus_objects", limit=3)
    rest = await told(hass, "list_bus_objects", limit=3, offset=first["next_offset"])
    keys = [one["object"] for one in (*first["objects"], *rest["objects"])]
    assert keys == list(entry.options[CONF_OBJECTS])
    assert (first["total"], rest["next_offset"]) == (5, None)


async def test_frames_of_an_object_are_told_in_sentences_the_newest_first(
    hass: HomeAssistant, simulator, entry
) -> None:
    rename(hass, entry, "1-12", "Kitchen lamp", "Kitchen")
    await hass.services.async_call("light", "turn_on", {"entity_id": entity_id(hass, "light", "1-12")}, blocking=True)
    await settle(hass, simulator)
    simulator.emit("*1*0*0##")
    await until(lambda: str(entry.runtime_data.gateway.journal.frames[-1].message) == "*1*0*0##")
    for name in ("1-12", "kitchen LAMP", entity_id(hass, "light", "1-12")):
        answer = await told(hass, "last_bus_frames", object=name)
        said = [frame["says"] for frame in answer["frames"]]
        assert said[0] == "the bus told: off, for all"
        assert "Home Assistant sent: on" in said
        assert answer["frames"][0]["frame"] == "*1*0*0##"
    assert len((await told(hass, "last_bus_frames", object="1-12", limit=2))["frames"]) == 2


async def test_another_light_has_frames_of_its_own(hass: HomeAssistant, simulator, entry) -> None:
    simulator.emit("*1*1*12##")
    await until(lambda: state_of(hass, "light", "1-12").state == "on")
    answer = await told(hass, "last_bus_frames", object="1-13")
    assert "*1*1*12##" not in [frame["frame"] for frame in answer["frames"]]


async def test_an_entity_beside_the_main_one_names_its_object(hass: HomeAssistant, entry) -> None:
    answer = await told(hass, "last_bus_frames", object=entity_id(hass, "sensor", "18-51-energy_total"))
    assert answer["object"] == "18-51"


async def test_a_frame_is_decoded(hass: HomeAssistant, entry) -> None:
    answer = await told(hass, "decode_bus_frame", frame="*#4*1*0*0215##")
    assert (answer["says"], answer["who"], answer["where"]) == ("measured temperature, values 0215", 4, "1")
    assert [one["object"] for one in answer["objects"]] == ["4-1"]
    unknown = await told(hass, "decode_bus_frame", frame="*77*1*12##")
    assert unknown["says"] == "nobody has described this frame"


async def test_what_is_private_in_a_frame_is_not_told(hass: HomeAssistant, simulator, entry) -> None:
    assert "0#54321" not in json.dumps(await told(hass, "decode_bus_frame", frame="*5*9#54321*0##"))
    simulator.emit("*5*9#54321*0##")
    await until(lambda: any("54321" in str(one.message) for one in entry.runtime_data.gateway.journal.frames))
    answers = [await told(hass, "last_bus_frames", object="5-0"), await told(hass, "list_bus_objects")]
    assert "54321" not in json.dumps(answers)
    assert HOST not in json.dumps(answers)
    assert MAC not in json.dumps(answers)


@pytest.mark.parametrize(
    ("tool", "args", "why"),
    [
        ("decode_bus_frame", {"frame": "hello"}, "is no frame"),
        ("decode_bus_frame", {}, "required"),
        ("last_bus_frames", {"object": "1-99"}, "There is no object '1-99'"),
        ("last_bus_frames", {"object": "1-12", "limit": 1000}, "50"),
        ("last_bus_frames", {"object": "1-12", "gateway": "none"}, "There is no gateway 'none'"),
        ("list_bus_objects", {"limit": 0}, "1"),
        ("list_bus_objects", {"colour": "red"}, "colour"),
    ],
)
async def test_a_wrong_argument_is_told(hass: HomeAssistant, entry, tool, args, why) -> None:
    assert why in await refused(hass, tool, **args)


async def test_a_name_that_two_have_is_told(hass: HomeAssistant, entry) -> None:
    rename(hass, entry, "1-12", "Lamp", "Kitchen")
    rename(hass, entry, "1-13", "Lamp", "Bath")
    why = await refused(hass, "last_bus_frames", object="Lamp")
    assert "1-12" in why
    assert "1-13" in why


async def test_the_tools_answer_while_the_gateway_is_away(hass: HomeAssistant, simulator, entry) -> None:
    simulator.emit("*1*1*12##")
    await until(lambda: state_of(hass, "light", "1-12").state == "on")
    await simulator.stop()
    await until(lambda: state_of(hass, "light", "1-12").state == "unavailable")
    plant = await told(hass, "list_bus_objects", kind="light")
    assert plant["gateways"][0]["is_connected"] is False
    assert {one["state"] for one in plant["objects"]} == {"unavailable"}
    frames = await told(hass, "last_bus_frames", object="1-12")
    assert frames["is_connected"] is False
    assert "the bus told: on" in [frame["says"] for frame in frames["frames"]]


async def test_frames_of_a_gateway_that_is_not_set_up_are_none(hass: HomeAssistant, entry, config_entry) -> None:
    other = config_entry(unique_id=OTHER_MAC, title="Second", options={CONF_OBJECTS: {"1-77": {}}})
    other.add_to_hass(hass)
    assert "is not set up" in await refused(hass, "last_bus_frames", object="1-77")
