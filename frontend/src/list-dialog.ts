// Names from a list: paste or upload, look at what would become of each row, take it over. And the plant as a list.
import { css, html, nothing, type TemplateResult } from "lit";
import { Dialog } from "./dialog";
import { download, fromTo, isChecked, valueOf } from "./page";
import { shared } from "./styles";
import type { ListRow, Value } from "./types";
import type { Changes } from "./undo";

/** What stands above the rows: how many there are of each, those that change by what of them changes. */
const COUNTS: [string, "good" | "warn" | "calm" | "bad", (row: ListRow) => boolean][] = [
  ["new", "good", (row) => row.status === "new"],
  ["changed_name", "warn", (row) => row.status === "changed" && row.name !== "" && row.name !== row.old_name],
  ["changed_room", "warn", (row) => row.status === "changed" && row.room !== "" && row.room !== row.old_room],
  ["changed_settings", "warn", (row) => row.status === "changed" && Object.keys(row.settings).length > 0],
  ["same", "calm", (row) => row.status === "same"],
  ["bad", "bad", (row) => row.status === "bad"],
];
const TAGS = { new: "good", changed: "warn", same: "calm", bad: "bad" };

class ListDialog extends Dialog {
  static override properties = {
    page: { attribute: false },
    entry: { state: true },
    text: { state: true },
    rows: { state: true },
    without: { state: true },
    failure: { state: true },
    done: { state: true },
    isBusy: { state: true },
  };

  static override styles = [
    shared,
    css`
      textarea {
        font-family: var(--ha-font-family-code, ui-monospace, monospace);
        min-height: 180px;
        resize: vertical;
        width: 100%;
      }
    `,
  ];

  declare entry: string;
  declare text: string;
  declare rows: ListRow[] | undefined;
  declare without: ReadonlySet<number>;
  declare failure: string | undefined;
  declare done: number | undefined;
  declare isBusy: boolean;

  constructor() {
    super();
    this.entry = this.text = "";
    this.without = new Set();
    this.isBusy = false;
  }

  protected override get heading(): string {
    return this.page.t("list.title");
  }

  private get entryId(): string {
    return this.entry || (this.page.gateways[0]?.entry_id ?? "");
  }

  private async attempt(work: () => Promise<unknown>): Promise<void> {
    this.isBusy = true;
    try {
      await work();
      this.failure = undefined;
    } catch (error) {
      this.failure = this.page.texts.error(error);
    }
    this.isBusy = false;
  }

  private async preview(): Promise<void> {
    const { rows } = await this.page.call<{ rows: ListRow[] }>("list/preview", { entry_id: this.entryId, text: this.text });
    this.rows = rows;
    this.without = new Set();
  }

  private async apply(): Promise<void> {
    const lines = this.rows?.filter((one) => this.isWanted(one)).map((one) => one.line) ?? [];
    const data = { entry_id: this.entryId, text: this.text, lines };
    const { changed, undo } = await this.page.call<{ changed: number; undo: Changes }>("list/apply", data);
    this.page.undo.add(this.page.t("list.done", { count: changed }), undo);
    this.done = changed;
  }

  private isWanted(row: ListRow): boolean {
    return (row.status === "new" || row.status === "changed") && !this.without.has(row.line);
  }

  private async upload(event: Event): Promise<void> {
    const file = (event.target as HTMLInputElement).files?.[0];
    if (file === undefined) return;
    await this.attempt(async () => {
      this.text = decode(await file.arrayBuffer());
      await this.preview();
    });
  }

  private async export(): Promise<void> {
    const { text } = await this.page.call<{ text: string }>("list/export", { entry_id: this.entryId });
    const title = this.page.gateway(this.entryId)?.title ?? "plant";
    download(`${title.replace(/[^\w-]+/g, "_")}.csv`, text, "text/csv;charset=utf-8");
  }

  protected override renderContent(): TemplateResult {
    return html`
      ${this.failure === undefined ? nothing : html`<p class="problem" role="alert">${this.failure}</p>`}
      ${this.done !== undefined
        ? this.renderDone(this.done)
        : this.rows === undefined
          ? this.renderInput()
          : this.renderRows(this.rows)}
    `;
  }

  private renderDone(done: number): TemplateResult {
    const { page } = this;
    return html`
      <div class="bar" role="status">
        <span class="tag good">${page.t("list.done", { count: done })}</span>
        ${page.undo.renderButton(page, (work) => this.attempt(work))}
      </div>
      <p class="note">${page.t("list.undo_explain")}</p>
    `;
  }

  private renderInput(): TemplateResult {
    const { page } = this;
    return html`
      <p class="note">${page.t("list.explain")}</p>
      ${page.gateways.length < 2
        ? nothing
        : html`<select aria-label=${page.t("plant.gateway")} @change=${(event: Event) => (this.entry = valueOf(event))}>
            ${page.gateways.map((one) => html`<option value=${one.entry_id} ?selected=${one.entry_id === this.entryId}>${one.title}</option>`)}
          </select>`}
      <textarea
        data-field="list"
        spellcheck="false"
        aria-label=${page.t("list.paste")}
        placeholder=${page.t("list.example")}
        .value=${this.text}
        @input=${(event: Event) => (this.text = valueOf(event))}
      ></textarea>
      <div class="bar">
        <button class="main" data-action="preview" ?disabled=${this.isBusy || this.text.trim() === ""} @click=${() => this.attempt(() => this.preview())}>
          ${page.t("list.preview")}
        </button>
        <label>
          <span class="label">${page.t("list.upload")}</span>
          <input type="file" accept=".csv,.txt,.tsv,.yaml,.yml,.json" @change=${(event: Event) => this.upload(event)} />
        </label>
        <button data-action="export" @click=${() => this.attempt(() => this.export())}>${page.t("list.download")}</button>
      </div>
    `;
  }

  private renderRows(rows: ListRow[]): TemplateResult {
    const { page } = this;
    const wanted = rows.filter((one) => this.isWanted(one)).length;
    return html`
      <div class="bar" role="status">
        ${COUNTS.map(([name, tag, counts]) => {
          const count = rows.filter(counts).length;
          if (count === 0) return nothing;
          const text = name.startsWith("changed") ? page.t(`list.${name}`, { count }) : page.texts.pair(page.t(`list.${name}`), count);
          return html`<span class="tag ${tag}">${text}</span>`;
        })}
      </div>
      <div class="scroll">
        <table class="preview">
          <thead>
            <tr>
              <th></th>
              <th>${page.t("list.line")}</th>
              <th></th>
              <th>${page.t("plant.address")}</th>
              <th>${page.t("plant.name")}</th>
              <th>${page.t("plant.room")}</th>
            </tr>
          </thead>
          <tbody>
            ${rows.map((row) => this.renderRow(row))}
          </tbody>
        </table>
      </div>
      <div class="bar foot">
        <button class="main" data-action="apply" ?disabled=${this.isBusy || wanted === 0} @click=${() => this.attempt(() => this.apply())}>
          ${page.t("list.apply", { count: wanted })}
        </button>
        <button @click=${() => (this.rows = undefined)}>${page.t("list.back")}</button>
      </div>
    `;
  }

  private renderRow(row: ListRow): TemplateResult {
    const { page } = this;
    const choose = (event: Event) => {
      const without = new Set(this.without);
      if (isChecked(event)) without.delete(row.line);
      else without.add(row.line);
      this.without = without;
    };
    const canChoose = row.status === "new" || row.status === "changed";
    return html`<tr data-line=${row.line} data-status=${row.status} class=${this.without.has(row.line) ? "off" : ""}>
      <td>
        ${canChoose
          ? html`<input type="checkbox" aria-label=${page.t("list.take", { line: row.line })} .checked=${!this.without.has(row.line)} @change=${choose} />`
          : nothing}
      </td>
      <td class="number note">${row.line}</td>
      <td><span class="tag ${TAGS[row.status]}">${page.t(`list.${row.status}`)}</span></td>
      ${row.status === "bad" ? this.renderReason(row) : this.renderChange(row)}
    </tr>`;
  }

  private renderReason(row: ListRow): TemplateResult {
    const { page } = this;
    const reason = page.t(`reason.${row.reason ?? ""}`);
    const about = row.reason === "twice" ? `${page.t("list.line")} ${row.about}` : row.about;
    return html`<td class="wide" colspan="3">
      ${about === "" ? reason : html`<strong>${about}</strong>${page.texts.colon}${reason}`}<br /><span class="mono note">${row.text}</span>
    </td>`;
  }

  private renderChange(row: ListRow): TemplateResult {
    const { page } = this;
    const { used_as: use, ...others } = row.settings;
    const kind = (value: Value | undefined) => (value === undefined ? "" : page.texts.kind(String(value)));
    // What is new has nothing that it could lose.
    const change = (old: string, now: string) => (row.status === "new" ? now || old : fromTo(old, now));
    const shown = (name: string, value: Value | undefined) => (value === undefined ? "–" : page.texts.value(name, value));
    return html`
      <td>
        ${row.address}<br />
        <span class="note">
          ${use === undefined ? kind(row.kind ?? "") : change(kind(row.old_settings["used_as"]), kind(use))}
        </span>
        ${Object.entries(others).map(
          ([name, value]) => html`<br /><span class="note">
              ${page.texts.setting(name)}${page.texts.colon}${change(shown(name, row.old_settings[name]), shown(name, value))}
            </span>`,
        )}
      </td>
      <td>${change(row.old_name, row.name)}</td>
      <td>${change(row.old_room, row.room)} ${row.is_new_room ? html`<span class="tag good">${page.t("list.new_room")}</span>` : nothing}</td>
    `;
  }
}

/** Read a file as text: spreadsheets of some systems still write their own character set. */
function decode(content: ArrayBuffer): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(content);
  } catch {
    return new TextDecoder("windows-1252").decode(content);
  }
}

customElements.define("openwebnet-list", ListDialog);
