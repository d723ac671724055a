// Numbers, dates and times as the person has chosen them in the profile of Home Assistant.
import type { Hass, Locale } from "./types";

const NUMBERS: Record<string, string[] | undefined> = {
  comma_decimal: ["en-US"],
  decimal_comma: ["de"],
  space_comma: ["fr"],
  quote_decimal: ["de-CH"],
  none: ["en-US"],
};
/** What stands for the browser's own. */
const SYSTEM = "system";

const MINUTES = { hour: "2-digit", minute: "2-digit" } as const;
const TIME = { ...MINUTES, second: "2-digit" } as const;
const DATE = { day: "2-digit", month: "2-digit", year: "numeric" } as const;
type Part = keyof typeof DATE;
const ORDERS: Record<string, Part[] | undefined> = {
  DMY: ["day", "month", "year"],
  MDY: ["month", "day", "year"],
  YMD: ["year", "month", "day"],
};

export class Formats {
  private readonly locale: Locale;
  private readonly numbers: Intl.NumberFormat;
  private readonly shares: Intl.NumberFormat;
  private readonly times: Intl.DateTimeFormat;
  private readonly minutes: Intl.DateTimeFormat;
  private readonly exactTimes: Intl.DateTimeFormat;
  private readonly dates: Intl.DateTimeFormat;
  private readonly clocks: Intl.DateTimeFormat;
  private readonly days: Intl.DateTimeFormat;

  constructor(hass: Pick<Hass, "language" | "locale" | "config">) {
    const locale = (this.locale = hass.locale ?? { language: hass.language });
    const numbers = NUMBERS[locale.number_format ?? ""] ?? own(locale.number_format, locale.language);
    const grouping = locale.number_format !== "none";
    this.numbers = new Intl.NumberFormat(numbers, { maximumFractionDigits: 3, useGrouping: grouping });
    this.shares = new Intl.NumberFormat(numbers, { style: "percent" });
    const times = own(locale.time_format, locale.language);
    const twelve = { "12": { hour12: true }, "24": { hourCycle: "h23" } as const }[locale.time_format ?? ""];
    const server = locale.time_zone === "server" ? hass.config?.time_zone : undefined;
    const zone = server === undefined ? {} : { timeZone: server };
    this.times = new Intl.DateTimeFormat(times, { ...TIME, ...twelve, ...zone });
    this.minutes = new Intl.DateTimeFormat(times, { ...MINUTES, ...twelve, ...zone });
    this.exactTimes = new Intl.DateTimeFormat(times, { ...TIME, ...twelve, ...zone, fractionalSecondDigits: 3 });
    // What stands in a frame is of no time zone.
    this.clocks = new Intl.DateTimeFormat(times, { ...TIME, ...twelve, timeZone: "UTC" });
    const dates = own(locale.date_format, locale.language);
    this.dates = new Intl.DateTimeFormat(dates, { ...DATE, ...zone });
    this.days = new Intl.DateTimeFormat(dates, { ...DATE, timeZone: "UTC" });
  }

  number(value: number): string {
    return this.numbers.format(value);
  }

  percent(value: number): string {
    return this.shares.format(value / 100);
  }

  /** A time to the millisecond. */
  exact(at: Date): string {
    return this.exactTimes.format(at);
  }

  /** A time, with its day where that is not today. */
  when(at: Date): string {
    const day = this.inOrder(this.dates, at);
    return day === this.inOrder(this.dates, new Date()) ? this.times.format(at) : `${day} ${this.minutes.format(at)}`;
  }

  /** A time of day that a frame tells. */
  clock(hour: number, minute: number, second: number): string {
    return this.clocks.format(Date.UTC(2000, 0, 1, hour, minute, second));
  }

  /** A day that a frame tells. */
  day(day: number, month: number, year: number): string {
    return this.inOrder(this.days, new Date(Date.UTC(year, month - 1, day)));
  }

  private inOrder(format: Intl.DateTimeFormat, at: Date): string {
    const order = ORDERS[this.locale.date_format ?? ""];
    if (order === undefined) return format.format(at);
    const parts = format.formatToParts(at);
    const between = parts.find((one) => one.type === "literal")?.value ?? "/";
    return order.map((wanted) => parts.find((one) => one.type === wanted)?.value ?? "").join(between);
  }
}

function own(format: string | undefined, language: string): string | undefined {
  return format === SYSTEM ? undefined : language;
}
