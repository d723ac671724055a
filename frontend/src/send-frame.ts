// Sends a frame, after a click that has said what it does.
import { html, LitElement, nothing, type TemplateResult } from "lit";
import { valueOf, type Page } from "./page";
import { shared } from "./styles";
import type { Frame } from "./types";

type Described = Pick<Frame, "frame" | "meaning" | "key" | "who" | "where" | "scope" | "values"> & { asks: boolean };

interface Answer {
  frames: { frame: string; meaning: string | null }[];
  answered: number;
}

class SendFrame extends LitElement {
  static override properties = {
    page: { attribute: false },
    text: { state: true },
    entry: { state: true },
    described: { state: true },
    answer: { state: true },
    failure: { state: true },
    isBusy: { state: true },
  };

  static override styles = [shared];

  declare page: Page;
  declare text: string;
  declare entry: string;
  declare described: Described | undefined;
  declare answer: Answer | undefined;
  declare failure: string | undefined;
  declare isBusy: boolean;

  constructor() {
    super();
    this.text = this.entry = "";
    this.isBusy = false;
  }

  private get entryId(): string {
    return this.entry || (this.page.gateways[0]?.entry_id ?? "");
  }

  private async attempt(work: () => Promise<void>): Promise<void> {
    this.isBusy = true;
    this.failure = undefined;
    try {
      await work();
    } catch (error) {
      this.failure = this.page.texts.error(error);
    }
    this.isBusy = false;
  }

  private get data(): { entry_id: string; frame: string } {
    return { entry_id: this.entryId, frame: this.text.trim() };
  }

  private async describe(): Promise<void> {
    this.answer = this.described = undefined;
    if (this.text.trim() === "") return;
    await this.attempt(async () => {
      this.described = await this.page.call<Described>("frame/describe", this.data);
    });
  }

  private async send(): Promise<void> {
    await this.attempt(async () => {
      this.answer = await this.page.call<Answer>("frame/send", this.data);
    });
    this.described = undefined;
  }

  protected override render(): TemplateResult {
    const { page, described, answer } = this;
    return html`
      <div class="bar">
        ${page.gateways.length < 2
          ? nothing
          : html`<select aria-label=${page.t("plant.gateway")} @change=${(event: Event) => (this.entry = valueOf(event))}>
              ${page.gateways.map((one) => html`<option value=${one.entry_id} ?selected=${one.entry_id === this.entryId}>${one.title}</option>`)}
            </select>`}
        <input
          class="mono grow"
          data-field="frame"
          placeholder="*1*1*12##"
          aria-label=${page.t("send.frame")}
          autocomplete="off"
          .value=${this.text}
          @input=${(event: Event) => {
            this.text = valueOf(event);
            this.described = this.answer = undefined;
          }}
          @keydown=${(event: KeyboardEvent) => event.key === "Enter" && this.describe()}
        />
        <button data-action="describe" ?disabled=${this.isBusy || this.text.trim() === ""} @click=${() => this.describe()}>
          ${page.t("send.describe")}
        </button>
      </div>
      ${this.failure === undefined ? nothing : html`<p class="problem" role="alert">${this.failure}</p>`}
      ${described === undefined
        ? nothing
        : html`<div class="notice bar" role="status">
            <span class="grow">
              ${page.t(described.asks ? "send.asks" : "send.does")}
              <strong>${page.texts.pair(page.subject({ ...described, entry_id: this.entryId }), page.texts.said(described))}</strong>
            </span>
            <button class="main" data-action="send" ?disabled=${this.isBusy} @click=${() => this.send()}>${page.t("send.send")}</button>
          </div>`}
      ${answer === undefined
        ? nothing
        : html`<div class="card padded" role="status" data-answer>
            <span class="tag good">${page.t("send.accepted", { time: Math.round(answer.answered * 1000) })}</span>
            ${answer.frames.map((one) => html`<br /><span class="mono">${one.frame}</span> ${page.texts.meaning(one.meaning)}`)}
          </div>`}
    `;
  }
}

customElements.define("openwebnet-send", SendFrame);
