/** Every span as a row of a table: all that the canvas does, without pointer and without sight of the text. */
import {
  memo,
  startTransition,
  useEffect,
  useState,
  useSyncExternalStore,
  type ReactElement,
} from "react";
import type { KeyedLabel } from "@/canvas/labels";
import type { Edge, Span, Spans } from "@/canvas/spans";
import type { CanvasStore } from "@/canvas/store";
import { counted } from "@/lib/format";
import { Icon } from "@/ui/Icon";
import { AddSpan } from "./AddSpan";
import { useLook } from "./looks";
import css from "./Workbench.module.css";

interface PanelProps {
  store: CanvasStore;
  labels: readonly KeyedLabel[];
}

export function SpansPanel({ store, labels }: PanelProps): ReactElement {
  const spans = useSyncExternalStore(store.subscribe, () => store.spans);
  const shown = useSettled(spans);
  return (
    <section className={css.panel} aria-label="Spans">
      <h2>{counted(spans.length, "span")}</h2>
      <SpanTable store={store} labels={labels} spans={shown} />
      <AddSpan store={store} labels={labels} />
    </section>
  );
}

/** A burst of keys is painted in the text alone; the list follows when the hand rests. */
const REST_MILLISECONDS = 150;

function useSettled(spans: Spans): Spans {
  const [settled, setSettled] = useState(spans);
  useEffect(() => {
    const timer = setTimeout(() => startTransition(() => setSettled(spans)), REST_MILLISECONDS);
    return () => clearTimeout(timer);
  }, [spans]);
  return settled;
}

/** As many as a table shows at once. */
const PART = 60;

const SpanTable = memo(function SpanTable({ store, labels, spans }: PanelProps & { spans: Spans }) {
  const [from, setFrom] = useState(0);
  const start = Math.min(from, Math.max(0, Math.floor((spans.length - 1) / PART) * PART));
  const part = spans.slice(start, start + PART);
  if (spans.length === 0) return <p className={css.faint}>Mark a word and press a label’s key.</p>;
  return (
    <>
      <table className={css.spans}>
        <thead>
          <tr>
            <th scope="col">Text</th>
            <th scope="col">Label</th>
            <th scope="col">Start</th>
            <th scope="col">End</th>
            <th scope="col">
              <span className={css.unseen}>Remove</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {part.map((span) => (
            <SpanRow key={span.start} store={store} labels={labels} span={span} />
          ))}
        </tbody>
      </table>
      {spans.length > PART && (
        <div className={css.parts}>
          <button type="button" disabled={start === 0} onClick={() => setFrom(start - PART)}>
            Earlier
          </button>
          {start + 1}–{start + part.length} of {spans.length}
          <button
            type="button"
            disabled={start + PART >= spans.length}
            onClick={() => setFrom(start + PART)}
          >
            Later
          </button>
        </div>
      )}
    </>
  );
});

interface SpanRowProps extends PanelProps {
  span: Span;
}

const SpanRow = memo(function SpanRow({ store, labels, span }: SpanRowProps) {
  const look = useLook();
  const words = store.sheet.words(span).replace(/\s+/gu, " ");
  const known = labels.some(({ name }) => name === span.label);
  return (
    <tr>
      <td>
        <button
          type="button"
          className={css.words}
          onClick={() => store.place(span.start)}
          title="Show in the text"
        >
          {words}
        </button>
      </td>
      <td>
        <select
          className={css.select}
          {...look(span.label)}
          aria-label={`Label of ${words}`}
          value={span.label}
          onChange={(event) => store.labelRange(span, event.target.value)}
        >
          {!known && <option>{span.label}</option>}
          {labels.map(({ name }) => (
            <option key={name}>{name}</option>
          ))}
        </select>
      </td>
      <EdgeCell store={store} span={span} words={words} edge="start" />
      <EdgeCell store={store} span={span} words={words} edge="end" />
      <td>
        <button
          type="button"
          className={css.tiny}
          aria-label={`Remove ${words}`}
          onClick={() => store.remove(span.start)}
        >
          <Icon name="trash" size={15} />
        </button>
      </td>
    </tr>
  );
});

interface EdgeCellProps {
  store: CanvasStore;
  span: Span;
  words: string;
  edge: Edge;
}

function EdgeCell({ store, span, words, edge }: EdgeCellProps): ReactElement {
  const name = edge === "start" ? "Start" : "End";
  return (
    <td className={css.edge} data-name={name}>
      <button
        type="button"
        className={css.tiny}
        aria-label={`${name} of ${words}: one word earlier`}
        onClick={() => store.resize(edge, -1, span.start)}
      >
        <Icon name="left" size={15} />
      </button>
      <button
        type="button"
        className={css.tiny}
        aria-label={`${name} of ${words}: one word later`}
        onClick={() => store.resize(edge, 1, span.start)}
      >
        <Icon name="right" size={15} />
      </button>
    </td>
  );
}
