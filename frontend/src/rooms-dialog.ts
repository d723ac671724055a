// Rooms by A: in most plants an A is a room. Each A with what is in it, and the area that it gets; then, before anything
// is written, each device that would go into another area.
import { html, nothing, type TemplateResult } from "lit";
import { Dialog } from "./dialog";
import { fromTo, groupBy, isChecked, valueOf } from "./page";
import { byAddress } from "./search";
import { shared } from "./styles";
import type { BusObject } from "./types";
import type { Changes } from "./undo";

interface Group {
  id: string;
  title: string;
  objects: BusObject[];
}

/** A device that would go into an area. */
interface Step {
  object: BusObject;
  old: string;
  room: string;
}

const SHOWN = 6;

class RoomsDialog extends Dialog {
  static override properties = {
    page: { attribute: false },
    wanted: { state: true },
    steps: { state: true },
    chosen: { state: true },
    failure: { state: true },
    done: { state: true },
    isBusy: { state: true },
  };

  static override styles = [shared];

  declare wanted: ReadonlyMap<string, string>;
  /** What would change, once somebody has asked for it. */
  declare steps: Step[] | undefined;
  declare chosen: ReadonlySet<Step>;
  declare failure: string | undefined;
  declare done: number | undefined;
  declare isBusy: boolean;

  constructor() {
    super();
    this.wanted = new Map();
    this.chosen = new Set();
    this.isBusy = false;
  }

  protected override get heading(): string {
    return this.page.t("rooms.title");
  }

  private get groups(): Group[] {
    const { page } = this;
    const points = page.plant.objects.filter(
      (one) => one.status === "added" && one.device_id !== null && one.numbers["area"] !== undefined,
    );
    const found = groupBy(points, (one) => `${one.entry_id} ${one.numbers["interface"] ?? ""} ${one.numbers["area"] ?? ""}`);
    const groups = [...found].map(([id, objects]) => {
      const first = objects[0] as BusObject;
      const parts = [`A ${first.numbers["area"] ?? ""}`];
      if (first.numbers["interface"] !== undefined) parts.push(`I ${first.numbers["interface"]}`);
      if (page.gatewayOf(first) !== "") parts.push(page.gatewayOf(first));
      return { id, title: parts.join(" · "), objects: objects.sort(byAddress) };
    });
    return groups.sort((one, other) => one.title.localeCompare(other.title, undefined, { numeric: true }));
  }

  /** The area that all of a group have. */
  private common(group: Group): string {
    const rooms = new Set(group.objects.map((one) => this.page.room(one)));
    return rooms.size === 1 ? ([...rooms][0] ?? "") : "";
  }

  private preview(): void {
    const steps: Step[] = [];
    for (const group of this.groups) {
      const room = this.wanted.get(group.id)?.trim() ?? "";
      if (room === "") continue;
      for (const object of group.objects) {
        const old = this.page.room(object);
        if (old.toLowerCase() !== room.toLowerCase()) steps.push({ object, old, room });
      }
    }
    // What somebody has put somewhere comes first: whether it is to go is for a person to say.
    this.steps = [...steps.filter((one) => one.old !== ""), ...steps.filter((one) => one.old === "")];
    this.chosen = new Set(steps.filter((one) => one.old === ""));
  }

  private choose(step: Step, isChosen: boolean): void {
    const chosen = new Set(this.chosen);
    if (isChosen) chosen.add(step);
    else chosen.delete(step);
    this.chosen = chosen;
  }

  private async apply(steps: Step[]): Promise<void> {
    const { page } = this;
    this.isBusy = true;
    const changes: Changes = { devices: [], areas: [] };
    const known = new Set(page.areas.map((one) => one.area_id));
    try {
      // One that is made is not among those that the page knows yet.
      for (const [, together] of groupBy(steps, (one) => one.room.toLowerCase())) {
        const area = await page.areaOf(together[0]?.room ?? "");
        if (area !== null && !known.has(area)) changes.areas.push(area);
        for (const { object } of together) {
          const old = page.device(object)?.area_id ?? null;
          await page.place(object, area);
          changes.devices.push({ device_id: object.device_id ?? "", area: [old, area] });
        }
      }
      this.done = changes.devices.length;
      this.failure = undefined;
    } catch (error) {
      this.failure = this.page.texts.error(error);
    }
    page.undo.add(page.t("rooms.done", { count: changes.devices.length }), changes);
    this.isBusy = false;
  }

  protected override renderContent(): TemplateResult {
    const { page } = this;
    return html`
      ${this.failure === undefined ? nothing : html`<p class="problem" role="alert">${this.failure}</p>`}
      ${this.done !== undefined ? this.renderDone(this.done) : this.steps === undefined ? this.renderInput() : this.renderSteps(this.steps)}
      <datalist id="areas">${page.areas.map((one) => html`<option value=${one.name}></option>`)}</datalist>
    `;
  }

  private renderDone(done: number): TemplateResult {
    const { page } = this;
    const attempt = async (work: () => Promise<unknown>) => {
      try {
        await work();
      } catch (error) {
        this.failure = page.texts.error(error);
      }
    };
    return html`
      <div class="bar" role="status">
        <span class="tag good">${page.t("rooms.done", { count: done })}</span>
        ${page.undo.renderButton(page, attempt)}
      </div>
    `;
  }

  private renderInput(): TemplateResult {
    const { page } = this;
    return html`
      <p class="note">${page.t("rooms.explain")}</p>
      <div class="scroll">
        <table class="preview">
          <thead>
            <tr>
              <th>A</th>
              <th>${page.t("rooms.inside")}</th>
              <th>${page.t("plant.room")}</th>
            </tr>
          </thead>
          <tbody>
            ${this.groups.map((group) => this.renderGroup(group))}
          </tbody>
        </table>
      </div>
      <div class="bar foot">
        <button
          class="main"
          data-action="preview"
          ?disabled=${[...this.wanted.values()].every((one) => one.trim() === "")}
          @click=${() => this.preview()}
        >
          ${page.t("list.preview")}
        </button>
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
      <td class="wide">
        ${names.slice(0, SHOWN).join(", ")}${more > 0 ? ` … +${more}` : ""}
        ${rooms.length > 1 ? html`<span class="note">(${rooms.join(", ")})</span>` : nothing}
      </td>
      <td class="wide">
        <input
          list="areas"
          aria-label=${page.t("rooms.room_of", { area: group.title })}
          .value=${this.wanted.get(group.id) ?? this.common(group)}
          @input=${(event: Event) => (this.wanted = new Map(this.wanted).set(group.id, valueOf(event)))}
        />
      </td>
    </tr>`;
  }

  private renderSteps(steps: Step[]): TemplateResult {
    const { page } = this;
    const wanted = steps.filter((one) => this.chosen.has(one));
    return html`
      ${steps.length === 0 ? html`<p class="empty">${page.t("rooms.nothing")}</p>` : nothing}
      ${steps.some((one) => one.old !== "") ? html`<p class="notice">${page.t("rooms.other")}</p>` : nothing}
      <div class="scroll">
        <table class="preview">
          <thead>
            <tr>
              <th>
                <input
                  type="checkbox"
                  aria-label=${page.t("plant.choose_all")}
                  .checked=${wanted.length === steps.length}
                  @change=${(event: Event) => (this.chosen = new Set(isChecked(event) ? steps : []))}
                />
              </th>
              <th>${page.t("plant.address")}</th>
              <th>${page.t("plant.name")}</th>
              <th>${page.t("plant.room")}</th>
            </tr>
          </thead>
          <tbody>
            ${steps.map((one) => this.renderStep(one))}
          </tbody>
        </table>
      </div>
      <div class="bar foot">
        <button class="main" data-action="apply" ?disabled=${this.isBusy || wanted.length === 0} @click=${() => this.apply(wanted)}>
          ${page.t("rooms.apply", { count: wanted.length })}
        </button>
        <button @click=${() => (this.steps = undefined)}>${page.t("list.back")}</button>
      </div>
    `;
  }

  private renderStep(step: Step): TemplateResult {
    const { page } = this;
    const name = page.name(step.object);
    const isChosen = this.chosen.has(step);
    return html`<tr data-step=${step.object.key} class=${isChosen ? "" : "off"}>
      <td>
        <input
          type="checkbox"
          aria-label=${page.t("plant.choose", { name })}
          .checked=${isChosen}
          @change=${(event: Event) => this.choose(step, isChecked(event))}
        />
      </td>
      <td class="number">${step.object.address}</td>
      <td>${name}</td>
      <td>${fromTo(step.old, step.room)}</td>
    </tr>`;
  }
}

customElements.define("openwebnet-rooms", RoomsDialog);
