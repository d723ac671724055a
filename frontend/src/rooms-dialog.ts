// Rooms by A: in most plants an A is a room. Each A with what is in it, and the area that it gets.
import { html, nothing, type TemplateResult } from "lit";
import { Dialog } from "./dialog";
import { groupBy, valueOf } from "./page";
import { shared } from "./styles";
import type { BusObject } from "./types";

interface Group {
  id: string;
  title: string;
  objects: BusObject[];
}

const SHOWN = 6;

class RoomsDialog extends Dialog {
  static override properties = {
    page: { attribute: false },
    wanted: { state: true },
    failure: { state: true },
    done: { state: true },
    isBusy: { state: true },
  };

  static override styles = [shared];

  declare wanted: ReadonlyMap<string, string>;
  declare failure: string | undefined;
  declare done: number | undefined;
  declare isBusy: boolean;

  constructor() {
    super();
    this.wanted = new Map();
    this.isBusy = false;
  }

  protected override get heading(): string {
    return this.page.t("rooms.title");
  }

  private get groups(): Group[] {
    const { page } = this;
    const points = page.plant.objects.filter((one) => one.status === "added" && one.numbers["area"] !== undefined);
    const found = groupBy(points, (one) => `${one.entry_id} ${one.numbers["interface"] ?? ""} ${one.numbers["area"] ?? ""}`);
    const groups = [...found].map(([id, objects]) => {
      const { numbers, entry_id: entry } = objects[0] as BusObject;
      const parts = [`A ${numbers["area"] ?? ""}`];
      if (numbers["interface"] !== undefined) parts.push(`I ${numbers["interface"]}`);
      if (page.gateways.length > 1) parts.push(page.gateway(entry)?.title ?? "");
      return { id, title: parts.join(" · "), objects };
    });
    return groups.sort((one, other) => one.title.localeCompare(other.title, undefined, { numeric: true }));
  }

  /** The area that all of a group have. */
  private common(group: Group): string {
    const rooms = new Set(group.objects.map((one) => this.page.room(one)));
    return rooms.size === 1 ? ([...rooms][0] ?? "") : "";
  }

  private async apply(): Promise<void> {
    const { page } = this;
    this.isBusy = true;
    try {
      let count = 0;
      for (const group of this.groups) {
        const wanted = this.wanted.get(group.id);
        if (wanted === undefined || wanted.trim() === "") continue;
        const area = await page.areaOf(wanted);
        for (const object of group.objects.filter((one) => page.device(one)?.area_id !== area)) {
          await page.place(object, area);
          count += 1;
        }
      }
      this.done = count;
      this.failure = undefined;
    } catch (error) {
      this.failure = this.page.texts.error(error);
    }
    this.isBusy = false;
  }

  protected override renderContent(): TemplateResult {
    const { page, groups } = this;
    if (this.done !== undefined) return html`<p role="status"><span class="tag good">${page.t("rooms.done", { count: this.done })}</span></p>`;
    return html`
      ${this.failure === undefined ? nothing : html`<p class="problem" role="alert">${this.failure}</p>`}
      <p class="note">${page.t("rooms.explain")}</p>
      <datalist id="areas">${page.areas.map((one) => html`<option value=${one.name}></option>`)}</datalist>
      <div class="scroll">
        <table>
          <thead>
            <tr>
              <th>A</th>
              <th>${page.t("rooms.inside")}</th>
              <th>${page.t("plant.room")}</th>
            </tr>
          </thead>
          <tbody>
            ${groups.map((group) => this.renderGroup(group))}
          </tbody>
        </table>
      </div>
      <div class="bar">
        <button class="main" data-action="apply" ?disabled=${this.isBusy} @click=${() => this.apply()}>${page.t("rooms.apply")}</button>
      </div>
    `;
  }

  private renderGroup(group: Group): TemplateResult {
    const { page } = this;
    const names = group.objects.map((one) => page.name(one));
    const more = names.length - SHOWN;
    const rooms = [...new Set(group.objects.map((one) => page.room(one)).filter(Boolean))];
    return html`<tr data-area=${group.objects[0]?.numbers["area"] ?? ""}>
      <td class="number"><strong>${group.title}</strong></td>
      <td>
        ${names.slice(0, SHOWN).join(", ")}${more > 0 ? ` … +${more}` : ""}
        ${rooms.length > 1 ? html`<span class="note">(${rooms.join(", ")})</span>` : nothing}
      </td>
      <td>
        <input
          list="areas"
          aria-label=${page.t("rooms.room_of", { area: group.title })}
          .value=${this.common(group)}
          @input=${(event: Event) => (this.wanted = new Map(this.wanted).set(group.id, valueOf(event)))}
        />
      </td>
    </tr>`;
  }
}

customElements.define("openwebnet-rooms", RoomsDialog);
