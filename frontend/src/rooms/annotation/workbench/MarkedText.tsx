/** A text with its spans, to read and not to change. */
import type { ReactElement } from "react";
import { caretAt } from "@/canvas/caret";
import { paintRow } from "@/canvas/paint";
import type { Row, Sheet } from "@/canvas/sheet";
import { type Span, type Spans, sameSpan } from "@/canvas/spans";
import marks from "./Canvas.module.css";
import { useLook } from "./looks";
import css from "./Workbench.module.css";

interface MarkedTextProps {
  sheet: Sheet;
  spans: Spans;
  /** Spans of the version beside; what it lacks is underlined. */
  others: Spans;
}

export function MarkedText({ sheet, spans, others }: MarkedTextProps): ReactElement {
  const shown = sheet.rows.filter((row) => differs(row, spans, others));
  return (
    <div className={css.version}>
      {shown.map((row) => (
        <MarkedRow key={row.start} sheet={sheet} row={row} spans={spans} others={others} />
      ))}
    </div>
  );
}

const missing = (span: Span, spans: Spans): boolean => !spans.some((one) => sameSpan(one, span));

function differs(row: Row, spans: Spans, others: Spans): boolean {
  const inRow = (span: Span) => span.start < row.end && span.end > row.start;
  const only = (ones: Spans, against: Spans) =>
    ones.some((span) => inRow(span) && missing(span, against));
  return only(spans, others) || only(others, spans);
}

function MarkedRow({ sheet, row, spans, others }: MarkedTextProps & { row: Row }): ReactElement {
  const look = useLook();
  return (
    <p dir={row.direction}>
      {paintRow(row, spans, caretAt(0)).pieces.map(({ start, end, span }) => {
        const text = sheet.words({ start, end });
        const gap = end < row.end ? sheet.gap(end - 1) : "";
        if (span === undefined) return text + gap;
        return (
          <span key={start}>
            <mark
              className={marks.mark}
              {...look(span.label)}
              data-only={missing(span, others) || undefined}
            >
              {text}
              <bdi className={marks.chip}>{span.label}</bdi>
            </mark>
            {gap}
          </span>
        );
      })}
    </p>
  );
}
