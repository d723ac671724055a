// How it stands with each gateway: sessions, what waits, and when the connection came and went.
import { css, html, LitElement, type TemplateResult } from "lit";
import type { Page } from "./page";
import { shared } from "./styles";
import type { Gateway, GatewayStatus } from "./types";

const PAUSE = 2000;

class GatewayView extends LitElement {
  static override properties = { page: { attribute: false }, known: { state: true } };

  static override styles = [
    shared,
    css`
      dl {
        display: grid;
        gap: 12px 24px;
        grid-template-columns: repeat(auto-fill, minmax(150px, 1fr));
        margin: 12px 0;
      }
      dt {
        color: var(--faint);
        font-size: 12px;
      }
      dd {
        font-size: 16px;
        margin: 0;
      }
      .card {
        margin-block: 12px;
      }
    `,
  ];

  declare page: Page;
  declare known: ReadonlyMap<string, GatewayStatus>;
  private timer = 0;

  constructor() {
    super();
    this.known = new Map();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.timer = window.setInterval(() => void this.ask(), PAUSE);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  protected override firstUpdated(): void {
    void this.ask();
  }

  private async ask(): Promise<void> {
    const known = new Map<string, GatewayStatus>();
    for (const gateway of this.page.gateways) {
      if (!gateway.is_loaded) continue;
      try {
        known.set(gateway.entry_id, await this.page.call<GatewayStatus>("gateway", { entry_id: gateway.entry_id }));
      } catch {
        // It was unloaded meanwhile; the page says so above.
      }
    }
    this.known = known;
  }

  protected override render(): TemplateResult {
    return html`${this.page.gateways.map((one) => this.renderGateway(one))}`;
  }

  private renderGateway(gateway: Gateway): TemplateResult {
    const { page } = this;
    const status = this.known.get(gateway.entry_id);
    return html`<section class="card padded" aria-label=${gateway.title}>
      <h2>${gateway.title} <span class="note">${gateway.model ?? ""} ${gateway.firmware ?? ""}</span></h2>
      ${status === undefined
        ? html`<p class="note">${page.t(gateway.is_loaded ? "page.loading" : "page.away", { name: gateway.title })}</p>`
        : this.renderStatus(status)}
    </section>`;
  }

  private renderStatus(status: GatewayStatus): TemplateResult {
    const { page } = this;
    const { formats } = page.texts;
    const milliseconds = (seconds: number) => `${formats.number(Math.round(seconds * 1000))} ms`;
    const facts: [string, string][] = [
      ["state", page.t(`state.${status.state}`)],
      ["event_session", page.t(status.event_session ? "sessions.open" : "sessions.closed")],
      [
        "command_sessions",
        page.t("sessions.of", { open: status.command_sessions, most: status.most_sessions, busy: status.busy_sessions }),
      ],
      ["waiting", formats.number(status.waiting)],
      ["answer_time", status.answer_time === null ? "–" : milliseconds(status.answer_time)],
      ["gap", milliseconds(status.gap)],
      ["reconnections", formats.number(status.reconnections)],
      ["received", formats.number((status.counts["event"] ?? 0) + (status.counts["answer"] ?? 0))],
      ["sent", formats.number(status.counts["sent"] ?? 0)],
    ];
    return html`
      <dl>
        ${facts.map(
          ([name, value]) => html`<div>
            <dt>${page.t(`sessions.${name}`)}</dt>
            <dd class="number">${value}</dd>
          </div>`,
        )}
      </dl>
      <h3>${page.t("sessions.history")}</h3>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>${page.t("monitor.time")}</th>
              <th>${page.t("sessions.state")}</th>
              <th>${page.t("sessions.problem")}</th>
            </tr>
          </thead>
          <tbody>
            ${status.history.toReversed().map(
              (one) => html`<tr>
                <td class="number">${page.texts.when(one.at)}</td>
                <td>${page.t(`state.${one.state}`)}</td>
                <td>${one.problem === null ? "" : page.t(`problem.${one.problem}`)}</td>
              </tr>`,
            )}
          </tbody>
        </table>
      </div>
    `;
  }
}

customElements.define("openwebnet-gateways", GatewayView);
