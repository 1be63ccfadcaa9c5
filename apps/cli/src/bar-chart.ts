import { padStart } from "./table.ts";

export interface Bar {
  readonly label: string;
  readonly value: number;
}

const eighths = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/**
 * Bars beside their labels, as long as their share of the largest, in eighths of a character: what is above zero shows.
 *
 * `total` is what 100 % means; `width` is that of the terminal, in columns.
 */
export function barChart(bars: readonly Bar[], total: number, width: number): string[] {
  const largest = Math.max(...bars.map((bar) => bar.value), Number.MIN_VALUE);
  const labelWidth = Math.max(0, ...bars.map((bar) => bar.label.length));
  const valueWidth = Math.max(0, ...bars.map((bar) => String(bar.value).length));
  const space = Math.max(10, Math.min(60, width - labelWidth - valueWidth - 12));
  return bars.map((bar) => {
    const units = bar.value === 0 ? 0 : Math.max(1, Math.round((bar.value / largest) * space * 8));
    const drawn = "█".repeat(Math.floor(units / 8)) + (eighths[units % 8] ?? "");
    const share = total === 0 ? 0 : (100 * bar.value) / total;
    return `${padStart(bar.label, labelWidth)}  ${padStart(String(bar.value), valueWidth)}  ${padStart(share.toFixed(1), 5)}%  ${drawn}`.trimEnd();
  });
}
