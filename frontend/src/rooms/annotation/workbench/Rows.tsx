/** All rows of a document; beyond ten thousand tokens only those near the window. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { useEffect, useSyncExternalStore, type ReactElement } from "react";
import type { CanvasStore } from "@/canvas/store";
import css from "./Canvas.module.css";
import { RowView } from "./RowView";

/** Up to here every row is in the page, so that find-in-page and screen readers reach the whole text. */
export const WHOLE_UP_TO_TOKENS = 10_000;

interface RowsProps {
  store: CanvasStore;
  bio: boolean;
  /** The element that scrolls; null until it is in the page. */
  scroller: HTMLElement | null;
}

export function Rows(props: RowsProps): ReactElement {
  return props.store.sheet.length > WHOLE_UP_TO_TOKENS ? (
    <NearRows {...props} />
  ) : (
    <AllRows {...props} />
  );
}

function AllRows({ store, bio }: RowsProps): ReactElement {
  return (
    <div>
      {store.sheet.rows.map((row, index) => (
        <RowView key={row.start} store={store} row={index} bio={bio} />
      ))}
    </div>
  );
}

const PIXELS_A_LINE = 36;
const TOKENS_A_LINE = 14;

function NearRows({ store, bio, scroller }: RowsProps): ReactElement {
  "use no memo"; // the virtualizer hands out new functions under an old name
  const { rows } = store.sheet;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller,
    estimateSize: (index) => {
      const row = rows[index];
      return PIXELS_A_LINE * Math.ceil(((row?.end ?? 1) - (row?.start ?? 0)) / TOKENS_A_LINE) + 8;
    },
    overscan: 6,
  });
  const caretRow = useSyncExternalStore(store.subscribe, () =>
    store.sheet.rowOf(store.caret.token),
  );
  useEffect(() => {
    if (store.caret.placed) virtual.scrollToIndex(caretRow, { align: "auto" });
  }, [store, virtual, caretRow]);
  return (
    <div className={css.near} style={{ blockSize: virtual.getTotalSize() }}>
      {virtual.getVirtualItems().map((item) => (
        <div
          key={item.key}
          ref={virtual.measureElement}
          data-index={item.index}
          className={css.placed}
          style={{ transform: `translateY(${String(item.start)}px)` }}
        >
          <RowView store={store} row={item.index} bio={bio} />
        </div>
      ))}
    </div>
  );
}
