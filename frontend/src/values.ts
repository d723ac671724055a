// Values of frames as people read them, by what the frame means: the tables' words (journal/describe) are the key.
import type { Formats } from "./formats";

type Reader = (values: string[], formats: Formats) => string | undefined;

const first =
  (unit: string): Reader =>
  ([value], formats) =>
    measured(value === "" ? undefined : value, unit, formats);

/** Four digits in tenths of a degree; the first tells the sign. */
const degrees: Reader = ([value], formats) =>
  value !== undefined && /^[01]\d{3}$/.test(value)
    ? measured(((value.startsWith("1") ? -1 : 1) * Number(value.slice(1))) / 10, "°C", formats)
    : undefined;

/** Levels of dimmers are told from 100 on. */
const level: Reader = ([value], formats) => share(value, formats, -100);

const clock: Reader = ([hour, minute, second = "0"], formats) =>
  numeric(hour, minute, second) ? formats.clock(Number(hour), Number(minute), Number(second)) : undefined;

const date: Reader = ([, day, month, year], formats) =>
  numeric(day, month, year) ? formats.day(Number(day), Number(month), Number(year)) : undefined;

const READERS: Record<string, Reader> = {
  "level and speed": level,
  "level and speed, status of a 100-step dimmer": level,
  "illuminance, lux": first("lx"),
  "status, position, priority, information": ([, position], formats) => share(position, formats),
  "measured temperature": degrees,
  "set point": degrees,
  "set point in effect": degrees,
  "temperature of a probe": ([probe, value], formats) => degrees([value ?? probe ?? ""], formats),
  "humidity, %": ([value], formats) => share(value, formats),
  "active power, W": first("W"),
  "energy in total, Wh": first("Wh"),
  "energy this month, Wh": first("Wh"),
  "energy today, Wh": first("Wh"),
  "energy of a month, Wh": first("Wh"),
  "working time, h": first("h"),
  time: clock,
  date,
  volume: first(""),
};

/** What values say, for those that a person would have to decode; nothing for others. */
export function valueOf(meaning: string, values: string[], formats: Formats): string | undefined {
  return READERS[meaning]?.(values, formats);
}

/** A number with its unit, which stays on the line of the number. */
function measured(value: string | number | undefined, unit: string, formats: Formats): string | undefined {
  if (typeof value === "string" ? !numeric(value) : value === undefined) return undefined;
  const number = formats.number(Number(value));
  return unit === "" ? number : `${number}\u00a0${unit}`;
}

function share(value: string | undefined, formats: Formats, shift = 0): string | undefined {
  return numeric(value) ? formats.percent(Number(value) + shift) : undefined;
}

function numeric(...values: (string | undefined)[]): boolean {
  return values.every((value) => value !== undefined && /^-?\d+(?:\.\d+)?$/.test(value));
}
