const syntax = /^\d{4}-\d{2}-\d{2}$/;
const shanghaiOffset = 8 * 3_600_000;

/** A day of Asia/Shanghai, YYYY-MM-DD, years 0001 to 9999. As text such days sort and compare in calendar order. */
export type Day = string;

/** The text itself when it is a day that the calendar has, written YYYY-MM-DD; null for anything else (2023-02-30, 2023-2-3). */
export function parseDay(text: string): Day | null {
  if (!syntax.test(text)) return null;
  const [year, month, day] = [Number(text.slice(0, 4)), Number(text.slice(5, 7)), Number(text.slice(8))];
  return year >= 1 && month >= 1 && month <= 12 && day >= 1 && day <= daysInMonth(year, month) ? text : null;
}

/** The day it is in Shanghai at an instant, now unless told. China has kept UTC+8 without summer time since 1991. */
export const today = (now: Date = new Date()): Day =>
  new Date(now.getTime() + shanghaiOffset).toISOString().slice(0, 10);

/** The day some whole months later (earlier when negative), clamped to the month's length; a month's last day stays a last day. */
export function addMonths(day: Day, months: number): Day {
  const [year, month, date] = parts(day);
  const shifted = year * 12 + (month - 1) + months;
  const [toYear, toMonth] = [Math.floor(shifted / 12), (((shifted % 12) + 12) % 12) + 1];
  const last = daysInMonth(toYear, toMonth);
  return write(toYear, toMonth, date === daysInMonth(year, month) ? last : Math.min(date, last));
}

/** The last day of the day's month. */
export function endOfMonth(day: Day): Day {
  const [year, month] = parts(day);
  return write(year, month, daysInMonth(year, month));
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}

function parts(day: Day): [number, number, number] {
  if (parseDay(day) === null) throw new RangeError(`not a day: ${day}`);
  return day.split("-").map(Number) as [number, number, number];
}

function write(year: number, month: number, day: number): Day {
  if (year < 1 || year > 9999) throw new RangeError("outside the years 0001 to 9999");
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}
