/** An element's width in pixels, so that charts draw their letters at reading size. */
import { useEffect, useState } from "react";

/** A ref callback for the element, and its width; `otherwise` until it is known. */
export function useWidth(
  otherwise: number,
): [ref: (element: HTMLElement | null) => void, width: number] {
  const [element, setElement] = useState<HTMLElement | null>(null);
  const [width, setWidth] = useState(otherwise);
  useEffect(() => {
    if (!element) return;
    const watcher = new ResizeObserver(([entry]) => {
      const found = Math.round(entry?.contentRect.width ?? 0);
      if (found > 0) setWidth(found);
    });
    watcher.observe(element);
    return () => watcher.disconnect();
  }, [element]);
  return [setElement, width];
}
