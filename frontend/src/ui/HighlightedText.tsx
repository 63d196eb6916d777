/** Text with its entities: each on its label's tint, within its line, the label's name written behind it. */
import type { ReactElement } from "react";
import type { SpanOut, TokenRange } from "../api/types";
import { inCodePoints, pieces } from "../lib/highlight";
import type { ColorOf } from "../lib/project";
import css from "./HighlightedText.module.css";

interface HighlightedTextProps {
  text: string;
  spans: readonly (SpanOut & { score?: number | null })[];
  colorOf: ColorOf;
  /** Given: the spans count these tokens. Absent: they count code points. */
  tokens?: readonly TokenRange[];
  /** One line, ended by an ellipsis. */
  oneLine?: boolean;
}

export function HighlightedText({
  text,
  spans,
  colorOf,
  tokens,
  oneLine,
}: HighlightedTextProps): ReactElement {
  const marks = tokens ? inCodePoints(spans, tokens) : spans;
  return (
    <span className={css.text} data-one-line={oneLine || undefined} dir="auto">
      {pieces(text, marks).map((piece, i) =>
        piece.mark === null ? (
          <span key={i}>{piece.text}</span>
        ) : (
          <Marked key={i} text={piece.text} span={marks[piece.mark]!} colorOf={colorOf} />
        ),
      )}
    </span>
  );
}

interface MarkedProps {
  text: string;
  span: SpanOut & { score?: number | null };
  colorOf: ColorOf;
}

function Marked({ text, span, colorOf }: MarkedProps): ReactElement {
  const color = colorOf(span.label);
  return (
    <mark
      className={css.mark}
      style={{
        background: `var(--label-${color}-tint)`,
        borderColor: `var(--label-${color}-line)`,
      }}
    >
      {text}
      <span className={css.label} style={{ color: `var(--label-${color}-line)` }}>
        {span.label}
        {span.score != null && ` ${span.score.toFixed(2)}`}
      </span>
    </mark>
  );
}
