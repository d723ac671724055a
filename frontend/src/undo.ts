// Undo: the names and areas that were there before many were given at once, kept as long as the page is open.
import { html, nothing, type TemplateResult } from "lit";

/** What it needs of the page that shows it. */
interface Host {
  t(key: string, values?: Record<string, unknown>): string;
  call<T>(command: string, data?: Record<string, unknown>): Promise<T>;
  attempt(work: () => Promise<unknown>): Promise<unknown>;
}

/** What has changed of devices: before and after, as the server tells it and takes it back. */
export interface Changes {
  devices: { device_id: string; name?: [string | null, string | null]; area?: [string | null, string | null] }[];
  /** Those that were made. */
  areas: string[];
}

interface Step extends Changes {
  /** What was done, in words. */
  title: string;
}

export class Undo {
  /** The last one is undone first. */
  private steps: Step[] = [];
  private restored: number | undefined;

  constructor(private readonly changed: () => void) {}

  add(title: string, changes: Changes): void {
    this.restored = undefined;
    if (changes.devices.length > 0) this.steps.push({ title, ...changes });
    this.changed();
  }

  private forget(): void {
    this.steps.pop();
    this.restored = undefined;
    this.changed();
  }

  private async undo(page: Host): Promise<void> {
    const step = this.steps.at(-1);
    if (step === undefined) return;
    const { devices, areas } = step;
    this.restored = (await page.call<{ changed: number }>("undo", { devices, areas })).changed;
    this.steps.pop();
    this.changed();
  }

  /** What was done, and the way back; gone once somebody has seen it. */
  render(page: Host): TemplateResult {
    const step = this.steps.at(-1);
    return html`<div class="bar" role="status" aria-live="polite">
      ${step === undefined
        ? this.renderRestored(page)
        : html`<span class="tag good">${step.title}</span>
            ${this.renderButton(page, (work) => page.attempt(work))}
            <button class="plain" @click=${() => this.forget()}>${page.t("page.close")}</button>`}
    </div>`;
  }

  /** The way back, or that it was gone. */
  renderButton(page: Host, attempt: (work: () => Promise<unknown>) => Promise<unknown>): TemplateResult {
    return html`${this.renderRestored(page)}
    ${this.steps.length === 0
      ? nothing
      : html`<button data-action="undo" title=${page.t("list.undo_explain")} @click=${() => attempt(() => this.undo(page))}>
          ${page.t("list.undo")}
        </button>`}`;
  }

  private renderRestored(page: Host): TemplateResult | typeof nothing {
    if (this.restored === undefined) return nothing;
    return html`<span class="tag good" data-undone>${page.t("list.undone", { count: this.restored })}</span>`;
  }
}
