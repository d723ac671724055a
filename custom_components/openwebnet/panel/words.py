"""Words that lists of names use, in the languages of the translations: for columns, and for kinds of object."""

from enum import StrEnum
from typing import Final

from ..objects.kinds import ADDABLE


class Column(StrEnum):
    """What a column of a list holds."""

    ADDRESS = "address"
    WHO = "who"
    KIND = "kind"
    AREA = "a"
    POINT = "pl"
    INTERFACE = "i"
    NAME = "name"
    ROOM = "room"


_COLUMNS: Final[dict[Column, str]] = {
    Column.ADDRESS: """address where indirizzo adresse adressen dirección direccion endereço endereco adres zone number
        numero numéro número nummer object key oggetto objet objekt objeto""",
    Column.WHO: "who chi wer qui quien quién quem wie subsystem system sistema",
    Column.KIND: """kind type tipo typ art platform category categoria catégorie kategorie categoría soort used_as
        device_type""",
    Column.AREA: "a",
    Column.POINT: "pl p point punto punkt ponto",
    Column.INTERFACE: "i interface interfaccia schnittstelle interfaz",
    Column.NAME: """name nome nom nombre naam description descrizione beschreibung descripción descripcion descrição
        descricao omschrijving label etichetta bezeichnung friendly_name device_name dispositivo device gerät""",
    Column.ROOM: """room area área stanza ambiente pièce piece raum bereich zimmer habitación habitacion estancia sala
        divisão divisao kamer ruimte locale luogo ort""",
}
_KINDS: Final[dict[str, str]] = {
    "light": """light lights dimmer luce luci lampada éclairage eclairage lumière lumiere lampe licht leuchte luz
        lámpara luminária lamp verlichting relay relè relais attuatore""",
    "switch": "switch interruttore interrupteur schalter interruptor schakelaar",
    "outlet": "outlet socket plug presa prise steckdose enchufe tomada stopcontact",
    "lock": "lock serratura serrure schloss türöffner cerradura fechadura slot deurslot elettroserratura",
    "valve": "valve valvola vanne ventil válvula valvula klep kraan irrigation irrigazione bewässerung",
    "fan": "fan ventilatore ventilateur ventilator ventilador",
    "cover": """cover shutter blind tapparella tapparelle persiana serranda tenda volet store rollladen rolladen
        jalousie raffstore markise estore rolluik zonwering awning curtain gate cancello automation automazione""",
    "zone": """zone thermostat climate zona termostato heizzone heizung chauffage calefacción calefaccion aquecimento
        verwarming riscaldamento zoneklima""",
    "probe": "probe sonda sonde fühler fuehler voeler",
    "contact": "contact contatto kontakt contacto contato dry_contact",
    "cen_plus": "cen+ cen_plus cenplus",
    "scene": "scene scenario scena scène szene szenario escena cena cenário scenarios",
    "scenario_module": "scenario_module modulo_scenari",
    "auxiliary": "auxiliary aux ausiliario ausiliari auxiliaire hilfskanal auxiliar hulpkanaal",
    "meter": "meter energy contatore misuratore compteur zähler zaehler energiezähler medidor contador",
    "stop_and_go": "stop&go stop_and_go stopandgo",
    "load": "load carico charge last carga belasting",
    "alarm": "alarm allarme alarme alarma antifurto",
    "alarm_zone": "alarm_zone zona_allarme",
    "sound_zone": "sound audio amplifier suono amplificatore son lautsprecher verstärker sonido som geluid sound_zone",
    "door_station": """door_station door posto_esterno platine platine_de_rue placa_de_calle placa_de_rua türstation
        deurpost""",
    "motion_sensor": "motion motion_sensor movimento presenza mouvement bewegung bewegungsmelder movimiento beweging",
    "light_sensor": "illuminance light_sensor luminosità luminosita luminosité helligkeit luminosidad",
    "central_unit": "central_unit centrale",
}

COLUMNS: Final = {word: column for column, words in _COLUMNS.items() for word in words.split()}
"""Word of a heading -> column."""
KINDS: Final = {word: kind for kind, words in reversed(_KINDS.items()) for word in words.split()} | {
    name: name for name in ADDABLE
}
"""Word for a kind -> its name, as in `ADDABLE`; a word that two have means the first one."""


def plain(text: str) -> str:
    """Return a word as it stands in the tables."""
    return "_".join(text.strip().strip(":.()").lower().replace("-", " ").split())
