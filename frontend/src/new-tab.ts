// What is new on the bus: press at the wall and see the row shine, or let an actuator blink; name it, place it, add it.
import { css, html, LitElement, nothing, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import { valueOf, type Page } from "./page";
import { byAddress, matches, searchBox } from "./search";
import { shared } from "./styles";
import type { BusObject } from "./types";

const USES = ["light", "switch", "outlet", "fan", "lock", "valve"];
const LATELY = 24 * 3600;

interface Draft {
  name?: string;
  room?: string;
  use?: string;
}

class NewTab extends LitElement {
  static override properties = {
    page: { attribute: false },
    search: { state: true },
    drafts: { state: true },
    busy: { state: true },
  };

  static override styles = [
    shared,
    css`
      .heard-now {
        align-items: center;
        background: color-mix(in srgb, var(--warn) 20%, var(--card));
        border-radius: 12px;
        display: flex;
        flex-wrap: wrap;
        gap: 8px;
        margin-block: 8px;
        min-height: 48px;
        padding: 8px 16px;
      }
      li {
        align-items: center;
        border-top: 1px solid var(--line);
        display: grid;
        gap: 8px;
        grid-template-columns: minmax(180px, 1.2fr) minmax(130px, 1fr) minmax(120px, 0.8fr) auto auto;
        padding: 8px 12px;
      }
      li.lately {
        grid-template-columns: minmax(180px, 1.2fr) minmax(130px, 1fr) minmax(120px, 0.8fr) auto;
      }
      li.ignored {
        grid-template-columns: 1fr auto;
      }
      li:first-child {
        border-top: none;
      }
      li.heard0 {
        animation: heard0 4s ease-out;
      }
      li.heard1 {
        animation: heard1 4s ease-out;
      }
      @keyframes heard0 {
        0%,
        20%,
        40% {
          background: color-mix(in srgb, var(--warn) 80%, transparent);
        }
        10%,
        30% {
          background: color-mix(in srgb, var(--warn) 25%, transparent);
        }
      }
      @keyframes heard1 {
        0%,
        20%,
        40% {
          background: color-mix(in srgb, var(--warn) 80%, transparent);
        }
        10%,
        30% {
          background: color-mix(in srgb, var(--warn) 25%, transparent);
        }
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      .what {
        align-items: center;
        display: flex;
        gap: 10px;
      }
      .what ha-icon {
        color: var(--faint);
      }
      li input,
      li select {
        min-width: 0;
        width: 100%;
      }
      .buttons {
        display: flex;
        flex-wrap: wrap;
        gap: 6px;
        justify-content: flex-end;
      }
      @media (prefers-reduced-motion: reduce) {
        li.heard {
          animation: none;
          outline: 3px solid var(--warn);
          outline-offset: -3px;
        }
      }
      @media (max-width: 800px) {
        li,
        li.lately {
          grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        }
        .what,
        .buttons {
          grid-column: 1 / -1;
        }
      }
    `,
  ];

  declare page: Page;
  declare search: string;
  declare drafts: ReadonlyMap<string, Draft>;
  declare busy: ReadonlySet<string>;

  constructor() {
    super();
    this.search = "";
    this.drafts = new Map();
    this.busy = new Set();
  }

  private draft(object: BusObject): Draft {
    return this.drafts.get(idOf(object)) ?? {};
  }

  private change(object: BusObject, change: Draft): void {
    this.drafts = new Map(this.drafts).set(idOf(object), { ...this.draft(object), ...change });
  }

  protected override render(): TemplateResult {
    const { page } = this;
    const objects = page.plant.objects.filter((one) => matches(one, page.name(one), page.room(one), this.search));
    // What was heard last stands first: somebody walks about and presses.
    const waiting = objects.filter((one) => one.status === "waiting");
    waiting.sort((one, other) => (page.heard(other) ?? 0) - (page.heard(one) ?? 0) || byAddress(one, other));
    const since = Date.now() / 1000 - LATELY;
    const lately = objects.filter((one) => one.status === "added" && (page.device(one)?.created_at ?? 0) > since);
    lately.sort((one, other) => (page.device(other)?.created_at ?? 0) - (page.device(one)?.created_at ?? 0) || byAddress(one, other));
    const ignored = objects.filter((one) => one.status === "ignored").sort(byAddress);
    const nobodyWaits = page.gateways.some((one) => !one.adds_automatically) ? "new.nothing" : "new.automatic";
    return html`
      <datalist id="areas">${page.areas.map((one) => html`<option value=${one.name}></option>`)}</datalist>
      ${this.renderLast()}
      <div class="bar">${searchBox(page, this.search, (search) => (this.search = search))}</div>
      <h3>${page.t("new.waiting", { count: waiting.length })}</h3>
      ${waiting.length === 0
        ? html`<p class="card padded note">${page.t(this.search === "" ? nobodyWaits : "plant.nothing_found")}</p>`
        : html`<ul class="card">
              ${repeat(waiting, idOf, (one) => this.once(one, () => this.renderWaiting(one)))}
            </ul>
            ${waiting.length > 1
              ? html`<div class="bar"><button @click=${() => this.addAll(waiting)}>${page.t("new.add_all", { count: waiting.length })}</button></div>`
              : nothing}`}
      ${lately.length === 0
        ? nothing
        : html`<h3>${page.t("new.lately", { count: lately.length })}</h3>
            <ul class="card">
              ${repeat(lately, idOf, (one) => this.once(one, () => this.renderLately(one)))}
            </ul>`}
      <h3>${page.t("new.ignored", { count: ignored.length })}</h3>
      ${ignored.length === 0
        ? html`<p class="card padded note">${page.t(this.search === "" ? "new.none_ignored" : "plant.nothing_found")}</p>`
        : html`<ul class="card">
            ${repeat(ignored, idOf, (one) => this.once(one, () => this.renderIgnored(one)))}
          </ul>`}
    `;
  }

  /** What was heard last, new or not: whoever presses at the wall sees what that is. */
  private renderLast(): TemplateResult {
    const { page } = this;
    const last = page.feed.last;
    const object = last === undefined ? undefined : page.feed.object(last.entry_id, last.key);
    return html`<div class="heard-now" role="status" aria-live="polite">
      ${object === undefined
        ? page.t("new.press")
        : html`<strong>${page.t("new.heard")}</strong> ${page.icon(page.kind(object))}
            <button class="plain" @click=${() => this.show(object)}>${page.name(object)}</button>
            <span class="note">${object.address}</span>
            <span class="tag calm">${page.t(`new.${object.status}_status`)}</span>
            <span class="note number">${page.texts.when(last?.at ?? 0)}</span>`}
    </div>`;
  }

  /** Go to the row of what was heard, where it is to be named. */
  private async show(object: BusObject): Promise<void> {
    this.search = "";
    await this.updateComplete;
    const rows = [...this.renderRoot.querySelectorAll<HTMLElement>("li[data-key]")];
    const row = rows.find((one) => one.dataset["key"] === object.key && one.dataset["entry"] === object.entry_id);
    row?.scrollIntoView({ block: "center" });
    row?.querySelector<HTMLElement>("input, button")?.focus();
  }

  private renderWhat(object: BusObject): TemplateResult {
    const { page } = this;
    const heard = page.heard(object);
    return html`<span class="what">
      ${page.icon(page.kind(object))}
      <span>
        ${page.name(object)}<br />
        <span class="note">
          ${page.texts.kind(page.kind(object))} · ${object.address}
          ${page.gatewayOf(object) === "" ? nothing : html` · ${page.gatewayOf(object)}`}
          ${heard === undefined ? nothing : html` · ${page.t("new.heard_at", { time: page.texts.when(heard) })}`}
        </span>
      </span>
    </span>`;
  }

  /** Make a row anew only where something of it has changed. */
  private once(object: BusObject, render: () => TemplateResult): unknown {
    return guard([...this.page.shown(object), this.drafts.get(idOf(object)), this.busy.has(idOf(object))], render);
  }

  private rowClass(object: BusObject, name: string): string {
    return `${name} ${this.page.shine(object)}`;
  }

  private renderWaiting(object: BusObject): TemplateResult {
    const { page } = this;
    const draft = this.draft(object);
    const { address } = object;
    return html`<li data-key=${object.key} data-entry=${object.entry_id} class=${this.rowClass(object, "waiting")}>
      ${this.renderWhat(object)}
      <input
        data-field="name"
        placeholder=${page.t("plant.name")}
        aria-label=${page.t("plant.name_of", { address })}
        .value=${draft.name ?? ""}
        @input=${(event: Event) => this.change(object, { name: valueOf(event) })}
        @keydown=${(event: KeyboardEvent) => event.key === "Enter" && this.add(object)}
      />
      <input
        data-field="room"
        list="areas"
        placeholder=${page.t("plant.room")}
        aria-label=${page.t("plant.room_of", { address })}
        .value=${draft.room ?? ""}
        @input=${(event: Event) => this.change(object, { room: valueOf(event) })}
      />
      ${object.used_as === null
        ? html`<span></span>`
        : html`<select aria-label=${page.t("plant.used_as")} @change=${(event: Event) => this.change(object, { use: valueOf(event) })}>
            ${USES.map((one) => html`<option value=${one} ?selected=${one === (draft.use ?? "light")}>${page.texts.use(one)}</option>`)}
          </select>`}
      <span class="buttons">
        ${this.renderBlink(object)}
        <button @click=${() => this.ignore(object)}>${page.t("plant.ignore")}</button>
        <button class="main" data-action="add" @click=${() => this.add(object)}>${page.t("new.add")}</button>
      </span>
    </li>`;
  }

  private renderLately(object: BusObject): TemplateResult {
    const { page } = this;
    const { address } = object;
    const rename = (event: Event) => page.attempt(() => page.rename(object, valueOf(event)));
    const place = (event: Event) => page.attempt(async () => page.place(object, await page.areaOf(valueOf(event))));
    return html`<li data-key=${object.key} data-entry=${object.entry_id} class=${this.rowClass(object, "lately")}>
      ${this.renderWhat(object)}
      <input data-field="name" aria-label=${page.t("plant.name_of", { address })} .value=${page.name(object)} @change=${rename} />
      <input
        data-field="room"
        list="areas"
        placeholder=${page.t("plant.room")}
        aria-label=${page.t("plant.room_of", { address })}
        .value=${page.room(object)}
        @change=${place}
      />
      <span class="buttons">
        ${this.renderBlink(object)}
        <button @click=${() => this.ignore(object)}>${page.t("plant.ignore")}</button>
      </span>
    </li>`;
  }

  private renderIgnored(object: BusObject): TemplateResult {
    const { page } = this;
    const restore = () => page.call("restore", { entry_id: object.entry_id, keys: [object.key] });
    return html`<li data-key=${object.key} data-entry=${object.entry_id} class=${this.rowClass(object, "ignored")}>
      ${this.renderWhat(object)}
      <span class="buttons"><button data-action="restore" @click=${() => page.attempt(restore)}>${page.t("new.restore")}</button></span>
    </li>`;
  }

  private renderBlink(object: BusObject): TemplateResult | typeof nothing {
    if (!object.can_identify) return nothing;
    const id = idOf(object);
    const blink = async () => {
      this.busy = new Set(this.busy).add(id);
      await this.page.attempt(() => this.page.call("identify", { entry_id: object.entry_id, key: object.key }));
      this.busy = new Set([...this.busy].filter((one) => one !== id));
    };
    return html`<button ?disabled=${this.busy.has(id)} @click=${blink}>${this.page.t("new.blink")}</button>`;
  }

  private async addOne(object: BusObject): Promise<void> {
    const { page } = this;
    const { name, room, use } = this.draft(object);
    const area = await page.areaOf(room ?? "");
    await page.call("add", {
      entry_id: object.entry_id,
      key: object.key,
      ...(name ? { name } : {}),
      ...(area === null ? {} : { area_id: area }),
      ...(use === undefined || use === "light" ? {} : { used_as: use }),
    });
  }

  private async add(object: BusObject): Promise<void> {
    await this.page.attempt(() => this.addOne(object));
  }

  private async addAll(objects: BusObject[]): Promise<void> {
    await this.page.attempt(async () => {
      for (const object of objects) await this.addOne(object);
    });
  }

  private async ignore(object: BusObject): Promise<void> {
    await this.page.attempt(() => this.page.call("ignore", { entry_id: object.entry_id, keys: [object.key] }));
  }
}

function idOf(object: BusObject): string {
  return `${object.entry_id} ${object.key}`;
}

customElements.define("openwebnet-new", NewTab);
