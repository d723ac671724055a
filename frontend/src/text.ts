// Words: all from the integration's translations, so that the language files stay the only place.
import { Formats } from "./formats";
import type { BusObject, Frame, Hass, Localize } from "./types";
import { valueOf } from "./values";

const DOMAIN = "openwebnet";
/** Subsystems that are the gateway itself. */
const GATEWAYS = [13, 1013];
const CATEGORIES = ["config_panel", "device", "entity", "exceptions", "selector"];

export class Texts {
  private readonly plain = new Map<string, string>();
  /** As many as the tables have. */
  private readonly meanings = new Map<string, string>();
  /** What stands between a name and what is said of it; Home Assistant would parse the whole text each time. */
  readonly colon: string;

  private constructor(
    private readonly localize: Localize,
    readonly formats: Formats,
  ) {
    this.colon = this.t("monitor.pair", { name: "", what: "" });
  }

  static async load(hass: Hass): Promise<Texts> {
    let localize = hass.localize;
    for (const category of CATEGORIES) localize = await hass.loadBackendTranslation(category, DOMAIN);
    return new Texts(localize, new Formats(hass));
  }

  /** A text of the page: `plant.search`. */
  t(key: string, values?: Record<string, unknown>): string {
    return this.find(`config_panel.${key}`, values) || key;
  }

  private find(key: string, values?: Record<string, unknown>): string {
    if (values !== undefined) return this.localize(`component.${DOMAIN}.${key}`, values);
    // Home Assistant parses a text each time, and most stand on the page again and again.
    let text = this.plain.get(key);
    if (text === undefined) this.plain.set(key, (text = this.localize(`component.${DOMAIN}.${key}`)));
    return text;
  }

  /** What a person can read of an error that the server sent. */
  error(error: unknown): string {
    const told = error as { message?: unknown; translation_key?: string; translation_placeholders?: Record<string, unknown> };
    const key = told.translation_key;
    const own = key === undefined ? "" : this.find(`exceptions.${key}.message`, told.translation_placeholders);
    return own || String(told.message ?? error);
  }

  kind(name: string): string {
    return this.find(`selector.kind.options.${name}`) || this.t("kind.object");
  }

  use(name: string): string {
    return this.find(`selector.used_as.options.${name}`) || name;
  }

  setting(key: string): string {
    return ["number", "select", "switch"].map((one) => this.find(`entity.${one}.${key}.name`)).find(Boolean) ?? key;
  }

  /** A name, and what is said of it. */
  pair(name: string, what: string | number): string {
    return `${name}${this.colon}${what}`;
  }

  /** A value of a setting. */
  value(key: string, value: string | number | boolean): string {
    if (typeof value === "number") return this.formats.number(value);
    if (typeof value === "string") return this.option(key, value);
    return this.localize(value ? "ui.common.yes" : "ui.common.no") || String(value);
  }

  option(key: string, option: string): string {
    return this.find(`entity.select.${key}.state.${option}`) || option;
  }

  /** What an object is called as long as nobody has named it. */
  defaultName(object: Pick<BusObject, "kind" | "label">): string {
    return this.find(`device.${object.kind}.name`, { where: object.label }) || object.label;
  }

  /** What a frame means; the tables are English, and what nobody has translated stays so. */
  meaning(text: string | null): string {
    if (text === null) return this.t("monitor.unknown");
    let found = this.meanings.get(text);
    if (found === undefined) this.meanings.set(text, (found = this.findMeaning(text)));
    return found;
  }

  private findMeaning(text: string): string {
    const numbers: Record<string, string> = {};
    let count = 0;
    const pattern = text.replace(/\d+(?:\.\d+)?/g, (number) => {
      count += 1;
      numbers[`n${count}`] = number;
      return "n";
    });
    const asks = /^(asks for|sets): (.*)$/.exec(text);
    if (asks !== null) return this.t(asks[1] === "sets" ? "monitor.sets" : "monitor.asks", { what: this.meaning(asks[2] ?? "") });
    const slug = pattern.toLowerCase().replace(/[^a-z0-9]+/g, "_").replace(/^_|_$/g, "");
    return this.find(`config_panel.meaning.${slug}`, count === 0 ? undefined : numbers) || text;
  }

  /** What a frame says, with its values. */
  said(frame: Pick<Frame, "meaning" | "asked" | "values">): string {
    if (frame.asked) return this.t("monitor.asked", { what: this.meaning(frame.asked) });
    const meaning = this.meaning(frame.meaning);
    const values = frame.values?.filter((one) => one !== "") ?? [];
    if (values.length === 0) return meaning;
    const shown = frame.meaning === null ? undefined : valueOf(frame.meaning, frame.values ?? [], this.formats);
    // The unit stands behind the value.
    return shown === undefined ? `${meaning} (${values.join(", ")})` : this.pair(meaning.replace(/, (?:W|Wh|lux|%|h)$/, ""), shown);
  }

  /** A time to the millisecond. */
  time(seconds: number): string {
    return this.formats.exact(new Date(seconds * 1000));
  }

  /** When something was; what was today has only a time. */
  when(seconds: number): string {
    return this.formats.when(new Date(seconds * 1000));
  }

  /** An address without an object: an area, a group, all, or as it stands in the frame. */
  place(frame: Pick<Frame, "who" | "where" | "scope">): string {
    if (frame.scope !== undefined) return this.t(`monitor.${frame.scope[0]}`, { number: frame.scope[1] ?? "" });
    if (frame.who === undefined || GATEWAYS.includes(frame.who)) return this.t("monitor.gateway");
    return frame.where ? `WHO ${frame.who}, WHERE ${frame.where}` : `WHO ${frame.who}`;
  }
}
