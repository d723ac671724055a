// How objects are found and put in order: by name, by address in any spelling, by numbers.
import { html, type TemplateResult } from "lit";
import { valueOf, type Page } from "./page";
import type { BusObject } from "./types";

const PARTS = ["area", "point", "number"];

function rank(object: BusObject): number[] {
  const { numbers } = object;
  // Points of the bus first, those behind interfaces after those of the gateway's own bus; then the rest by subsystem.
  const isPoint = numbers["area"] !== undefined;
  return [isPoint ? 0 : object.who + 1, numbers["interface"] ?? 0, ...PARTS.map((part) => numbers[part] ?? -1)];
}

/** Compare by address, as numbers. */
export function byAddress(one: BusObject, other: BusObject): number {
  const [left, right] = [rank(one), rank(other)];
  for (const [index, number] of left.entries()) {
    const difference = number - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return one.who - other.who || one.where.localeCompare(other.where);
}

const SPELLED = /^a\s*(\d{1,2})(?:\s*\/?\s*pl?\s*(\d{1,2}))?(?:\s*\/?\s*i\s*(\d{1,2}))?$/;
const PAIR = /^(\d{1,2})\/(\d{1,2})$/;

/** Tell whether an object is what somebody looks for: a part of its name, or its address: `12`, `1/2`, `A1 PL2`. */
export function matches(object: BusObject, name: string, room: string, search: string): boolean {
  const wanted = search.trim().toLowerCase();
  if (wanted === "") return true;
  const point = SPELLED.exec(wanted) ?? PAIR.exec(wanted);
  if (point !== null) {
    const given = { area: point[1], point: point[2], interface: point[3] };
    return Object.entries(given).every(([part, text]) => text === undefined || object.numbers[part] === Number(text));
  }
  if (/^[\d#]+$/.test(wanted)) {
    return object.where === wanted || object.label === wanted || object.where.startsWith(`${wanted}#`) || object.key === wanted;
  }
  return [name, room, object.address, object.key].some((text) => text.toLowerCase().includes(wanted));
}

/** Where somebody types what is looked for. */
export function searchBox(page: Page, search: string, changed: (search: string) => void): TemplateResult {
  return html`<input
    class="grow"
    type="search"
    placeholder=${page.t("plant.search")}
    aria-label=${page.t("plant.search")}
    .value=${search}
    @input=${(event: Event) => changed(valueOf(event))}
  />`;
}
