"""Words that lists of names use, in the languages of the translations: for columns, kinds of object, and rooms.

What the panel calls a kind is among them, so that a list can say what the page shows; tests compare it with the
translations.
"""

import re
import unicodedata
from collections.abc import Collection
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
    Column.ADDRESS: """address, where, indirizzo, adresse, dirección, endereço, adres, zone number, numero, numéro,
        número, nummer, object, key, oggetto, objet, objekt, objeto""",
    Column.WHO: "who, chi, wer, qui, quien, quem, wie, subsystem, system, sistema",
    Column.KIND: """kind, type, tipo, typ, art, platform, category, categoria, catégorie, kategorie, soort, used
        as, device type""",
    Column.AREA: "a",
    Column.POINT: "pl, p, point, punkt, punto, ponto",
    Column.INTERFACE: "i, interface, interfaccia, schnittstelle, interfaz",
    Column.NAME: """name, nome, nom, nombre, naam, description, descrizione, beschreibung, descripción, descrição,
        omschrijving, label, etichetta, bezeichnung, friendly name, device name, dispositivo, device, gerät""",
    Column.ROOM: """room, area, stanza, ambiente, pièce, raum, bereich, zimmer, habitación, estancia, sala,
        divisão, kamer, ruimte, locale, luogo, ort""",
}
_KINDS: Final[dict[str, str]] = {
    "light": """light, lights, light or dimmer, dimmer, luce, luci, luce o dimmer, lampada, éclairage, lumière,
        éclairage ou variateur, variateur, lampe, licht, licht oder dimmer, leuchte, luz, lámpara, luminária, luz o
        regulador de luz (dimmer), luz o regulador de luz, regulador de luz, regulador de luz (dimmer), regulador,
        lamp, verlichting, licht of dimmer, luz ou regulador de intensidade, regulador de intensidade, relay, relè,
        relais, attuatore""",
    "switch": "switch, interruttore, interrupteur, schalter, interruptor, schakelaar",
    "outlet": "outlet, socket, plug, presa, prise, steckdose, enchufe, tomada, stopcontact",
    "lock": """lock, serratura, serrure, schloss, türöffner, cerradura, fechadura, slot, deurslot, elettroserratura""",
    "valve": "valve, valvola, vanne, ventil, válvula, klep, kraan, irrigation, irrigazione, bewässerung",
    "fan": "fan, ventilatore, ventilateur, ventilator, ventilador, ventoinha",
    "cover": """cover, shutter, shutters, shutter blind or gate, blind, gate, curtain, shade, awning, roller
        shutter, tapparella, tapparelle, tapparella tenda o cancello, veneziana, serranda, tenda, cancello, volet
        roulant, volet, volet roulant store ou portail, store, portail, rideau, rollladen, rolladen, rollladen
        jalousie oder tor, jalousie, tor, raffstore, rollo, markise, vorhang, persiana, persiane, persiana cortina
        o portón, cortina, portón, toldo, estor, rolluik, rolluik jaloezie of poort, jaloezie, poort, zonwering,
        gordijn, estore, estore cortina ou portão, portão, automation, automazione""",
    "zone": """zone, heating zone, thermostat, climate, zona, zona termica, termostato, termóstato, heizzone,
        heizung, zone de chauffage, chauffage, zona de calefacción, calefacción, zona de aquecimento, aquecimento,
        verwarmingszone, verwarming, riscaldamento, zoneklima""",
    "temperature_sensor": """zone probe (measures only), zone probe, temperature sensor, temperature sensor of a
        zone, sonda di zona (solo misura), sonda di zona, sensore di temperatura, sensore di temperatura di una
        zona, sonde de zone (mesure seule), sonde de zone, capteur de température, capteur de température d'une
        zone, zonenfühler (misst nur), zonenfühler, temperatursensor, sonda de zona (solo mide), sonda de zona,
        sensor de temperatura, zonevoeler (meet alleen), zonevoeler, temperatuursensor, sonda de zona (só mede)""",
    "probe": """probe, temperature probe (no. 100 and above), temperature probe, sonda, sonda di temperatura, sonda
        di temperatura (n. 100 e oltre), sonde, sonde de température, sonde de température (n° 100 et plus),
        fühler, fuehler, temperaturfühler, temperaturfühler (Nr. 100 und höher), sonda de temperatura, sonda de
        temperatura (n.º 100 y más), sonda de temperatura (n.º 100 e acima), voeler, temperatuurvoeler,
        temperatuurvoeler (nr. 100 en hoger)""",
    "contact": "contact, contatto, kontakt, contacto, contato, dry contact",
    "cen_plus": """cen+, cenplus, CEN+ scenario control, comando scenari CEN+, commande de scénarios CEN+,
        CEN+-Taster, CEN+-Taster (Szenario-Bedienstelle), mando de escenarios CEN+, CEN+-bediening, comando de
        cenários CEN+""",
    "cen": """CEN scenario control, scenario control, comando scenari CEN, comando scenari, commande de scénarios
        CEN, commande de scénarios, CEN-Taster, CEN-Taster (Szenario-Bedienstelle), Szenario-Bedienstelle, mando de
        escenarios CEN, mando de escenarios, CEN-bediening, comando de cenários CEN, comando de cenários""",
    "scene": """scene, scenario, scenarios, scena, scène, scénario, szene, szenario, escena, escenario, cena,
        cenário, scenario of the gateway, scenario del gateway, scénario de la passerelle, szenario des gateways,
        escenario de la pasarela, scenario van de gateway, cenário do gateway""",
    "scenario_module": """scenario module, modulo scenari, module scénarios, szenariomodul, módulo de escenarios,
        scenariomodule, módulo de cenários""",
    "auxiliary": """auxiliary, aux, auxiliary channel, ausiliario, ausiliari, canale ausiliario, auxiliaire, canal
        auxiliaire, hilfskanal, auxiliar, canal auxiliar, hulpkanaal""",
    "meter": """meter, energy, energy meter, contatore, misuratore, misuratore di energia, compteur, compteur
        d'énergie, zähler, zaehler, energiezähler, medidor, medidor de energía, contador, energiemeter""",
    "energy_actuator": """energy actuator, attuatore energia, attuatore di energia, actionneur d'énergie,
        actionneur énergie, energieaktor, actuador de energía, energieactuator, atuador de energia""",
    "stop_and_go": "stop&go, stop and go, stopandgo",
    "load": """load, load with load control (WHO 3), load with load control, carico, carico gestito (CHI 3), carico
        gestito, charge, charge délestable (WHO 3), charge délestable, last, abschaltbare last (WHO 3),
        abschaltbare last, carga, carga desconectable (WHO 3), carga desconectable, carga deslastrável (WHO 3),
        carga deslastrável, belasting, schakelbare belasting (WHO 3), schakelbare belasting""",
    "load_control": """load control, load control (WHO 3), controllo carichi, controllo carichi (CHI 3), délestage,
        délestage (WHO 3), lastmanagement, lastmanagement (WHO 3), control de cargas, control de cargas (WHO 3),
        lastregeling, lastregeling (WHO 3), controlo de cargas, controlo de cargas (WHO 3)""",
    "alarm": "alarm, allarme, alarme, alarma, alarmanlage, antifurto, centrale antifurto, centrale d'alarme",
    "alarm_zone": """alarm zone, zona antifurto, zona allarme, zone d'alarme, alarmzone, zona de alarma, zona de
        alarme""",
    "sound_zone": """sound, sound zone, audio, amplifier, suono, zona audio, amplificatore, son, amplificateur,
        zone de diffusion sonore, lautsprecher, verstärker, beschallungszone, sonido, zona de difusión sonora, som,
        zona de difusão sonora, geluid, geluidszone""",
    "door_station": """door station, door, posto esterno, platine, platine de rue, placa de calle, placa de rua,
        placa de rua (botoneira), türstation, deurpost""",
    "motion_sensor": """motion, motion sensor, movimento, presenza, sensore di movimento, mouvement, détecteur de
        mouvement, bewegung, bewegungsmelder, bewegungssensor, movimiento, sensor de movimiento, beweging,
        bewegingssensor, sensor de movimento""",
    "light_sensor": """illuminance, light sensor, luminosità, sensore di luminosità, luminosité, capteur de
        luminosité, helligkeit, lichtsensor, luminosidad, sensor de luminosidad, sensor de luminosidade""",
    # One of which nobody says how many zones it has is the one of 99.
    "central_unit": """central unit, heating control unit, heating control unit (99 zones), centrale, centrale di
        termoregolazione, centrale di termoregolazione (99 zone), centrale de thermorégulation, centrale de
        thermorégulation (99 zones), heizungszentrale, heizungszentrale (99 zonen), central de termorregulación,
        central de termorregulación (99 zonas), central de termorregulação, central de termorregulação (99 zonas),
        verwarmingscentrale, verwarmingscentrale (99 zones)""",
    "central_unit_4": """heating control unit (4 zones), centrale di termoregolazione (4 zone), centrale de
        thermorégulation (4 zones), heizungszentrale (4 zonen), central de termorregulación (4 zonas),
        verwarmingscentrale (4 zones), central de termorregulação (4 zonas)""",
    "light_group": """light group, gruppo luci, gruppo di luci, groupe d'éclairages, lichtgruppe, grupo de luces,
        lichtgroep, grupo de luzes""",
    "light_area": """lights of an area (A), lights of an area, lights in area, luci dell'ambiente, éclairages de
        l'ambiance, lichter in raum, luces del ambiente, lampen in omgeving, luzes do ambiente, luci di un ambiente
        (A), luci di un ambiente, éclairages d'une ambiance (A), éclairages d'une ambiance, lichter eines raums
        (A), lichter eines raums, luces de un ambiente (A), luces de un ambiente, lampen van een omgeving (A),
        lampen van een omgeving, luzes de um ambiente (A), luzes de um ambiente""",
    "light_all": """all lights, tutte le luci, tous les éclairages, alle lichter, todas las luces, alle lampen,
        todas as luzes""",
    "cover_group": """shutter group, cover group, gruppo tapparelle, gruppo di tapparelle, groupe de volets
        roulants, rollladengruppe, grupo de persianas, rolluikgroep, grupo de estores""",
    "cover_area": """shutters of an area (A), shutters of an area, shutters in area, tapparelle dell'ambiente,
        volets roulants de l'ambiance, rollläden in raum, persianas del ambiente, rolluiken in omgeving, estores do
        ambiente, tapparelle di un ambiente (A), tapparelle di un ambiente, volets roulants d'une ambiance (A),
        volets roulants d'une ambiance, rollläden eines raums (A), rollläden eines raums, persianas de un ambiente
        (A), persianas de un ambiente, rolluiken van een omgeving (A), rolluiken van een omgeving, estores de um
        ambiente (A), estores de um ambiente""",
    "cover_all": """all shutters, tutte le tapparelle, tous les volets roulants, alle rollläden, todas las
        persianas, alle rolluiken, todos os estores""",
}
_DEVICES: Final = ("light", "switch", "outlet", "valve", "fan", "cover")
"""Kinds whose words are a part of names: "kitchen light"."""
_ROOMS_LAST: Final = """kitchen, living, living room, sitting room, family room, dining room, bedroom, guest room,
    nursery, playroom, bathroom, bath, toilet, wc, shower, hall, hallway, entrance, corridor, landing, stairs,
    staircase, garage, carport, garden, yard, patio, terrace, balcony, veranda, porch, pool, gym, cellar, basement,
    attic, loft, laundry, utility, utility room, pantry, closet, wardrobe, dressing, dressing room, study, office,
    workshop, shed, driveway, outside, outdoor, ground floor, first floor, second floor, upstairs, downstairs, küche,
    wohnzimmer, esszimmer, schlafzimmer, kinderzimmer, gästezimmer, badezimmer, bad, gäste-wc, diele, flur, gang,
    eingang, treppe, treppenhaus, garten, hof, balkon, wintergarten, schwimmbad, keller, dachboden, speicher,
    waschküche, hauswirtschaftsraum, abstellraum, speisekammer, ankleide, büro, arbeitszimmer, werkstatt, außen,
    erdgeschoss, obergeschoss, dachgeschoss, keuken, woonkamer, eetkamer, slaapkamer, kinderkamer, logeerkamer,
    badkamer, hal, overloop, trap, tuin, terras, zwembad, kelder, zolder, bijkeuken, wasruimte, berging, garderobe,
    kantoor, studeerkamer, werkplaats, buiten, begane grond, verdieping, terrasse"""
"""Rooms in languages in which the last word of several says what it is: "boot room", "kitchen table"."""
_ROOMS_FIRST: Final = """cucina, cucinino, soggiorno, salotto, sala, sala da pranzo, pranzo, tinello, taverna,
    tavernetta, camera, cameretta, camera da letto, camera matrimoniale, stanza, bagno, antibagno, doccia, ingresso,
    atrio, corridoio, disimpegno, scala, scale, giardino, cortile, terrazzo, terrazza, balcone, portico, piscina,
    palestra, cantina, soffitta, mansarda, sottotetto, lavanderia, ripostiglio, dispensa, guardaroba, cabina armadio,
    studio, ufficio, officina, esterno, zona giorno, zona notte, locale tecnico, piano terra, primo piano, secondo
    piano, seminterrato, interrato, cuisine, salon, séjour, salle à manger, chambre, salle de bain, salle de bains,
    salle d'eau, douche, toilettes, entrée, couloir, dégagement, palier, escalier, escaliers, jardin, cour, terrasse,
    balcon, véranda, piscine, cave, sous-sol, grenier, combles, buanderie, cellier, placard, bureau, atelier,
    extérieur, rez-de-chaussée, étage, mezzanine, cocina, salón, comedor, dormitorio, habitación, cuarto, baño, aseo,
    ducha, recibidor, entrada, pasillo, escalera, escaleras, garaje, jardín, terraza, balcón, porche, gimnasio,
    sótano, bodega, ático, desván, lavadero, despensa, vestidor, estudio, despacho, oficina, taller, exterior, planta
    baja, primera planta, cozinha, sala de estar, sala de jantar, quarto, suíte, suite, casa de banho, banheiro,
    lavabo, corredor, escada, escadas, garagem, jardim, quintal, terraço, varanda, alpendre, ginásio, sótão,
    lavandaria, escritório, rés-do-chão, primeiro andar, garage, patio, wc"""
"""Rooms in languages in which the first one does: "camera ospiti", "tavolo cucina"."""
_ROOM_ENDINGS: Final = ("zimmer", "raum", "kamer", "room")


def plain(text: str) -> str:
    """Return words as they stand in the tables: without accents, capitals, brackets and other signs."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "_".join(_WORD.findall("".join(one for one in letters if not unicodedata.combining(one))))


_WORD: Final = re.compile(r"[a-z0-9+&]+")

COLUMNS: Final = {plain(word): column for column, words in _COLUMNS.items() for word in words.split(",")}
"""Word of a heading -> column."""
KINDS: Final = {plain(word): kind for kind, words in reversed(_KINDS.items()) for word in words.split(",")} | {
    name: name for name in ADDABLE
}
"""Word for a kind -> its name, as in `ADDABLE`; a word that two have means the first one."""
_LAST: Final = frozenset(map(plain, _ROOMS_LAST.split(",")))
_FIRST: Final = frozenset(map(plain, _ROOMS_FIRST.split(",")))
_OF_DEVICES: Final = frozenset(word for word, kind in KINDS.items() if kind in _DEVICES and "_" not in word)


def is_device(text: str) -> bool:
    """Tell whether a text has a word for a device, as a name has and a room has not."""
    return not _OF_DEVICES.isdisjoint(plain(text).split("_"))


def roominess(text: str, rooms: Collection[str]) -> float:
    """Return how much a text looks like a room, up to 3.5; `rooms` are those that exist, as `plain` makes them."""
    shown = plain(text)
    if shown in rooms:
        return 3.5
    # `Bedroom 2`
    words = [word for word in shown.split("_") if not word.isdigit()]
    if "_".join(words) in _LAST | _FIRST:
        return 2.5
    is_room = bool(words) and (words[-1] in _LAST or words[-1].endswith(_ROOM_ENDINGS) or words[0] in _FIRST)
    return 0.7 if is_room else 0
