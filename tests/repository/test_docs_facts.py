"""Figures and lists of the documentation, in both languages, compared with the code that they tell of."""

import json
import re
from pathlib import Path

import pytest
import yaml

from custom_components.openwebnet.const import PLATFORMS
from custom_components.openwebnet.lights.flash import TIMES as FLASH_TIMES
from custom_components.openwebnet.number import NUMBERS
from custom_components.openwebnet.objects.alarm_orders import ACTIONS, CHANNELS, MAX_CHANNEL
from custom_components.openwebnet.objects.key import ObjectKey
from custom_components.openwebnet.own.commands.connect_limiter import MAX_ATTEMPTS
from custom_components.openwebnet.own.items.registry import kinds
from custom_components.openwebnet.own.journal.records import EXCHANGES, FRAMES
from custom_components.openwebnet.own.profiles import profile_of
from custom_components.openwebnet.own.timing import TIMING
from custom_components.openwebnet.timing import TIMING as OUR_TIMING
from simulator import Plant, Simulator
from simulator.models import MODELS
from tests.own.kit import gateway_of, running

ROOT = Path(__file__).parents[2]
INTEGRATION = ROOT / "custom_components" / "openwebnet"
LANGUAGES = ("en", "it")
MODEL = re.compile(r"\b(?:AM|F|H|HL|LN|MH)\d{3,4}[A-Z]*\b|\bMyHomeServer1\b")
pytestmark = pytest.mark.parametrize("language", LANGUAGES)


def page(language: str, name: str) -> str:
    return (ROOT / "docs" / language / f"{name}.md").read_text(encoding="utf-8")


def words(language: str, name: str) -> str:
    """Return a page as one line."""
    return " ".join(page(language, name).split())


def tables(text: str) -> list[list[str]]:
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in text.splitlines() if line.startswith("|")]


def discovered() -> list[str]:
    manifest = json.loads((INTEGRATION / "manifest.json").read_text(encoding="utf-8"))
    return [one["modelName"] for one in manifest["ssdp"]]


def supported(language: str) -> dict[str, list[str]]:
    """Return the row of each gateway in the table of those that are supported."""
    rows = [row for row in tables(page(language, "gateways")) if len(row) == 6]
    return {model: row for row in rows[2:] for model in MODEL.findall(row[0])}


def test_sessions_and_pauses_of_gateways_are_those_that_are_used(language: str) -> None:
    listed = {model: (row[4], row[5]) for model, row in supported(language).items()}
    assert len(listed) >= 17
    used = {model: profile_of(model) for model in listed}
    assert listed == {
        model: (str(profile.command_sessions), f"{round(1000 * profile.gap)} ms") for model, profile in used.items()
    }


def test_gateways_are_simulated_that_the_simulator_knows(language: str) -> None:
    yes, in_part, no = {"en": ("yes", "in part", "no"), "it": ("sì", "in parte", "no")}[language]
    told = {model: row[2] for model, row in supported(language).items()}
    assert told == {model: in_part if model == "F461" else yes if model in MODELS else no for model in told}
    assert told.keys() >= MODELS.keys()


def test_the_readme_lists_the_same_gateways(language: str) -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8").partition("## Supported gateways")[2]
    listed = MODEL.findall(text.partition("\n\n[")[0])
    assert {*listed} - {"F460"} == supported(language).keys()


def test_every_supported_gateway_has_first_steps(language: str) -> None:
    _, _, text = page(language, "gateways").partition({"en": "### By model", "it": "### Modello per modello"}[language])
    described = {model for row in tables(text) if len(row) == 4 for model in MODEL.findall(row[0])}
    screens = {"H4890", "AM4890", "LN4890", "HL4684"}
    assert described | screens == supported(language).keys()


def test_the_gateways_that_are_discovered_are_those_of_the_manifest(language: str) -> None:
    heading = {"en": "## Discovery", "it": "## Rilevamento"}[language]
    text = page(language, "gateways").partition(heading)[2].partition(". ")[0]
    assert sorted(MODEL.findall(text)) == sorted(discovered())


NOT_DISCOVERED = ("F450", "F453", "F459", "F461")


def test_gateways_that_are_not_discovered_are_named(language: str) -> None:
    named = {"en": "F461, F459, F453 and F450 are not discovered", "it": "F461, F459, F453 e F450 non vengono rilevati"}
    assert named[language] in words(language, "troubleshooting")
    assert not {*discovered()} & {*NOT_DISCOVERED}
    assert {*NOT_DISCOVERED} < supported(language).keys()


NOT_PASSED = {
    "en": {
        "lights": 1,
        "load control": 3,
        "alarm": 5,
        "door stations": 6,
        "WHO 17": 17,
        "energy": 18,
        "sound": 22,
        "contacts": 25,
    },
    "it": {
        "luci": 1,
        "controllo carichi": 3,
        "antifurto": 5,
        "posti esterni": 6,
        "CHI 17": 17,
        "energia": 18,
        "audio": 22,
        "contatti": 25,
    },
}


def test_what_a_gateway_does_not_pass_its_simulated_model_refuses(language: str) -> None:
    _, _, text = page(language, "gateways").partition({"en": "### By model", "it": "### Modello per modello"}[language])
    cells = {row[0]: row[2] for row in tables(text) if len(row) == 4 and row[0] in MODELS}
    told = {(model, who) for model, cell in cells.items() for name, who in NOT_PASSED[language].items() if name in cell}
    assert len(told) >= 11
    assert [(model, who) for model, who in told if who in MODELS[model].routes] == []


def test_what_an_mh202_swallows_is_told(language: str) -> None:
    named = {"en": "*Press button* of CEN and CEN+", "it": "*Premi il pulsante* di CEN e CEN+"}[language]
    [row] = [row for row in tables(page(language, "gateways")) if len(row) == 4 and row[0] == "MH202"]
    assert row[2].startswith(named)
    assert MODELS["MH202"].swallows == {15, 25}
    assert not profile_of("MH202").passes_on_presses


def test_limits_of_the_settings_of_covers_are_those_of_their_entities(language: str) -> None:
    ranges = {"en": r"(\d+) to (\d+)", "it": r"da (\d+) a (\d+)"}[language]
    settings = [row for row in tables(page(language, "platforms")) if len(row) == 3]
    rows = {key: row[2] for row in settings for key in re.findall(r"`(\w+)`", row[1])}
    for number in NUMBERS:
        low, high = re.findall(ranges, rows[number.key])[0]
        assert (float(low), float(high)) == (number.native_min_value, number.native_max_value), number.key
    [default] = re.findall({"en": r"default is (\d+)", "it": r"predefinito è (\d+)"}[language], rows["opening_time"])
    assert {number.default for number in NUMBERS if number.key.endswith("ing_time")} == {float(default)}


def test_limits_of_the_fields_of_actions_are_those_of_their_forms(language: str) -> None:
    ranges = {"en": r"(\d+) to (\d+)", "it": r"da (\d+) a (\d+)"}[language]
    rows = {row[0].strip("`"): row[1] for row in tables(page(language, "platforms")) if len(row) == 2}
    services = yaml.safe_load((INTEGRATION / "services.yaml").read_text(encoding="utf-8"))
    fields = {**services["set_vacation"]["fields"], **services["import_energy_history"]["fields"]}
    for name in ("days", "program", "months"):
        limits = fields[name]["selector"]["number"]
        [(low, high)] = re.findall(ranges, rows[name])
        assert (int(low), int(high)) == (limits["min"], limits["max"]), name


def test_the_types_of_presses_are_those_of_the_buttons(language: str) -> None:
    content = json.loads((INTEGRATION / "translations" / f"{language}.json").read_text(encoding="utf-8"))["entity"]
    named = content["event"]["button"]["state_attributes"]["event_type"]["state"].keys()
    rows = [row[1] for row in tables(page(language, "platforms")) if "`press_end`" in row[-1]]
    assert {press for cell in rows for press in re.findall(r"`(\w+)`", cell)} == named


def test_every_channel_of_an_alarm_and_its_command_is_named(language: str) -> None:
    content = json.loads((INTEGRATION / "translations" / f"{language}.json").read_text(encoding="utf-8"))["entity"]
    text = words(language, "platforms")
    for channel in CHANNELS.values():
        assert content["number"][channel.number]["name"] in text
        assert content["select"][channel.action]["name"] in text
    named = content["select"]["arm_action"]["state"]
    assert named.keys() == ACTIONS.keys()
    assert [name for name in named.values() if f"*{name}*" not in text] == []
    assert {"en": f"1 to {MAX_CHANNEL}", "it": f"da 1 a {MAX_CHANNEL}"}[language] in text


TOLD = {
    "platforms": (
        (TIMING.completion_delay, 1, "the rest one second later", "il resto un secondo dopo"),
        (TIMING.effect, 4, "nothing within 4 seconds", "nulla entro 4 secondi"),
        (TIMING.meter_poll, 300, "energy every 5 minutes", "l'energia, ogni 5 minuti"),
        (TIMING.power_poll, 60, "it is requested every minute", "la chiede ogni minuto"),
        (TIMING.grace, 10, "do, after 10 seconds", "lo diventano dopo 10 secondi"),
        (TIMING.silence, 90, "quiet for 90 seconds", "Dopo 90 secondi di silenzio"),
        (TIMING.user_deadline, 10, "busy for more than 10 seconds", "occupato per più di 10 secondi"),
        (OUR_TIMING.alarm_effect, 30, "within 30 seconds that it has changed", "entro 30 secondi"),
        (FLASH_TIMES["short"], 2, "blinks for 2 s", "breve lampeggia per 2 s"),
        (FLASH_TIMES["long"], 9, "long for 9 s", "lungo per 9 s"),
        (
            MAX_ATTEMPTS / TIMING.connect_window,
            10 / 60,
            "never more than ten times in a minute",
            "dieci volte in un minuto",
        ),
    ),
    "troubleshooting": (
        (OUR_TIMING.password_pause, 300, "tries again every 5 minutes", "ritenta ogni 5 minuti"),
        (TIMING.grace, 10, "less than 10 seconds are not shown", "meno di 10 secondi non vengono mostrate"),
        (TIMING.motion, 120, "two minutes, unless you", "due minuti, se non ne"),
        (TIMING.power_reports, 3600, "before it expires: every hour", "prima che scada: ogni ora"),
        (FRAMES, 500, "500 frames and", "500 frame e"),
        (EXCHANGES, 50, "and 50 commands", "e 50 comandi"),
    ),
    "howto": (
        (TIMING.meter_poll, 300, "five minutes at most", "al più cinque minuti"),
        (TIMING.grace, 10, "lost for ten seconds", "dieci secondi dopo"),
        (OUR_TIMING.alarm_effect, 30, "within 30 seconds", "entro 30 secondi"),
    ),
}
"""Page -> a figure of the code, what the page says that it is, and the words for it in each language."""


@pytest.mark.parametrize(("name", "figure"), [(name, figure) for name, figures in TOLD.items() for figure in figures])
def test_figures_in_the_text_are_those_of_the_code(
    name: str, figure: tuple[float, float, str, str], language: str
) -> None:
    value, expected, *told = figure
    assert value == expected
    assert told[LANGUAGES.index(language)] in words(language, name)


def test_what_the_panel_keeps_is_what_its_page_tells(language: str) -> None:
    source = (ROOT / "frontend" / "src" / "feed.ts").read_text(encoding="utf-8")
    [kept] = re.findall(r"export const KEPT = (\d+);", source)
    told = {"en": f"{int(kept):,} frames", "it": f"{int(kept):,} frame".replace(",", ".")}
    assert told[language] in words(language, "panel")


def test_limits_of_addresses_are_those_of_the_forms(language: str) -> None:
    limits = {"en": r"\((A|PL)\) (\d+) to (\d+)", "it": r"\((A|PL)\) da (\d+) a (\d+)"}[language]
    told = {name: (int(low), int(high)) for name, low, high in re.findall(limits, words(language, "platforms"))}
    [light] = [kind for _, kind in kinds() if kind.name == "light"]
    fields = light.fields
    assert told == {
        "A": (fields["area"].low, fields["area"].high),
        "PL": (fields["point"].low, fields["point"].high),
    }


def test_names_of_devices_are_those_that_are_given(language: str) -> None:
    content = json.loads((INTEGRATION / "translations" / f"{language}.json").read_text(encoding="utf-8"))["device"]
    text = page(language, "howto").partition("\n\n## ")[2].partition("\n## ")[0]
    named = re.findall(r"\*([^*]+ \d+)\*", text)
    patterns = [re.compile(one["name"].replace("+", r"\+").replace("{where}", r"\d+")) for one in content.values()]
    assert len(named) >= 6
    assert [name for name in named if not any(pattern.fullmatch(name) for pattern in patterns)] == []


def test_entities_of_articles_are_of_platforms_that_there_are(language: str) -> None:
    rows = [row for row in tables(page(language, "howto")) if len(row) == 3][2:]
    platforms = {found for row in rows for found in re.findall(r"`(\w+)`", row[1])}
    assert len(rows) >= 20
    assert platforms <= {*PLATFORMS}


ARTICLES = {
    "1-12": ("F411/1", "{kind: relay, where: '12'}"),
    "1-13": ("F414", "{kind: dimmer, where: '13', on: true}"),
    "1-14": ("DALI", "{kind: dali, where: '14', on: true}"),
    "1-15": ("K4659", "{kind: motion_sensor, where: '15'}"),
    "2-16": ("F411/2", "{kind: shutter, where: '16'}"),
    "25-21": ("CEN+", "{kind: cen_plus, where: '21'}"),
    "25-31": ("`binary_sensor` *Cont", "{kind: contact, where: '31'}"),
    "4-1": ("`climate` *Zon", "{kind: zone, where: '1'}"),
    "4-#0": ("3550", "{kind: central_unit, where: '#0'}"),
    "4-101": ("`sensor` *Temperatur", "{kind: probe, where: '101'}"),
    "18-51": ("F520", "{kind: meter, where: '51'}"),
    "18-71#0": ("F522", "{kind: energy_actuator, where: '71#0'}"),
    "3-#2": ("F421", "{kind: load, where: '#2'}"),
    "18-11": ("Stop&Go", "{kind: stop_and_go, where: '11'}"),
    "5-#1": ("3486", "{kind: alarm, where: '0'}"),
    "9-3": ("`switch` *", "{kind: aux, where: '3'}"),
    "16-21": ("`media_player`", "{kind: amplifier, where: '21'}"),
    "6-4000": ("`button` *Open|`button` *Apri", "{kind: door_station, where: '4000'}"),
    "0-07": ("F420", "{kind: scenario_module, where: '07'}"),
}
"""Key of an object -> words of its row in the table of articles, and what it is in a plant of the simulator."""


async def test_a_scan_finds_what_the_table_of_articles_tells(socket_enabled: None, language: str) -> None:
    by_the_scan = {"en": "by the scan", "it": "con la scansione"}[language]
    rows = {" ".join(row): row[2] for row in tables(page(language, "howto")) if len(row) == 3}
    objects = "".join(f"  - {one}\n" for _, one in ARTICLES.values())
    head = "model: F461\npassword: '12345'\nauth: open\nspeed: 0\nobjects:\n"
    async with Simulator(Plant.parse(head + objects)) as simulator:
        gateway = gateway_of(simulator)
        await gateway.connect(identify=True)
        async with running(gateway):
            await gateway.scanned.wait()
            found = {str(ObjectKey.of(item)) for item in gateway.items}
    assert {
        key for key, (named, _) in ARTICLES.items() if by_the_scan in row_with(named, rows)
    } == found & ARTICLES.keys()
    assert ARTICLES.keys() - found == {"25-21", "4-101", "3-#2", "6-4000", "0-07"}


def row_with(named: str, rows: dict[str, str]) -> str:
    """Return where the first row that has one of some words says that its article is found."""
    return next(where for row, where in rows.items() if any(name in row for name in named.split("|")))


def test_actions_for_administrators_are_told_to_be(language: str) -> None:
    only = {"en": "Administrators only.", "it": "Solo per amministratori."}[language]
    source = (INTEGRATION / "services.py").read_text(encoding="utf-8")
    names = dict(re.findall(r'^(\w+): Final = "(\w+)"$', source, re.MULTILINE))
    registered = {names[one] for one in re.findall(r"async_register_admin_service\(\s*hass,\s*DOMAIN,\s*(\w+)", source)}
    sections = re.split(r"^#+ ", page(language, "platforms"), flags=re.MULTILINE)
    told = {name for one in sections if only in one for name in re.findall(r"^`openwebnet\.(\w+)`:", one, re.MULTILINE)}
    assert told == registered
    assert "send_frame" in told
