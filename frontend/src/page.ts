// What every part of the page shares: Home Assistant, the words, what the server told, and how failures are shown.
import { html, nothing, type TemplateResult } from "lit";
import type { Feed } from "./feed";
import type { Texts } from "./text";
import type { Undo } from "./undo";
import type { Area, BusObject, Device, Frame, Gateway, Hass, Plant } from "./types";

/** A state that is a moment: of a button, of a scene. */
const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:/;

const ICONS: Record<string, string> = {
  light: "mdi:lightbulb-outline",
  switch: "mdi:toggle-switch-outline",
  outlet: "mdi:power-socket-eu",
  fan: "mdi:fan",
  light_group: "mdi:lightbulb-group-outline",
  light_area: "mdi:lightbulb-group-outline",
  light_all: "mdi:lightbulb-group",
  motion_sensor: "mdi:motion-sensor",
  light_sensor: "mdi:brightness-5",
  cover: "mdi:window-shutter",
  cover_group: "mdi:window-shutter-settings",
  cover_area: "mdi:window-shutter-settings",
  cover_all: "mdi:window-shutter-settings",
  zone: "mdi:thermostat",
  central_unit: "mdi:home-thermometer-outline",
  central_unit_4: "mdi:home-thermometer-outline",
  probe: "mdi:thermometer",
  temperature_sensor: "mdi:thermometer",
  auxiliary: "mdi:electric-switch",
  light_management: "mdi:brightness-auto",
  contact: "mdi:electric-switch",
  cen: "mdi:gesture-tap-button",
  cen_plus: "mdi:gesture-tap-button",
  scene: "mdi:palette-outline",
  scenario_module: "mdi:palette-outline",
  meter: "mdi:meter-electric-outline",
  energy_actuator: "mdi:flash-outline",
  stop_and_go: "mdi:electric-switch-closed",
  load: "mdi:flash-outline",
  load_control: "mdi:flash-auto",
  alarm: "mdi:shield-home-outline",
  alarm_zone: "mdi:shield-outline",
  sound_zone: "mdi:speaker",
  door_station: "mdi:doorbell-video",
};

/** How long a row shines after it was heard, in milliseconds. */
const SHINES = 4000;

export class Page {
  constructor(
    readonly hass: Hass,
    readonly texts: Texts,
    readonly feed: Feed,
    readonly undo: Undo,
    readonly plant: Plant,
    readonly narrow: boolean,
    private readonly showError: (text: string | undefined) => void,
  ) {}

  t(key: string, values?: Record<string, unknown>): string {
    return this.texts.t(key, values);
  }

  get gateways(): Gateway[] {
    return this.plant.gateways;
  }

  gateway(entryId: string): Gateway | undefined {
    return this.gateways.find((one) => one.entry_id === entryId);
  }

  get areas(): Area[] {
    const areas = Object.values(this.hass.areas).filter((one) => one !== undefined);
    return areas.sort((one, other) => one.name.localeCompare(other.name));
  }

  device(object: BusObject): Device | undefined {
    return object.device_id === null ? undefined : this.hass.devices[object.device_id];
  }

  name(object: BusObject): string {
    const device = this.device(object);
    return device?.name_by_user ?? device?.name ?? this.texts.defaultName(object);
  }

  isNamed(object: BusObject): boolean {
    return Boolean(this.device(object)?.name_by_user);
  }

  /** Whether an object is the one of a device identifier. */
  isCalled(object: BusObject, identifier: string): boolean {
    return this.device(object)?.identifiers.some(([domain, id]) => domain === "openwebnet" && id === identifier) === true;
  }

  /** What a gateway is called where there is more than one; nothing otherwise. */
  gatewayOf(object: Pick<BusObject, "entry_id">): string {
    return this.gateways.length > 1 ? (this.gateway(object.entry_id)?.title ?? "") : "";
  }

  room(object: BusObject): string {
    const id = this.device(object)?.area_id;
    return (id && this.hass.areas[id]?.name) || "";
  }

  /** The kind that a person thinks of: what an actuator is used as, where that is no light. */
  kind(object: BusObject): string {
    return object.used_as !== null && object.used_as !== "light" ? object.used_as : object.kind;
  }

  state(object: BusObject): string {
    const state = object.entity_id === null ? undefined : this.hass.states[object.entity_id];
    if (state === undefined) return "";
    // Of a button or a scene: when it was used last, as short as when it was heard.
    if (MOMENT.test(state.state)) return this.texts.when(Date.parse(state.state) / 1000);
    return this.hass.formatEntityState?.(state) ?? state.state;
  }

  heard(object: BusObject): number | undefined {
    const live = this.feed.heard.get(`${object.entry_id} ${object.key}`);
    const known = object.heard === null ? undefined : object.heard;
    return live === undefined ? known : Math.max(live.at / 1000, known ?? 0);
  }

  /** The class of a row that shines since it was heard: another one each time, so that it begins anew. */
  shine(object: BusObject): string {
    const live = this.feed.heard.get(`${object.entry_id} ${object.key}`);
    return live === undefined || Date.now() - live.at > SHINES ? "" : `heard heard${live.count % 2}`;
  }

  /** What a row of an object shows of Home Assistant: as long as that stays, the row need not be made anew. */
  shown(object: BusObject): unknown[] {
    const device = this.device(object);
    const state = object.entity_id === null ? undefined : this.hass.states[object.entity_id];
    return [object, device, this.room(object), this.gatewayOf(object), state, this.heard(object), this.shine(object), this.texts];
  }

  /** Who or what a frame is about. */
  subject(frame: Pick<Frame, "entry_id" | "key" | "who" | "where" | "scope">): string {
    const object = this.feed.object(frame.entry_id, frame.key);
    return object === undefined ? this.texts.place(frame) : `${this.name(object)} (${object.address})`;
  }

  icon(kind: string): TemplateResult | typeof nothing {
    // Home Assistant promises none of its elements to others: the word stands beside it in any case.
    const icon = ICONS[kind];
    if (icon === undefined || customElements.get("ha-icon") === undefined) return nothing;
    return html`<ha-icon .icon=${icon} aria-hidden="true"></ha-icon>`;
  }

  /** Do something that may fail; what a person can read of that is shown. Tells whether it went well. */
  async attempt(work: () => Promise<unknown>): Promise<boolean> {
    try {
      await work();
      this.showError(undefined);
      return true;
    } catch (error) {
      this.showError(this.texts.error(error));
      return false;
    }
  }

  call<T>(command: string, data: Record<string, unknown>): Promise<T> {
    const { entry_id: entryId, ...rest } = data;
    const entry = entryId === undefined ? {} : { config_entry_id: entryId };
    return this.hass.callWS<T>({ type: `openwebnet/${command}`, ...entry, ...rest });
  }

  async rename(object: BusObject, name: string): Promise<void> {
    await this.updateDevice(object, { name_by_user: name.trim() || null });
  }

  async place(object: BusObject, areaId: string | null): Promise<void> {
    await this.updateDevice(object, { area_id: areaId });
  }

  private async updateDevice(object: BusObject, change: Record<string, unknown>): Promise<void> {
    if (object.device_id === null) throw new Error(this.t("plant.no_device"));
    await this.hass.callWS({ type: "config/device_registry/update", device_id: object.device_id, ...change });
  }

  /** The area of a name; one that is not there yet is made. Nothing for no name. */
  async areaOf(name: string): Promise<string | null> {
    const wanted = name.trim();
    if (wanted === "") return null;
    const known = this.areas.find((one) => one.name.toLowerCase() === wanted.toLowerCase());
    if (known !== undefined) return known.area_id;
    const made = await this.hass.callWS<Area>({ type: "config/area_registry/create", name: wanted });
    return made.area_id;
  }
}

/** What is there now and what comes; what stays as it is stands alone. */
export function fromTo(old: string, now: string): TemplateResult | string {
  return now === "" || now === old ? old : html`<span class="old">${old || "–"}</span> → <strong>${now}</strong>`;
}

export function groupBy<K, V>(all: Iterable<V>, keyOf: (one: V) => K): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const one of all) {
    const key = keyOf(one);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

export function valueOf(event: Event): string {
  return (event.target as HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement).value;
}

export function isChecked(event: Event): boolean {
  return (event.target as HTMLInputElement).checked;
}

/** Give a person a file. */
export function download(name: string, text: string, type: string): void {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}

/** Put a text where it can be pasted from; pages without encryption have the old way only. */
export async function copy(text: string): Promise<void> {
  // The types do not know of pages without it.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard !== undefined) {
    await clipboard.writeText(text);
    return;
  }
  const area = document.createElement("textarea");
  area.value = text;
  document.body.append(area);
  area.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- there is nothing else on a page without encryption
  document.execCommand("copy");
  area.remove();
}
