// Values of frames as people read them, by what the frame means: the tables' words (journal/describe) are the key.

type Reader = (values: string[]) => string | undefined;

const first =
  (unit: string): Reader =>
  ([value]) =>
    value === undefined || value === "" ? undefined : `${Number(value)} ${unit}`.trim();

/** Four digits in tenths of a degree; the first tells the sign. */
const degrees: Reader = ([value]) =>
  value !== undefined && /^[01]\d{3}$/.test(value)
    ? `${((value.startsWith("1") ? -1 : 1) * Number(value.slice(1))) / 10} °C`
    : undefined;

/** Levels of dimmers are told from 100 on. */
const level: Reader = ([value]) => (value === undefined ? undefined : `${Number(value) - 100} %`);

const clock: Reader = ([hour, minute, second]) => [hour, minute, second].filter(Boolean).join(":");

const READERS: Record<string, Reader> = {
  "level and speed": level,
  "level and speed, status of a 100-step dimmer": level,
  "illuminance, lux": first("lx"),
  "status, position, priority, information": ([, position]) => (position === undefined ? undefined : `${Number(position)} %`),
  "measured temperature": degrees,
  "set point": degrees,
  "set point in effect": degrees,
  "temperature of a probe": ([probe, value]) => degrees([value ?? probe ?? ""]),
  "humidity, %": first("%"),
  "active power, W": first("W"),
  "energy in total, Wh": first("Wh"),
  "energy this month, Wh": first("Wh"),
  "energy today, Wh": first("Wh"),
  "energy of a month, Wh": first("Wh"),
  "working time, h": first("h"),
  time: clock,
  date: ([, day, month, year]) => [day, month, year].filter(Boolean).join("."),
  volume: first(""),
};

/** What values say, for those that a person would have to decode; nothing for others. */
export function valueOf(meaning: string, values: string[]): string | undefined {
  return READERS[meaning]?.(values);
}
