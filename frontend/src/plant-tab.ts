// The plant: all objects in a table, to be found, named, placed and tuned, one or several at once.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import "./copy-dialog";
import "./details-dialog";
import "./list-dialog";
import { groupBy, isChecked, valueOf, type Page } from "./page";
import "./rooms-dialog";
import { byAddress, matches, searchBox } from "./search";
import { shared } from "./styles";
import type { BusObject } from "./types";

const COLUMNS = ["kind", "address", "name", "room", "state", "heard"] as const;
type Column = (typeof COLUMNS)[number];
const USES = ["light", "switch", "outlet", "fan", "lock", "valve"];

class PlantTab extends LitElement {
  static override properties = {
    page: { attribute: false },
    target: { attribute: false },
    search: { state: true },
    kind: { state: true },
    room: { state: true },
    entry: { state: true },
    only: { state: true },
    sorted: { state: true },
    isReversed: { state: true },
    chosen: { state: true },
    opened: { state: true },
    dialog: { state: true },
    pattern: { state: true },
  };

  static override styles = [
    shared,
    css`
      .inline {
        background: transparent;
        border-color: transparent;
        min-height: 32px;
        padding-inline: 6px;
        text-overflow: ellipsis;
        width: 100%;
      }
      .inline:hover,
      .inline:focus {
        background: var(--card);
        border-color: var(--line);
      }
      .inline.unnamed {
        color: var(--faint);
        font-style: italic;
      }
      .kind {
        white-space: nowrap;
      }
      .kind ha-icon {
        --mdc-icon-size: 20px;
        color: var(--faint);
        margin-inline-end: 8px;
        vertical-align: middle;
      }
      th button {
        background: none;
        border: none;
        font-size: 12px;
        font-weight: 500;
        min-height: 28px;
        padding: 0;
      }
      /* One element a row: with all cells of a busy bus, each frame of the page would restyle them all. */
      tr.heard0 {
        animation: heard0 4s ease-out;
      }
      tr.heard1 {
        animation: heard1 4s ease-out;
      }
      @keyframes heard0 {
        from {
          background: color-mix(in srgb, var(--warn) 60%, transparent);
        }
      }
      @keyframes heard1 {
        from {
          background: color-mix(in srgb, var(--warn) 60%, transparent);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        tr.heard {
          animation: none;
          background: color-mix(in srgb, var(--warn) 25%, transparent);
        }
      }
      tr.target td {
        background: color-mix(in srgb, var(--accent) 16%, transparent);
      }
      .name {
        min-width: 150px;
        width: 34%;
      }
      .room {
        min-width: 140px;
        width: 20%;
      }
      .pick {
        width: 34px;
      }
      .kind {
        max-width: 170px;
        overflow: hidden;
        text-overflow: ellipsis;
      }
      .state {
        max-width: 180px;
        overflow: hidden;
        text-overflow: ellipsis;
        white-space: nowrap;
      }
      .chosen {
        background: color-mix(in srgb, var(--accent) 14%, var(--card));
        border-radius: 12px;
        bottom: 8px;
        box-shadow: 0 2px 8px rgba(0, 0, 0, 0.3);
        padding: 8px 12px;
        position: sticky;
        z-index: 1;
      }
      @media (max-width: 700px) {
        thead {
          clip-path: inset(50%);
          height: 1px;
          overflow: hidden;
          position: absolute;
        }
        tr {
          border-top: 1px solid var(--line);
          column-gap: 8px;
          display: grid;
          grid-template: "pick name open" auto "pick room state" auto "pick kind address" auto / 34px 1fr auto;
          padding: 6px;
        }
        td {
          border: none;
          padding: 0;
        }
        .pick {
          grid-area: pick;
        }
        .kind {
          color: var(--faint);
          font-size: 12px;
          grid-area: kind;
          padding-inline-start: 6px;
        }
        .address {
          font-size: 12px;
          grid-area: address;
          text-align: end;
        }
        .name {
          font-weight: 500;
          grid-area: name;
          width: auto;
        }
        .room {
          grid-area: room;
          width: auto;
        }
        .state {
          align-self: center;
          grid-area: state;
          text-align: end;
        }
        .when {
          display: none;
        }
        .open {
          grid-area: open;
          text-align: end;
        }
      }
    `,
  ];

  declare page: Page;
  /** The identifier of the device that somebody comes from; its row is shown. */
  declare target: string;
  declare search: string;
  declare kind: string;
  declare room: string;
  declare entry: string;
  declare only: string;
  declare sorted: Column;
  declare isReversed: boolean;
  declare chosen: ReadonlySet<string>;
  declare opened: string | undefined;
  declare dialog: "list" | "rooms" | "copy" | undefined;
  /** The object whose settings are copied to all others of its kind, where that was asked for at the object. */
  declare pattern: BusObject | undefined;
  private reached = "";

  constructor() {
    super();
    this.target = this.search = this.kind = this.room = this.entry = this.only = "";
    this.sorted = "address";
    this.isReversed = false;
    this.chosen = new Set();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    // Whatever is filtered: it is to be seen.
    if (changed.has("target") && this.target !== "") this.search = this.kind = this.room = this.entry = this.only = "";
  }

  protected override updated(): void {
    if (this.reached === this.target) return;
    const row = this.renderRoot.querySelector<HTMLElement>("tr.target");
    if (row === null) return;
    this.reached = this.target;
    row.scrollIntoView({ block: "center" });
    row.querySelector<HTMLElement>(".open button")?.focus({ preventScroll: true });
  }

  private get objects(): BusObject[] {
    return this.page.plant.objects.filter((one) => one.status === "added");
  }

  private get shown(): BusObject[] {
    const { page } = this;
    const shown = this.objects.filter(
      (one) =>
        (this.kind === "" || page.kind(one) === this.kind) &&
        (this.room === "" || page.room(one) === (this.room === "-" ? "" : this.room)) &&
        (this.entry === "" || one.entry_id === this.entry) &&
        (this.only !== "unnamed" || !page.isNamed(one)) &&
        (this.only !== "silent" || one.is_silent || one.is_faulty) &&
        matches(one, page.name(one), page.room(one), this.search),
    );
    shown.sort((one, other) => this.compare(one, other) || byAddress(one, other));
    return this.isReversed ? shown.reverse() : shown;
  }

  private compare(one: BusObject, other: BusObject): number {
    const { page } = this;
    const text = {
      kind: (object: BusObject) => page.texts.kind(page.kind(object)),
      name: (object: BusObject) => page.name(object),
      room: (object: BusObject) => page.room(object),
      state: (object: BusObject) => page.state(object),
    };
    if (this.sorted === "address") return 0;
    if (this.sorted === "heard") return (page.heard(other) ?? 0) - (page.heard(one) ?? 0);
    const read = text[this.sorted];
    return read(one).localeCompare(read(other), undefined, { numeric: true });
  }

  private sort(column: Column): void {
    this.isReversed = this.sorted === column && !this.isReversed;
    this.sorted = column;
  }

  private choose(id: string, isChosen: boolean): void {
    const chosen = new Set(this.chosen);
    if (isChosen) chosen.add(id);
    else chosen.delete(id);
    this.chosen = chosen;
  }

  protected override render(): TemplateResult {
    const { page } = this;
    if (this.objects.length === 0) return html`<p class="empty">${page.t("plant.empty")}</p>${this.renderActions()}${this.renderDialog([])}`;
    const shown = this.shown;
    const chosen = this.objects.filter((one) => this.chosen.has(idOf(one)));
    return html`
      ${this.renderFilters()}${this.renderActions()}
      <datalist id="areas">${page.areas.map((one) => html`<option value=${one.name}></option>`)}</datalist>
      <div class="card scroll">
        <table>
          <caption class="hidden">${page.t("page.plant")}</caption>
          <thead>
            <tr>
              <th class="pick">
                <input
                  type="checkbox"
                  aria-label=${page.t("plant.choose_all")}
                  .checked=${shown.length > 0 && shown.every((one) => this.chosen.has(idOf(one)))}
                  @change=${(event: Event) => (this.chosen = new Set(isChecked(event) ? shown.map(idOf) : []))}
                />
              </th>
              ${COLUMNS.map((column) => this.renderHeading(column))}
              <th><span class="hidden">${page.t("plant.details")}</span></th>
            </tr>
          </thead>
          <tbody>
            ${repeat(shown, idOf, (one) =>
              guard([...page.shown(one), this.chosen.has(idOf(one)), page.isCalled(one, this.target)], () => this.renderRow(one)),
            )}
          </tbody>
        </table>
        ${shown.length === 0 ? html`<p class="empty">${page.t("plant.nothing_found")}</p>` : nothing}
      </div>
      <p class="note" role="status">${page.t("plant.count", { shown: shown.length, all: this.objects.length })}</p>
      ${chosen.length > 0 ? this.renderChosen(chosen) : nothing} ${this.renderDialog(chosen)}
    `;
  }

  private renderFilters(): TemplateResult {
    const { page } = this;
    const kinds = [...new Set(this.objects.map((one) => page.kind(one)))];
    const rooms = [...new Set(this.objects.map((one) => page.room(one)).filter(Boolean))].sort();
    const choice = (value: string, shown: string, current: string) =>
      html`<option value=${value} ?selected=${value === current}>${shown}</option>`;
    return html`<div class="bar">
      ${searchBox(page, this.search, (search) => (this.search = search))}
      <select aria-label=${page.t("plant.kind")} @change=${(event: Event) => (this.kind = valueOf(event))}>
        ${choice("", page.t("plant.all_kinds"), this.kind)}
        ${kinds.map((one) => choice(one, page.texts.kind(one), this.kind))}
      </select>
      <select aria-label=${page.t("plant.room")} @change=${(event: Event) => (this.room = valueOf(event))}>
        ${choice("", page.t("plant.all_rooms"), this.room)} ${choice("-", page.t("plant.no_room"), this.room)}
        ${rooms.map((one) => choice(one, one, this.room))}
      </select>
      ${page.gateways.length < 2
        ? nothing
        : html`<select aria-label=${page.t("plant.gateway")} @change=${(event: Event) => (this.entry = valueOf(event))}>
            ${choice("", page.t("plant.all_gateways"), this.entry)}
            ${page.gateways.map((one) => choice(one.entry_id, one.title, this.entry))}
          </select>`}
      <select aria-label=${page.t("plant.only")} @change=${(event: Event) => (this.only = valueOf(event))}>
        ${choice("", page.t("plant.everything"), this.only)} ${choice("unnamed", page.t("plant.unnamed"), this.only)}
        ${choice("silent", page.t("plant.silent_or_faulty"), this.only)}
      </select>
    </div>`;
  }

  private renderActions(): TemplateResult {
    const { page } = this;
    return html`<div class="bar">
      <button @click=${() => (this.dialog = "list")} data-action="list">${page.t("list.title")}</button>
      <button @click=${() => (this.dialog = "rooms")} data-action="rooms">${page.t("rooms.title")}</button>
      ${page.undo.render(page)}
    </div>`;
  }

  private renderHeading(column: Column): TemplateResult {
    const order = this.sorted === column ? (this.isReversed ? "descending" : "ascending") : "none";
    const arrow = { none: "", ascending: " ▲", descending: " ▼" }[order];
    return html`<th aria-sort=${order}>
      <button @click=${() => this.sort(column)}>${this.page.t(`plant.${column}`)}${arrow}</button>
    </th>`;
  }

  private renderRow(object: BusObject): TemplateResult {
    const { page } = this;
    const id = idOf(object);
    const name = page.name(object);
    const heard = page.heard(object);
    return html`<tr data-key=${object.key} data-entry=${object.entry_id} class="${page.shine(object)} ${page.isCalled(object, this.target) ? "target" : ""}">
      <td class="pick">
        <input
          type="checkbox"
          aria-label=${page.t("plant.choose", { name })}
          .checked=${this.chosen.has(id)}
          @change=${(event: Event) => this.choose(id, isChecked(event))}
        />
      </td>
      <td class="kind">${page.icon(page.kind(object))}${page.texts.kind(page.kind(object))}</td>
      <td class="address number">
        ${object.address}${page.gatewayOf(object) === "" ? nothing : html`<br /><span class="note">${page.gatewayOf(object)}</span>`}
      </td>
      <td class="name">
        <input
          class="inline ${page.isNamed(object) ? "" : "unnamed"}"
          data-field="name"
          aria-label=${page.t("plant.name_of", { address: object.address })}
          .value=${name}
          data-known=${name}
          @change=${(event: Event) => this.rename(object, event)}
          @keydown=${onKey}
        />
      </td>
      <td class="room">
        <input
          class="inline"
          data-field="room"
          list="areas"
          placeholder=${page.t("plant.no_room")}
          aria-label=${page.t("plant.room_of", { address: object.address })}
          .value=${page.room(object)}
          data-known=${page.room(object)}
          @change=${(event: Event) => this.place(object, event)}
          @keydown=${onKey}
        />
      </td>
      <td class="state">
        ${object.is_silent ? html`<span class="tag bad">${page.t("plant.silent")}</span>` : nothing}
        ${object.is_faulty ? html`<span class="tag bad">${page.t("plant.faulty")}</span>` : nothing}
        ${object.is_silent ? nothing : page.state(object)}
      </td>
      <td class="when number note">${heard === undefined ? "" : page.texts.when(heard)}</td>
      <td class="open">
        <button class="plain" aria-label=${page.t("plant.details_of", { name })} @click=${() => (this.opened = id)}>
          ${page.t("plant.details")}
        </button>
      </td>
    </tr>`;
  }

  private async rename(object: BusObject, event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const done = await this.page.attempt(() => this.page.rename(object, input.value));
    if (!done || input.value.trim() === "") input.value = this.page.name(object);
  }

  private async place(object: BusObject, event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const done = await this.page.attempt(async () => this.page.place(object, await this.page.areaOf(input.value)));
    if (!done) input.value = this.page.room(object);
  }

  // Several at once ---------------------------------------------------------------------------------------------

  private renderChosen(chosen: BusObject[]): TemplateResult {
    const { page } = this;
    const canBeUsed = chosen.every((one) => one.used_as !== null);
    return html`<div class="bar chosen" role="toolbar" aria-label=${page.t("plant.chosen", { count: chosen.length })}>
      <strong>${page.t("plant.chosen", { count: chosen.length })}</strong>
      <input
        list="areas"
        data-bulk="room"
        placeholder=${page.t("plant.put_into_room")}
        aria-label=${page.t("plant.put_into_room")}
        @change=${(event: Event) => this.placeAll(chosen, event.target as HTMLInputElement)}
      />
      <select
        aria-label=${page.t("plant.used_as")}
        ?disabled=${!canBeUsed}
        @change=${(event: Event) => this.useAll(chosen, event.target as HTMLSelectElement)}
      >
        <option value="">${page.t("plant.used_as")}</option>
        ${USES.map((one) => html`<option value=${one}>${page.texts.use(one)}</option>`)}
      </select>
      <button @click=${() => (this.dialog = "copy")} data-action="copy">${page.t("copy.title")}</button>
      <button class="danger" @click=${() => this.ignoreAll(chosen)}>${page.t("plant.ignore")}</button>
      <button class="plain" @click=${() => (this.chosen = new Set())}>${page.t("plant.choose_none")}</button>
    </div>`;
  }

  private async placeAll(chosen: BusObject[], input: HTMLInputElement): Promise<void> {
    await this.page.attempt(async () => {
      const area = await this.page.areaOf(input.value);
      for (const object of chosen) await this.page.place(object, area);
      this.chosen = new Set();
    });
  }

  private async useAll(chosen: BusObject[], select: HTMLSelectElement): Promise<void> {
    if (select.value === "") return;
    await this.page.attempt(async () => {
      for (const [entry, objects] of byEntry(chosen)) {
        const keys = objects.map((one) => one.key);
        await this.page.call("set", { entry_id: entry, keys, settings: { used_as: select.value } });
      }
    });
    select.value = "";
  }

  private async ignoreAll(chosen: BusObject[]): Promise<void> {
    const { page } = this;
    if (!confirm(page.t("plant.really_ignore", { count: chosen.length }))) return;
    await page.attempt(async () => {
      for (const [entry, objects] of byEntry(chosen)) {
        await page.call("ignore", { entry_id: entry, keys: objects.map((one) => one.key) });
      }
      this.chosen = new Set();
    });
  }

  // Dialogs -----------------------------------------------------------------------------------------------------

  private renderDialog(chosen: BusObject[]): TemplateResult | typeof nothing {
    const { page } = this;
    const close = () => (this.dialog = this.pattern = undefined);
    const opened = this.opened === undefined ? undefined : this.objects.find((one) => idOf(one) === this.opened);
    if (opened !== undefined) {
      return html`<openwebnet-details
        .page=${page}
        .object=${opened}
        @closed=${() => (this.opened = undefined)}
        @copy=${() => {
          this.pattern = opened;
          this.opened = undefined;
          this.dialog = "copy";
        }}
      ></openwebnet-details>`;
    }
    switch (this.dialog) {
      case "list":
        return html`<openwebnet-list .page=${page} @closed=${close}></openwebnet-list>`;
      case "rooms":
        return html`<openwebnet-rooms .page=${page} @closed=${close}></openwebnet-rooms>`;
      case "copy": {
        const { pattern } = this;
        const objects = pattern === undefined ? chosen : this.objects.filter((one) => one.kind === pattern.kind);
        return html`<openwebnet-copy
          .page=${page}
          .objects=${objects}
          .source=${pattern === undefined ? "" : idOf(pattern)}
          @closed=${close}
        ></openwebnet-copy>`;
      }
      default:
        return nothing;
    }
  }
}

function onKey(event: KeyboardEvent): void {
  const input = event.target as HTMLInputElement;
  if (event.key === "Enter") input.blur();
  if (event.key === "Escape") {
    input.value = input.dataset["known"] ?? "";
    input.blur();
  }
}

export function idOf(object: BusObject): string {
  return `${object.entry_id} ${object.key}`;
}

export function byEntry(objects: BusObject[]): Map<string, BusObject[]> {
  return groupBy(objects, (one) => one.entry_id);
}

customElements.define("openwebnet-plant", PlantTab);
