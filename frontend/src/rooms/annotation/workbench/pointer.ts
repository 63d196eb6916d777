/** Mouse, pen and finger on the canvas. A mouse drags; a finger taps, for its drag scrolls the page. */
import { useMemo, useRef, type MouseEvent, type PointerEvent } from "react";
import { selection } from "@/canvas/caret";
import type { CanvasStore } from "@/canvas/store";
import { tokenAtPoint } from "./geometry";

export interface PointerHandlers {
  onPointerDown: (event: PointerEvent<HTMLElement>) => void;
  onPointerMove: (event: PointerEvent<HTMLElement>) => void;
  onPointerUp: (event: PointerEvent<HTMLElement>) => void;
  onPointerCancel: () => void;
  onClick: (event: MouseEvent<HTMLElement>) => void;
  onDoubleClick: (event: MouseEvent<HTMLElement>) => void;
}

export function usePointer(store: CanvasStore): PointerHandlers {
  const touch = useRef(false);
  const from = useRef<number | undefined>(undefined);
  return useMemo(() => {
    const under = (event: MouseEvent<HTMLElement>) =>
      tokenAtPoint(event.currentTarget, event.clientX, event.clientY);
    return {
      onPointerDown: (event) => {
        touch.current = event.pointerType === "touch";
        if (touch.current || event.button !== 0) return;
        const token = under(event);
        if (token === undefined) return;
        if (event.shiftKey) store.selectTo(token);
        else store.place(token);
        from.current = token;
        event.currentTarget.setPointerCapture?.(event.pointerId);
      },
      onPointerMove: (event) => {
        if (from.current === undefined) return;
        const token = under(event);
        if (token !== undefined && token !== store.caret.token) store.selectTo(token);
      },
      onPointerUp: () => {
        if (from.current === undefined) return;
        from.current = undefined;
        const { start, end } = selection(store.caret);
        if (end - start > 1) store.endDrag();
      },
      onPointerCancel: () => {
        from.current = undefined;
      },
      onClick: (event) => {
        const token = touch.current ? under(event) : undefined;
        if (token !== undefined) store.tap(token);
      },
      onDoubleClick: (event) => {
        const token = under(event);
        if (token === undefined || store.armed === undefined) return;
        store.place(token);
        store.label(store.armed);
      },
    };
  }, [store]);
}
