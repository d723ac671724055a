// What Home Assistant hands to a panel, as far as it is used here, and what our own commands answer.

export interface EntityState {
  entity_id: string;
  state: string;
  attributes: Record<string, unknown>;
}

export interface Device {
  id: string;
  name: string | null;
  name_by_user: string | null;
  area_id: string | null;
  identifiers: [string, string][];
  created_at: number;
}

export interface Area {
  area_id: string;
  name: string;
}

export type Localize = (key: string, values?: Record<string, unknown>) => string;

/** What a person has chosen in the profile. */
export interface Locale {
  language: string;
  number_format?: string;
  time_format?: string;
  date_format?: string;
  time_zone?: string;
}

export interface Hass {
  language: string;
  locale?: Locale;
  config?: { time_zone: string };
  user: { is_admin: boolean } | undefined;
  states: Record<string, EntityState | undefined>;
  devices: Record<string, Device | undefined>;
  areas: Record<string, Area | undefined>;
  localize: Localize;
  loadBackendTranslation(category: string, integration: string): Promise<Localize>;
  formatEntityState?(state: EntityState): string;
  callWS<T>(message: Record<string, unknown>): Promise<T>;
  callService(domain: string, service: string, data: Record<string, unknown>): Promise<unknown>;
  connection: {
    // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- as Home Assistant has it
    subscribeMessage<T>(listener: (message: T) => void, message: Record<string, unknown>): Promise<() => Promise<void>>;
  };
}

export interface Route {
  prefix: string;
  path: string;
}

export interface Gateway {
  entry_id: string;
  title: string;
  device_id: string | null;
  is_loaded: boolean;
  is_connected: boolean;
  problem: string | null;
  model: string | null;
  firmware: string | null;
  adds_automatically: boolean;
  /** The entry of the MyHOME integration for this gateway that has something to move in. */
  neighbour: string | null;
}

export type Status = "added" | "waiting" | "ignored";

export interface BusObject {
  entry_id: string;
  key: string;
  status: Status;
  who: number;
  where: string;
  kind: string;
  label: string;
  address: string;
  numbers: Record<string, number | undefined>;
  device_id: string | null;
  entity_id: string | null;
  used_as: string | null;
  can_identify: boolean;
  is_cover: boolean;
  is_silent: boolean;
  is_faulty: boolean;
  heard: number | null;
}

export interface Plant {
  gateways: Gateway[];
  objects: BusObject[];
}

export type Way = "event" | "answer" | "sent";

export interface Frame {
  n: number;
  entry_id: string;
  at: number;
  way: Way;
  frame: string;
  meaning: string | null;
  /** What somebody asked for, where a frame tells that. */
  asked?: string | null;
  who?: number;
  where?: string;
  key?: string;
  scope?: [string, number?];
  values?: string[];
  by?: string;
  outcome?: string;
  answered?: number | null;
  attempts?: number;
}

export interface Outcome {
  n: number;
  outcome: string;
  answered: number | null;
  attempts: number;
}

export interface Told {
  feed: number;
  seq: number;
  plant?: Plant;
  frames?: Frame[];
  outcomes?: Outcome[];
  lost?: number;
}

export interface Field {
  name: string;
  translation_key: string;
  type: "number" | "choice" | "flag";
  value: number | string | boolean | null;
  min?: number;
  max?: number;
  step?: number;
  unit?: string | null;
  options?: string[];
  is_set: boolean;
}

export interface Details {
  entities: { entity_id: string; is_disabled: boolean; category: string | null }[];
  settings: Field[];
  frames: Omit<Frame, "n" | "entry_id">[];
  exchanges: (Outcome & { at: number; frame: string; meaning: string | null })[];
}

export type Value = string | number | boolean;

export interface ListRow {
  line: number;
  text: string;
  key: string | null;
  address: string | null;
  kind: string | null;
  name: string;
  room: string;
  old_name: string;
  old_room: string;
  /** Those that change. */
  settings: Record<string, Value>;
  old_settings: Record<string, Value | undefined>;
  is_new_room: boolean;
  status: "new" | "changed" | "same" | "bad";
  reason: string | null;
  /** What the reason is about: a cell, or the line above. */
  about: string;
}

export interface Change {
  key: string;
  name: string;
  translation_key: string;
  old: string | number | boolean | null;
  new: string | number | boolean | null;
}

export interface GatewayStatus {
  state: string;
  event_session: boolean;
  command_sessions: number;
  busy_sessions: number;
  most_sessions: number;
  gap: number;
  waiting: number;
  answer_time: number | null;
  reconnections: number;
  counts: Record<string, number>;
  history: { at: number; state: string; problem: string | null }[];
}
