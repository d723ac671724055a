// What opens over the page: Esc closes it, and the focus goes back to where it was.
import { html, LitElement, type TemplateResult } from "lit";
import type { Page } from "./page";

export abstract class Dialog extends LitElement {
  declare page: Page;
  private opener: HTMLElement | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const root = this.getRootNode() as ShadowRoot;
    this.opener = root.activeElement instanceof HTMLElement ? root.activeElement : undefined;
  }

  protected override firstUpdated(): void {
    this.renderRoot.querySelector("dialog")?.showModal();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.opener?.focus();
  }

  protected close(): void {
    this.dispatchEvent(new CustomEvent("closed"));
  }

  protected abstract get heading(): string;
  protected abstract renderContent(): TemplateResult;

  protected override render(): TemplateResult {
    return html`<dialog aria-labelledby="heading" @close=${() => this.close()}>
      <div class="head">
        <h2 id="heading">${this.heading}</h2>
        <button class="plain" @click=${() => this.close()}>${this.page.t("page.close")}</button>
      </div>
      ${this.renderContent()}
    </dialog>`;
  }
}
