// One object: what it is in Home Assistant, what can be set of it, and what was said of it lately.
import { css, html, nothing, type TemplateResult } from "lit";
import { Dialog } from "./dialog";
import { isChecked, valueOf } from "./page";
import { shared } from "./styles";
import type { BusObject, Details, Field } from "./types";

/** How long it is said that a setting was kept, in milliseconds. */
const SAVED = 4000;
/** How often it is looked what was said of the object since, in milliseconds. */
const LOOK = 3000;

class DetailsDialog extends Dialog {
  static override properties = {
    page: { attribute: false },
    object: { attribute: false },
    details: { state: true },
    isBusy: { state: true },
    isMeasured: { state: true },
    saved: { state: true },
    refused: { state: true },
    failure: { state: true },
  };

  static override styles = [
    shared,
    css`
      .settings {
        display: grid;
        gap: 8px 16px;
        grid-template-columns: repeat(auto-fill, minmax(220px, 1fr));
      }
      .settings label {
        display: block;
      }
      .mark {
        display: block;
        font-size: 12px;
        min-height: 18px;
      }
      .saved {
        color: color-mix(in srgb, var(--good) 75%, var(--text));
      }
      .refused {
        color: color-mix(in srgb, var(--bad) 80%, var(--text));
      }
      .saved:empty + .refused {
        margin-top: -18px;
      }
      [aria-invalid="true"] {
        border-color: var(--bad);
      }
      .settings input:not([type="checkbox"]),
      .settings select {
        width: 100%;
      }
      ul {
        list-style: none;
        margin: 0;
        padding: 0;
      }
      li {
        align-items: center;
        border-top: 1px solid var(--line);
        display: flex;
        flex-wrap: wrap;
        gap: 2px 12px;
        overflow-wrap: anywhere;
        padding: 4px 0;
      }
      li > * {
        max-width: 100%;
        min-width: 0;
      }
      /* In line with what cannot be opened. */
      li button.plain {
        padding-inline: 0;
      }
      .grow {
        flex: 1;
      }
    `,
  ];

  declare object: BusObject;
  declare details: Details | undefined;
  declare isBusy: boolean;
  /** Whether its times are being measured. */
  declare isMeasured: boolean;
  /** The setting that was kept just now. */
  declare saved: string | undefined;
  /** The setting that was refused last, and why. */
  declare refused: { name: string; why: string } | undefined;
  private fading = 0;
  private looking = 0;
  declare failure: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
    this.looking = window.setInterval(() => void this.look(), LOOK);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearTimeout(this.fading);
    clearInterval(this.looking);
  }

  private get target(): { entry_id: string; key: string } {
    return { entry_id: this.object.entry_id, key: this.object.key };
  }

  private async load(): Promise<void> {
    await this.attempt(async () => (this.details = await this.page.call<Details>("details", this.target)));
  }

  /** Show what is known by now; what fails is tried again. */
  private async look(): Promise<void> {
    if (document.hidden || this.details === undefined) return;
    try {
      this.details = await this.page.call<Details>("details", this.target);
    } catch {
      // The page tells when the connection is lost.
    }
  }

  /** As of the page, but told here: the page is behind the dialog. */
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

  protected override get heading(): string {
    return `${this.page.name(this.object)} · ${this.object.address}`;
  }

  protected override renderContent(): TemplateResult {
    const { page, object, details } = this;
    return html`
      ${this.failure === undefined ? nothing : html`<p class="problem" role="alert">${this.failure}</p>`}
      <p class="note">
        ${page.texts.kind(page.kind(object))} · WHO ${object.who} · WHERE <span class="mono">${object.where}</span> ·
        ${page.gateway(object.entry_id)?.title ?? ""}
      </p>
      <div class="bar">
        ${object.can_identify
          ? html`<button ?disabled=${this.isBusy} @click=${() => this.attempt(() => page.call("identify", this.target))}>
              ${page.t("details.identify")}
            </button>`
          : nothing}
        ${this.canCalibrate ? this.renderCalibrate() : nothing}
        ${object.device_id === null
          ? nothing
          : html`<button @click=${() => this.openDevice()}>${page.t("details.open_device")}</button>`}
      </div>
      ${details === undefined ? html`<p class="empty" role="status">${page.t("page.loading")}</p>` : this.renderDetails(details)}
    `;
  }

  private get canCalibrate(): boolean {
    return this.object.is_cover && this.details?.settings.some((one) => one.name === "opening_time") === true;
  }

  private renderCalibrate(): TemplateResult {
    const { page, object } = this;
    const measure = async () => {
      if (!confirm(page.t("details.really_calibrate"))) return;
      this.isMeasured = true;
      try {
        await page.hass.callService("openwebnet", "calibrate_cover", { entity_id: object.entity_id });
      } finally {
        this.isMeasured = false;
      }
      await this.look();
    };
    return html`<button ?disabled=${this.isBusy || object.entity_id === null} @click=${() => this.attempt(measure)}>
        ${page.t("details.calibrate")}
      </button>
      ${this.isMeasured ? html`<span class="note" role="status">${page.t("details.calibrating")}</span>` : nothing}`;
  }

  private openDevice(): void {
    history.pushState(null, "", `/config/devices/device/${this.object.device_id ?? ""}`);
    window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
  }

  private renderDetails(details: Details): TemplateResult {
    const { page } = this;
    return html`
      ${details.settings.length === 0
        ? nothing
        : html`<h3>${page.t("details.settings")}</h3>
            <div class="settings">${details.settings.map((field) => this.renderField(field))}</div>
            <div class="bar">
              <button @click=${() => this.dispatchEvent(new CustomEvent("copy"))}>${page.t("details.copy")}</button>
            </div>`}
      <h3>${page.t("details.entities")}</h3>
      ${details.entities.length === 0 ? html`<p class="note">${page.t("details.no_entities")}</p>` : nothing}
      <ul>
        ${details.entities.map((one) => this.renderEntity(one))}
      </ul>
      <h3>${page.t("details.frames")}</h3>
      ${details.frames.length === 0 ? html`<p class="note">${page.t("details.no_frames")}</p>` : nothing}
      <ul>
        ${details.frames.toReversed().map(
          (one) => html`<li>
            <span class="number note">${page.texts.time(one.at)}</span>
            <span>${page.t(`way.${one.way}`)}</span>
            <span class="grow">${page.texts.said(one)}</span>
            <span class="mono note">${one.frame}</span>
          </li>`,
        )}
      </ul>
      ${details.exchanges.length === 0
        ? nothing
        : html`<h3>${page.t("details.exchanges")}</h3>
            <ul>
              ${details.exchanges.toReversed().map(
                (one) => html`<li>
                  <span class="number note">${page.texts.time(one.at)}</span>
                  <span class="grow">${page.texts.meaning(one.meaning)}</span>
                  <span class="tag ${one.outcome === "confirmed" ? "good" : "bad"}">${page.t(`outcome.${one.outcome}`)}</span>
                  <span class="number note">${one.answered === null ? "" : `${Math.round(one.answered * 1000)} ms`}</span>
                </li>`,
              )}
            </ul>`}
    `;
  }

  private renderEntity(entity: Details["entities"][number]): TemplateResult {
    const { page } = this;
    const state = page.hass.states[entity.entity_id];
    const more = () =>
      this.dispatchEvent(
        new CustomEvent("hass-more-info", { bubbles: true, composed: true, detail: { entityId: entity.entity_id } }),
      );
    const open = () => {
      // Its dialog would open behind this one.
      this.close();
      more();
    };
    return html`<li>
      ${entity.is_disabled
        ? html`<span class="grow note">${entity.entity_id} <span class="tag calm">${page.t("details.disabled")}</span></span>`
        : html`<button class="plain" @click=${open}>${entity.entity_id}</button><span class="grow"></span>`}
      <span>${state === undefined ? "" : (page.hass.formatEntityState?.(state) ?? state.state)}</span>
    </li>`;
  }

  private async keep(field: Field, input: HTMLInputElement | HTMLSelectElement, value: string | number | boolean): Promise<void> {
    const { page } = this;
    const shows = (shown: Field["value"]) => {
      if (input.type === "checkbox") input.checked = shown === true;
      else input.value = String(shown ?? "");
    };
    clearTimeout(this.fading);
    this.saved = this.refused = undefined;
    // Nothing typed is no value.
    if (field.type === "number" && input.value.trim() === "") {
      shows(field.value);
      return;
    }
    try {
      await page.call("set", { entry_id: this.object.entry_id, keys: [this.object.key], settings: { [field.name]: value } });
    } catch (error) {
      // What was typed stays to be corrected; what was chosen shows what is set.
      if (field.type !== "number") shows(field.value);
      this.refused = { name: field.name, why: page.texts.error(error) };
      return;
    }
    this.saved = field.name;
    this.fading = window.setTimeout(() => (this.saved = undefined), SAVED);
    await this.load();
  }

  private renderField(field: Field): TemplateResult {
    const { page } = this;
    const refused = this.refused?.name === field.name ? this.refused.why : undefined;
    const limits = field.type === "number" ? ` (${page.texts.formats.number(field.min ?? 0)} – ${page.texts.formats.number(field.max ?? 0)})` : "";
    return html`<div>
      <label>
        <span class="label">${page.texts.setting(field.translation_key)}${field.unit ? ` (${field.unit})` : ""}</span>
        ${this.renderInput(field, refused !== undefined)}
      </label>
      <span class="mark saved" role="status" aria-live="polite">${this.saved === field.name ? page.t("details.saved") : nothing}</span>
      ${refused === undefined
        ? nothing
        : html`<span class="mark refused" role="alert" id="refused-${field.name}">${refused}${limits}</span>`}
    </div>`;
  }

  private renderInput(field: Field, isRefused: boolean): TemplateResult {
    const { page } = this;
    const described = isRefused ? `refused-${field.name}` : nothing;
    switch (field.type) {
      case "number":
        return html`<input
          type="number"
          data-setting=${field.name}
          min=${field.min ?? 0}
          max=${field.max ?? 0}
          step=${field.step ?? 1}
          aria-invalid=${isRefused}
          aria-describedby=${described}
          .value=${String(field.value ?? "")}
          @change=${(event: Event) => this.keep(field, event.target as HTMLInputElement, Number(valueOf(event)))}
        />`;
      case "choice":
        return html`<select
          data-setting=${field.name}
          aria-invalid=${isRefused}
          aria-describedby=${described}
          @change=${(event: Event) => this.keep(field, event.target as HTMLSelectElement, valueOf(event))}
        >
          ${field.options?.map(
            (one) => html`<option value=${one} ?selected=${one === field.value}>${page.texts.option(field.translation_key, one)}</option>`,
          )}
        </select>`;
      case "flag":
        return html`<input
          type="checkbox"
          data-setting=${field.name}
          aria-invalid=${isRefused}
          aria-describedby=${described}
          .checked=${field.value === true}
          @change=${(event: Event) => this.keep(field, event.target as HTMLInputElement, isChecked(event))}
        />`;
    }
  }
}

customElements.define("openwebnet-details", DetailsDialog);
