// The settings of one object for others of its kind: first what would change, then the change.
import { html, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Dialog } from "./dialog";
import { fromTo, valueOf } from "./page";
import { shared } from "./styles";
import type { BusObject, Change } from "./types";

class CopyDialog extends Dialog {
  static override properties = {
    page: { attribute: false },
    objects: { attribute: false },
    source: { state: true },
    changes: { state: true },
    failure: { state: true },
    done: { state: true },
  };

  static override styles = [shared];

  /** Those that were chosen: one of them is the pattern, the others follow it. */
  declare objects: BusObject[];
  declare source: string;
  declare changes: Change[] | undefined;
  declare failure: string | undefined;
  declare done: number | undefined;

  constructor() {
    super();
    this.source = "";
  }

  protected override get heading(): string {
    return this.page.t("copy.title");
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (this.source === "" && this.objects[0] !== undefined) this.source = idOf(this.objects[0]);
    if (changed.has("source")) void this.ask(true);
  }

  private get pattern(): BusObject | undefined {
    return this.objects.find((one) => idOf(one) === this.source);
  }

  private get targets(): BusObject[] {
    const { pattern } = this;
    return this.objects.filter((one) => one !== pattern && one.entry_id === pattern?.entry_id && one.kind === pattern.kind);
  }

  private async ask(preview: boolean): Promise<void> {
    const { pattern, targets } = this;
    if (pattern === undefined || targets.length === 0) {
      this.changes = [];
      return;
    }
    try {
      const data = { entry_id: pattern.entry_id, source: pattern.key, keys: targets.map((one) => one.key), preview };
      this.changes = (await this.page.call<{ changes: Change[] }>("copy_settings", data)).changes;
      this.failure = undefined;
      if (!preview) this.done = new Set(this.changes.map((one) => one.key)).size;
    } catch (error) {
      this.failure = this.page.texts.error(error);
    }
  }

  protected override renderContent(): TemplateResult {
    const { page } = this;
    const left = this.objects.length - 1 - this.targets.length;
    return html`
      ${this.failure === undefined ? nothing : html`<p class="problem" role="alert">${this.failure}</p>`}
      <label class="bar">
        ${page.t("copy.from")}
        <select data-field="source" @change=${(event: Event) => (this.source = valueOf(event))}>
          ${this.objects.map(
            (one) => html`<option value=${idOf(one)} ?selected=${idOf(one) === this.source}>${page.name(one)} (${one.address})</option>`,
          )}
        </select>
      </label>
      <p>${page.t("copy.to", { count: this.targets.length })}</p>
      ${left > 0 ? html`<p class="note">${page.t("copy.left", { count: left })}</p>` : nothing}
      ${this.done === undefined ? this.renderChanges() : html`<p role="status" class="tag good">${page.t("copy.done", { count: this.done })}</p>`}
    `;
  }

  private renderChanges(): TemplateResult {
    const { page, changes } = this;
    if (changes === undefined) return html`<p class="empty" role="status">${page.t("page.loading")}</p>`;
    if (changes.length === 0) return html`<p class="empty">${page.t("copy.nothing")}</p>`;
    const entry = this.pattern?.entry_id ?? "";
    const shown = (key: string, value: Change["old"]) => (value === null ? "–" : page.texts.value(key, value));
    return html`
      <div class="scroll">
        <table class="preview">
          <thead>
            <tr>
              <th>${page.t("plant.name")}</th>
              <th>${page.t("copy.setting")}</th>
              <th>${page.t("copy.old")} → ${page.t("copy.new")}</th>
            </tr>
          </thead>
          <tbody>
            ${changes.map((one) => {
              const object = page.feed.object(entry, one.key);
              return html`<tr>
                <td>${object === undefined ? one.key : page.name(object)}</td>
                <td>${page.texts.setting(one.translation_key)}</td>
                <td class="number">${fromTo(shown(one.translation_key, one.old), shown(one.translation_key, one.new))}</td>
              </tr>`;
            })}
          </tbody>
        </table>
      </div>
      <div class="bar foot">
        <button class="main" data-action="apply" @click=${() => this.ask(false)}>
          ${page.t("copy.apply", { count: new Set(changes.map((one) => one.key)).size })}
        </button>
      </div>
    `;
  }
}

function idOf(object: BusObject): string {
  return `${object.entry_id} ${object.key}`;
}

customElements.define("openwebnet-copy", CopyDialog);
