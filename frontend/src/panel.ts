// The page: which tab is open, what the server tells, and what there is to say where there is nothing to show.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { Feed } from "./feed";
import "./monitor-tab";
import "./new-tab";
import { Page } from "./page";
import "./plant-tab";
import { shared } from "./styles";
import { Texts } from "./text";
import { Undo } from "./undo";
import type { Gateway, Hass, Route } from "./types";

const TABS = ["plant", "new", "monitor"] as const;
type Tab = (typeof TABS)[number];

class OpenWebNetPanel extends LitElement {
  static override properties = {
    hass: { attribute: false },
    narrow: { type: Boolean },
    route: { attribute: false },
    texts: { state: true },
    error: { state: true },
    tick: { state: true },
  };

  static override styles = [
    shared,
    css`
      :host {
        background: var(--ground);
        display: block;
        min-height: 100vh;
      }
      header {
        align-items: center;
        background: var(--app-header-background-color, var(--accent));
        color: var(--app-header-text-color, #fff);
        display: flex;
        gap: 4px 16px;
        flex-wrap: wrap;
        padding-inline: 12px;
        position: sticky;
        top: 0;
        z-index: 2;
      }
      h1 {
        font-size: 20px;
        font-weight: 400;
        margin: 0;
      }
      .menu {
        background: none;
        border: none;
        font-size: 20px;
        min-height: 48px;
        min-width: 48px;
      }
      [role="tablist"] {
        display: flex;
        overflow-x: auto;
      }
      [role="tab"] {
        background: none;
        border: none;
        border-bottom: 3px solid transparent;
        border-radius: 0;
        color: inherit;
        min-height: 56px;
        opacity: 0.8;
        padding-inline: 16px;
        white-space: nowrap;
      }
      [role="tab"][aria-selected="true"] {
        border-bottom-color: currentColor;
        font-weight: 500;
        opacity: 1;
      }
      [role="tab"]:focus-visible {
        outline-color: currentColor;
        outline-offset: -4px;
      }
      .count {
        background: var(--warn);
        border-radius: 9px;
        color: #000;
        font-size: 12px;
        margin-inline-start: 6px;
        padding: 1px 7px;
      }
      main {
        margin-inline: auto;
        max-width: 1500px;
        padding: 8px 16px 48px;
      }
      @media (max-width: 600px) {
        main {
          padding-inline: 8px;
        }
        header {
          padding-inline: 4px;
        }
        [role="tab"] {
          min-height: 44px;
        }
      }
    `,
  ];

  declare hass: Hass | undefined;
  declare narrow: boolean;
  declare route: Route | undefined;
  declare texts: Texts | undefined;
  declare error: string | undefined;
  declare tick: number;

  private readonly feed = new Feed(() => (this.tick += 1));
  private readonly undo = new Undo(() => (this.tick += 1));
  /** Whose words and formats are shown, or loading. */
  private loading: Hass | undefined;

  constructor() {
    super();
    this.narrow = false;
    this.tick = 0;
  }

  // Home Assistant takes the page away while nobody looks, and puts it back.
  override connectedCallback(): void {
    super.connectedCallback();
    this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.feed.stop();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("hass")) this.begin();
  }

  private begin(): void {
    const { hass } = this;
    if (hass === undefined || !this.isConnected || hass.user?.is_admin === false) return;
    this.feed.start(hass);
    if (this.loading?.language !== hass.language || this.loading.locale !== hass.locale) {
      this.loading = hass;
      Texts.load(hass).then(
        (texts) => (this.texts = texts),
        (error: unknown) => (this.error = String(error)),
      );
    }
  }

  private get tab(): Tab {
    const name = this.route?.path.split("/")[1];
    return TABS.find((one) => one === name) ?? "plant";
  }

  /** The object that somebody comes for, from the page of its device: `/openwebnet/plant/000350123456-1-12`. */
  private get target(): string {
    return decodeURIComponent(this.route?.path.split("/")[2] ?? "");
  }

  private open(tab: Tab): void {
    history.pushState(null, "", `${this.route?.prefix ?? "/openwebnet"}/${tab}`);
    window.dispatchEvent(new CustomEvent("location-changed", { detail: { replace: false } }));
  }

  private readonly onKey = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step === undefined) return;
    const next = TABS[(TABS.indexOf(this.tab) + step + TABS.length) % TABS.length] ?? "plant";
    this.open(next);
    this.renderRoot.querySelector<HTMLElement>(`[data-tab="${next}"]`)?.focus();
  };

  protected override render(): TemplateResult {
    const { hass, texts } = this;
    const { plant } = this.feed;
    const page =
      hass !== undefined && texts !== undefined && plant !== undefined
        ? new Page(hass, texts, this.feed, this.undo, plant, this.narrow, (error) => (this.error = error))
        : undefined;
    return html`
      <header>
        ${this.renderMenu()}
        <h1>OpenWebNet</h1>
        ${page === undefined ? nothing : this.renderTabs(page)}
      </header>
      <main>
        ${this.error === undefined
          ? nothing
          : html`<div class="problem" role="alert">
              ${this.error}
              <button class="plain" @click=${() => (this.error = undefined)}>${texts?.t("page.close") ?? "×"}</button>
            </div>`}
        ${page === undefined ? this.renderNothing() : this.renderTab(page)}
      </main>
    `;
  }

  private renderMenu(): TemplateResult | typeof nothing {
    if (!this.narrow) return nothing;
    if (customElements.get("ha-menu-button") !== undefined) {
      return html`<ha-menu-button .hass=${this.hass} .narrow=${this.narrow}></ha-menu-button>`;
    }
    const toggle = () => this.dispatchEvent(new CustomEvent("hass-toggle-menu", { bubbles: true, composed: true }));
    return html`<button class="menu" aria-label=${this.texts?.t("page.menu") ?? "Menu"} @click=${toggle}>☰</button>`;
  }

  private renderTabs(page: Page): TemplateResult {
    const waiting = page.plant.objects.filter((one) => one.status === "waiting").length;
    return html`<div role="tablist" aria-label="OpenWebNet" @keydown=${this.onKey}>
      ${TABS.map(
        (tab) => html`<button
          role="tab"
          data-tab=${tab}
          id="tab-${tab}"
          aria-controls="content"
          aria-selected=${tab === this.tab}
          tabindex=${tab === this.tab ? 0 : -1}
          @click=${() => this.open(tab)}
        >
          ${page.t(`page.${tab}`)}${tab === "new" && waiting > 0 ? html`<span class="count">${waiting}</span>` : nothing}
        </button>`,
      )}
    </div>`;
  }

  private renderTab(page: Page): TemplateResult {
    return html`
      ${page.gateways.filter((one) => !one.is_connected).map((one) => this.renderAway(page, one))}
      ${page.gateways.filter((one) => one.neighbour !== null).map((one) => this.renderNeighbour(page, one))}
      <div id="content" role="tabpanel" aria-labelledby="tab-${this.tab}">
        ${page.gateways.length === 0
          ? html`<p class="empty">${page.t("page.no_gateway")}</p>`
          : {
              plant: () => html`<openwebnet-plant .page=${page} .target=${this.target}></openwebnet-plant>`,
              new: () => html`<openwebnet-new .page=${page}></openwebnet-new>`,
              monitor: () => html`<openwebnet-monitor .page=${page}></openwebnet-monitor>`,
            }[this.tab]()}
      </div>
    `;
  }

  private renderAway(page: Page, gateway: Gateway): TemplateResult {
    const problem = gateway.problem === null ? "away" : `problem_${gateway.problem}`;
    return html`<div class="notice" role="status">${page.t(`page.${problem}`, { name: gateway.title })}</div>`;
  }

  private renderNeighbour(page: Page, gateway: Gateway): TemplateResult {
    return html`<div class="notice" role="status" data-neighbour=${gateway.entry_id}>
      ${page.t("page.neighbour", { name: gateway.title, other: gateway.neighbour ?? "" })}
      <a href="/config/integrations/integration/openwebnet">${page.t("page.open_integration")}</a>
    </div>`;
  }

  private renderNothing(): TemplateResult {
    if (this.hass?.user?.is_admin === false) {
      // Home Assistant shows the page to administrators only; who comes by its address reads why there is nothing.
      return html`<p class="empty">${this.texts?.t("page.no_rights") ?? "Only administrators can use this page."}</p>`;
    }
    if (this.feed.error !== undefined) return html`<p class="problem" role="alert">${this.feed.error}</p>`;
    return html`<p class="empty" role="status">${this.texts?.t("page.loading") ?? "…"}</p>`;
  }
}

// Home Assistant may load the module twice.
if (customElements.get("openwebnet-panel") === undefined) customElements.define("openwebnet-panel", OpenWebNetPanel);
