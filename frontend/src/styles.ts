// Home Assistant's colours, each with one of our own for the day that a variable goes.
import { css } from "lit";

export const shared = css`
  :host {
    --text: var(--primary-text-color, #212121);
    --faint: var(--secondary-text-color, #727272);
    --ground: var(--primary-background-color, #fafafa);
    --card: var(--card-background-color, #fff);
    --line: var(--divider-color, rgba(127, 127, 127, 0.3));
    --accent: var(--primary-color, #03a9f4);
    --on-accent: var(--text-primary-color, #fff);
    --bad: var(--error-color, #db4437);
    --warn: var(--warning-color, #ffa600);
    --good: var(--success-color, #43a047);
    --pad: 20px;
    color: var(--text);
    font-family: var(--ha-font-family-body, Roboto, Noto, sans-serif);
    font-size: 14px;
  }
  *,
  *::before {
    box-sizing: border-box;
  }
  h2 {
    font-size: 18px;
    font-weight: 500;
    margin: 0;
  }
  h3 {
    font-size: 15px;
    font-weight: 500;
    margin: 16px 0 8px;
  }
  p {
    margin: 8px 0;
  }
  button,
  input,
  select,
  textarea {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 8px;
    color: inherit;
    font: inherit;
    min-height: 36px;
    padding: 4px 10px;
  }
  button {
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 12%, var(--card));
  }
  button:disabled {
    cursor: default;
    opacity: 0.5;
  }
  button.main {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  button.main:hover:not(:disabled) {
    background: color-mix(in srgb, var(--accent) 85%, #000);
  }
  button.plain {
    background: none;
    border-color: transparent;
    color: var(--accent);
  }
  button.danger {
    color: var(--bad);
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 1px;
  }
  input[type="checkbox"] {
    accent-color: var(--accent);
    height: 18px;
    min-height: 0;
    width: 18px;
  }
  .bar {
    align-items: center;
    display: flex;
    flex-wrap: wrap;
    gap: 8px;
    margin-block: 8px;
  }
  .bar .grow {
    flex: 1 1 200px;
    min-width: 0;
  }
  .card {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 12px;
    overflow: hidden;
  }
  .padded {
    padding: 16px;
  }
  .note {
    color: var(--faint);
  }
  .empty {
    color: var(--faint);
    padding: 32px 16px;
    text-align: center;
  }
  .problem {
    background: color-mix(in srgb, var(--bad) 14%, var(--card));
    border-inline-start: 4px solid var(--bad);
    border-radius: 8px;
    margin-block: 8px;
    padding: 8px 12px;
  }
  .notice {
    background: color-mix(in srgb, var(--warn) 16%, var(--card));
    border-inline-start: 4px solid var(--warn);
    border-radius: 8px;
    margin-block: 8px;
    padding: 8px 12px;
  }
  table {
    border-collapse: collapse;
    width: 100%;
  }
  th {
    color: var(--faint);
    font-size: 12px;
    font-weight: 500;
    padding: 8px;
    text-align: start;
    white-space: nowrap;
  }
  td {
    border-top: 1px solid var(--line);
    padding: 4px 8px;
    vertical-align: middle;
  }
  .scroll {
    overflow-x: auto;
  }
  .tag {
    border-radius: 10px;
    display: inline-block;
    font-size: 12px;
    padding: 1px 8px;
    white-space: nowrap;
  }
  .tag.bad {
    background: color-mix(in srgb, var(--bad) 18%, transparent);
    color: color-mix(in srgb, var(--bad) 80%, var(--text));
  }
  .tag.warn {
    background: color-mix(in srgb, var(--warn) 22%, transparent);
  }
  .tag.good {
    background: color-mix(in srgb, var(--good) 20%, transparent);
  }
  .tag.calm {
    background: color-mix(in srgb, var(--faint) 16%, transparent);
  }
  .mono {
    font-family: var(--ha-font-family-code, ui-monospace, monospace);
    font-size: 13px;
  }
  .number {
    font-variant-numeric: tabular-nums;
    white-space: nowrap;
  }
  dialog {
    background: var(--card);
    border: 1px solid var(--line);
    border-radius: 16px;
    color: var(--text);
    max-height: 92vh;
    max-width: min(960px, 96vw);
    overflow: auto;
    padding: var(--pad);
    width: 100%;
  }
  dialog input,
  dialog select,
  dialog textarea {
    max-width: 100%;
  }
  .foot {
    background: var(--card);
    border-top: 1px solid var(--line);
    bottom: calc(-1 * var(--pad));
    margin: 8px calc(-1 * var(--pad)) calc(-1 * var(--pad));
    padding: 12px var(--pad);
    position: sticky;
    z-index: 1;
  }
  dialog::backdrop {
    background: rgba(0, 0, 0, 0.5);
  }
  .head {
    align-items: center;
    display: flex;
    gap: 8px;
    justify-content: space-between;
  }
  .label {
    color: var(--faint);
    display: block;
    font-size: 12px;
  }
  .preview td {
    overflow-wrap: anywhere;
  }
  .preview .old {
    color: var(--faint);
  }
  .preview tr.off td {
    opacity: 0.6;
  }
  @media (max-width: 600px) {
    :host {
      --pad: 12px;
    }
    .preview,
    .preview tbody {
      display: block;
    }
    .preview thead {
      clip-path: inset(50%);
      height: 1px;
      overflow: hidden;
      position: absolute;
    }
    .preview tr {
      align-items: center;
      border-top: 1px solid var(--line);
      display: flex;
      flex-wrap: wrap;
      gap: 4px 12px;
      padding: 8px 0;
    }
    .preview td {
      border: none;
      max-width: 100%;
      min-width: 0;
      padding: 0;
    }
    .preview td.wide {
      flex-basis: 100%;
    }
    .preview td:empty {
      display: none;
    }
  }
  .hidden {
    clip-path: inset(50%);
    height: 1px;
    overflow: hidden;
    position: absolute;
    white-space: nowrap;
    width: 1px;
  }
`;
