// What the bus says, as sentences: live, filtered, paused without a loss, copied, exported, and answered by a frame.
import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import { repeat } from "lit/directives/repeat.js";
import "./gateway-view";
import { KEPT } from "./feed";
import { copy, download, valueOf, type Page } from "./page";
import "./send-frame";
import { shared } from "./styles";
import type { Frame } from "./types";

const ROWS = 200;
const ACKNOWLEDGEMENT = /^\*#\*[016]##$/;

class MonitorTab extends LitElement {
  static override properties = {
    page: { attribute: false },
    view: { state: true },
    search: { state: true },
    kind: { state: true },
    way: { state: true },
    subject: { state: true },
    entry: { state: true },
    paused: { state: true },
    copied: { state: true },
    rows: { state: true },
  };

  static override styles = [
    shared,
    css`
      .frames {
        font-size: 14px;
      }
      .row {
        border-top: 1px solid var(--line);
        contain-intrinsic-size: auto 30px;
        content-visibility: auto;
        display: grid;
        gap: 2px 12px;
        grid-template-columns: 112px 130px minmax(0, 1fr) minmax(100px, 190px) 90px;
        padding: 4px 12px;
      }
      .row.sent {
        background: color-mix(in srgb, var(--accent) 7%, transparent);
      }
      .row.answer .sentence {
        color: var(--faint);
      }
      .subject {
        background: none;
        border: none;
        color: inherit;
        font-weight: 500;
        min-height: 0;
        padding: 0;
        text-align: start;
      }
      .subject:hover {
        text-decoration: underline;
      }
      .sentence,
      .raw {
        overflow: hidden;
        overflow-wrap: anywhere;
      }
      .raw {
        color: var(--faint);
      }
      .outcome {
        text-align: end;
      }
      .more {
        justify-content: center;
      }
      .row.heading {
        border: none;
        color: var(--faint);
        font-size: 12px;
      }
      @media (max-width: 800px) {
        .row {
          grid-template: "time by outcome" auto "text text text" auto "raw raw raw" auto / auto 1fr auto;
        }
        .time {
          grid-area: time;
        }
        .by {
          grid-area: by;
        }
        .sentence {
          grid-area: text;
        }
        .raw {
          grid-area: raw;
        }
        .outcome {
          grid-area: outcome;
        }
        .row.heading {
          display: none;
        }
      }
    `,
  ];

  declare page: Page;
  declare view: "frames" | "gateway";
  declare search: string;
  declare kind: string;
  declare way: string;
  /** `entry_id key` of the one object that is followed. */
  declare subject: string;
  declare entry: string;
  /** The frames that somebody reads in peace. */
  declare paused: Frame[] | undefined;
  declare copied: boolean;
  /** Rows that are made: the newest are what most people look at. */
  declare rows: number;

  constructor() {
    super();
    this.view = "frames";
    this.search = this.kind = this.way = this.subject = this.entry = "";
    this.copied = false;
    this.rows = ROWS;
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resume();
  }

  override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has("page")) this.page.feed.isPaused = this.paused !== undefined;
  }

  private pause(): void {
    this.page.feed.isPaused = true;
    this.paused = this.page.feed.frames;
  }

  private resume(): void {
    this.page.feed.isPaused = false;
    this.page.feed.frames = this.page.feed.frames.slice(-KEPT);
    this.paused = undefined;
  }

  /** What is to be seen: an ACK is told by the answer time of its command already. */
  private get shown(): Frame[] {
    return this.filtered.filter((frame) => this.way !== "" || !ACKNOWLEDGEMENT.test(frame.frame));
  }

  private get filtered(): Frame[] {
    const { page } = this;
    const wanted = this.search.trim().toLowerCase();
    const frames = this.paused ?? page.feed.frames;
    return frames.filter((frame) => {
      const object = page.feed.object(frame.entry_id, frame.key);
      return (
        (this.way === "" || frame.way === this.way) &&
        (this.entry === "" || frame.entry_id === this.entry) &&
        (this.subject === "" || `${frame.entry_id} ${frame.key ?? ""}` === this.subject) &&
        (this.kind === "" || (object === undefined ? `who-${frame.who ?? ""}` : page.kind(object)) === this.kind) &&
        (wanted === "" || this.sentence(frame).toLowerCase().includes(wanted) || frame.frame.includes(wanted))
      );
    });
  }

  private sentence(frame: Frame): string {
    const { page } = this;
    return page.texts.pair(page.subject(frame), page.texts.said(frame));
  }

  protected override render(): TemplateResult {
    const { page } = this;
    return html`
      <div class="bar" role="group" aria-label=${page.t("page.monitor")}>
        ${(["frames", "gateway"] as const).map(
          (view) => html`<button aria-pressed=${view === this.view} class=${view === this.view ? "main" : ""} @click=${() => (this.view = view)}>
            ${page.t(`monitor.view_${view}`)}
          </button>`,
        )}
      </div>
      ${this.view === "gateway" ? html`<openwebnet-gateways .page=${page}></openwebnet-gateways>` : this.renderFrames()}
    `;
  }

  private renderFrames(): TemplateResult {
    const { page } = this;
    const shown = this.shown.reverse();
    const missed = this.paused === undefined ? 0 : page.feed.frames.length - this.paused.length;
    return html`
      ${this.renderFilters()}
      <div class="bar">
        ${this.paused === undefined
          ? html`<button data-action="pause" @click=${() => this.pause()}>${page.t("monitor.pause")}</button>`
          : html`<button class="main" data-action="resume" @click=${() => this.resume()}>
              ${page.t("monitor.resume", { count: Math.max(missed, 0) })}
            </button>`}
        <button @click=${() => this.copyShown(shown)}>${page.t(this.copied ? "monitor.copied" : "monitor.copy")}</button>
        <button data-action="export" @click=${() => this.export()}>${page.t("monitor.export")}</button>
        <button class="plain" @click=${() => this.clear()}>${page.t("monitor.clear")}</button>
        <span class="note grow" role="status">${page.t("monitor.count", { count: shown.length })}</span>
      </div>
      ${page.feed.lost > 0 ? html`<p class="notice" role="status">${page.t("monitor.lost", { count: page.feed.lost })}</p>` : nothing}
      <openwebnet-send .page=${page}></openwebnet-send>
      <div class="card frames" role="table" aria-label=${page.t("page.monitor")}>
        <div class="row heading" role="row">
          <span role="columnheader" class="time">${page.t("monitor.time")}</span>
          <span role="columnheader" class="by">${page.t("monitor.by")}</span>
          <span role="columnheader" class="sentence">${page.t("monitor.what")}</span>
          <span role="columnheader" class="raw">${page.t("monitor.raw")}</span>
          <span role="columnheader" class="outcome">${page.t("monitor.outcome")}</span>
        </div>
        ${repeat(
          shown.slice(0, this.rows),
          (frame) => frame.n,
          (frame) => {
            const subject = page.subject(frame);
            return guard([frame, subject, page.texts], () => this.renderFrame(frame, subject));
          },
        )}
        ${shown.length > this.rows
          ? html`<div class="bar more">
              <button @click=${() => (this.rows = Infinity)}>${page.t("monitor.more", { count: shown.length - this.rows })}</button>
            </div>`
          : nothing}
        ${shown.length === 0 ? html`<p class="empty">${page.t("monitor.empty")}</p>` : nothing}
      </div>
    `;
  }

  private renderFilters(): TemplateResult {
    const { page } = this;
    const kinds = [...new Set(page.plant.objects.map((one) => page.kind(one)))];
    const option = (value: string, shown: string, current: string) =>
      html`<option value=${value} ?selected=${value === current}>${shown}</option>`;
    const [entry, key] = this.subject.split(" ");
    const object = entry === undefined ? undefined : page.feed.object(entry, key);
    return html`<div class="bar">
      <input
        class="grow"
        type="search"
        placeholder=${page.t("monitor.search")}
        aria-label=${page.t("monitor.search")}
        .value=${this.search}
        @input=${(event: Event) => (this.search = valueOf(event))}
      />
      <select aria-label=${page.t("plant.kind")} @change=${(event: Event) => (this.kind = valueOf(event))}>
        ${option("", page.t("plant.all_kinds"), this.kind)} ${kinds.map((one) => option(one, page.texts.kind(one), this.kind))}
      </select>
      <select aria-label=${page.t("monitor.direction")} @change=${(event: Event) => (this.way = valueOf(event))}>
        ${option("", page.t("monitor.all_directions"), this.way)}
        ${["event", "answer", "sent"].map((one) => option(one, page.t(`way.${one}`), this.way))}
      </select>
      ${page.gateways.length < 2
        ? nothing
        : html`<select aria-label=${page.t("plant.gateway")} @change=${(event: Event) => (this.entry = valueOf(event))}>
            ${option("", page.t("plant.all_gateways"), this.entry)}
            ${page.gateways.map((one) => option(one.entry_id, one.title, this.entry))}
          </select>`}
      ${this.subject === ""
        ? nothing
        : html`<button @click=${() => (this.subject = "")}>${object === undefined ? key : page.name(object)} ×</button>`}
    </div>`;
  }

  private renderFrame(frame: Frame, subject: string): TemplateResult {
    const { page } = this;
    const follow = () => (this.subject = `${frame.entry_id} ${frame.key ?? ""}`);
    return html`<div class="row ${frame.way}" role="row" data-frame=${frame.frame}>
      <span role="cell" class="time number note">${page.texts.time(frame.at)}</span>
      <span role="cell" class="by note">${page.t(frame.by === undefined ? `way.${frame.way}` : `by.${frame.by}`)}</span>
      <span role="cell" class="sentence">
        ${page.gatewayOf(frame) === "" ? nothing : html`<span class="note">${page.gatewayOf(frame)} ·</span>`}
        ${frame.key === undefined
          ? html`<span>${subject}</span>`
          : html`<button class="subject" title=${page.t("monitor.follow")} @click=${follow}>${subject}</button>`}${page.texts.colon}${page.texts.said(frame)}
      </span>
      <span role="cell" class="raw mono">${frame.frame}</span>
      <span role="cell" class="outcome">${this.renderOutcome(frame)}</span>
    </div>`;
  }

  private renderOutcome(frame: Frame): TemplateResult | typeof nothing {
    const { outcome } = frame;
    if (outcome === undefined) return nothing;
    const time = frame.answered === null || frame.answered === undefined ? "" : `${Math.round(frame.answered * 1000)} ms`;
    if (outcome === "confirmed") return html`<span class="number note">${time}</span>`;
    return html`<span class="tag bad">${this.page.t(`outcome.${outcome}`)}</span>`;
  }

  private clear(): void {
    this.resume();
    this.page.feed.clear();
  }

  private async copyShown(frames: Frame[]): Promise<void> {
    const lines = frames.toReversed().map((one) => `${this.page.texts.time(one.at)}\t${one.way}\t${one.frame}\t${this.sentence(one)}`);
    const done = await this.page.attempt(() => copy(lines.join("\n")));
    if (!done) return;
    this.copied = true;
    setTimeout(() => (this.copied = false), 2000);
  }

  /** A trace as other tools of the project read it: one JSON object a line. */
  private export(): void {
    const frames = this.filtered;
    const models = [...new Set(frames.map((one) => this.page.gateway(one.entry_id)?.model).filter(Boolean))];
    const head = { format: "openwebnet-trace", version: 1, ...(models.length === 1 ? { model: models[0] } : {}) };
    const lines = frames.map(({ at, way, frame }) => ({ time: at, way, frame }));
    const text = [head, ...lines].map((one) => JSON.stringify(one)).join("\n");
    download(`openwebnet-${new Date().toISOString().slice(0, 19).replaceAll(":", "")}.jsonl`, `${text}\n`, "application/jsonl");
  }
}

customElements.define("openwebnet-monitor", MonitorTab);
