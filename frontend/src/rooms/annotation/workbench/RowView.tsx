/** One row of the canvas. It is drawn again only when what it shows has changed. */
import {
  memo,
  useCallback,
  useLayoutEffect,
  useRef,
  useSyncExternalStore,
  type ReactElement,
  type ReactNode,
} from "react";
import { tagAt } from "@/canvas/bio";
import { type Piece, type RowPaint, paintRow } from "@/canvas/paint";
import type { CanvasStore } from "@/canvas/store";
import css from "./Canvas.module.css";
import { useLook } from "./looks";

interface RowProps {
  store: CanvasStore;
  row: number;
  bio: boolean;
}

export const RowView = memo(function RowView({ store, row, bio }: RowProps): ReactElement | null {
  const box = useRef<HTMLDivElement>(null);
  const listen = useCallback((tell: () => void) => store.subscribeRow(row, tell), [store, row]);
  const key = useSyncExternalStore(listen, () => store.rowKey(row));
  useLayoutEffect(() => {
    const caret = store.caret.placed ? box.current?.querySelector("[data-caret]") : undefined;
    caret?.scrollIntoView?.({ block: "nearest" });
  }, [store, key]);
  const range = store.sheet.rows[row];
  if (range === undefined) return null;
  const paint = paintRow(range, store.spans, store.caret);
  return (
    <div
      ref={box}
      role="group"
      aria-label={`Sentence ${String(range.sentence + 1)}`}
      className={css.row}
      dir={range.direction}
      data-row={row}
      data-number={store.sheet.sentences.length > 1 ? range.sentence + 1 : undefined}
      data-bio={bio || undefined}
    >
      {paint.pieces.map((piece) => (
        <PieceView
          key={piece.start}
          piece={piece}
          paint={paint}
          store={store}
          bio={bio}
          last={range.end - 1}
        />
      ))}
    </div>
  );
});

interface PieceProps {
  piece: Piece;
  paint: RowPaint;
  store: CanvasStore;
  bio: boolean;
  last: number;
}

/** The gap behind a span's last word stays outside its mark. */
function PieceView({ piece, paint, store, bio, last }: PieceProps): ReactElement {
  const look = useLook();
  const { span } = piece;
  const words: ReactNode[] = [];
  for (let token = piece.start; token < piece.end; token += 1) {
    words.push(<Word key={token} token={token} paint={paint} store={store} bio={bio} />);
    if (token < piece.end - 1) words.push(store.sheet.gap(token));
  }
  const behind = piece.end - 1 < last ? store.sheet.gap(piece.end - 1) : "";
  if (span === undefined)
    return (
      <>
        {words}
        {behind}
      </>
    );
  return (
    <>
      <mark className={css.mark} {...look(span.label)} data-span={span.start}>
        {words}
        {!bio && (
          <bdi className={css.chip}>
            <span className={css.unseen}>, labelled </span>
            {span.label}
          </bdi>
        )}
      </mark>
      {behind}
    </>
  );
}

interface WordProps {
  token: number;
  paint: RowPaint;
  store: CanvasStore;
  bio: boolean;
}

function Word({ token, paint, store, bio }: WordProps): ReactElement {
  const { selected } = paint;
  const inside = selected !== undefined && token >= selected.start && token < selected.end;
  const tag = bio ? tagAt(store.spans, token) : undefined;
  return (
    <span
      className={css.word}
      data-t={token}
      data-caret={paint.caret === token || undefined}
      data-selected={inside || undefined}
    >
      {store.sheet.word(token)}
      {tag !== undefined && (
        <bdi className={css.tag} data-outside={tag === "O" || undefined}>
          {tag}
        </bdi>
      )}
    </span>
  );
}
