import { focusManager } from "@tanstack/react-query";
import { act, render } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { useLive } from "./live";

/** What jsdom lacks: a line to the server, here in our hand. */
class Line {
  static readonly CLOSED = 2;
  static all: Line[] = [];
  readyState = 1;
  onmessage?: (message: { data: string }) => void;
  onerror?: () => void;
  constructor(readonly url: string) {
    Line.all.push(this);
  }
  close() {
    this.readyState = Line.CLOSED;
  }
  says(message: unknown) {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
  breaks({ forGood = false } = {}) {
    if (forGood) this.close();
    this.onerror?.();
  }
}

const open = () => Line.all.filter(({ readyState }) => readyState !== Line.CLOSED);
const later = (seconds: number) => vi.advanceTimersByTime(seconds * 1000);

const heard = vi.fn();
const asked = vi.fn();
let known = 0;

function Live({ path }: { path: string | null }) {
  useLive(path, { since: () => known, hear: heard, ask: asked });
  return null;
}

beforeEach(() => {
  vi.clearAllMocks();
  vi.useFakeTimers();
  vi.stubGlobal("EventSource", Line);
  focusManager.setFocused(true);
  Line.all = [];
  known = 0;
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe("a page that follows something", () => {
  it("hears what is said and asks nothing", () => {
    render(<Live path="/runs/1/events" />);
    open()[0]!.says({ id: 1 });
    later(60);
    expect(heard).toHaveBeenCalledExactlyOnceWith({ id: 1 });
    expect(asked).not.toHaveBeenCalled();
  });

  it("asks while its stream is broken, until the browser has taken it up again", () => {
    render(<Live path="/runs/1/events" />);
    open()[0]!.says({ id: 1 });
    open()[0]!.breaks();
    later(10);
    const times = asked.mock.calls.length;
    expect(times).toBeGreaterThan(0);
    open()[0]!.says({ id: 2 });
    later(10);
    expect(asked).toHaveBeenCalledTimes(times);
    expect(Line.all).toHaveLength(1);
  });

  it("asks where it was refused, and tries a stream again from what it knows by then", () => {
    render(<Live path="/runs/1/events" />);
    open()[0]!.breaks({ forGood: true });
    known = 7;
    later(20);
    expect(asked).toHaveBeenCalled();
    expect(open().map(({ url }) => url)).toEqual(["/api/v1/runs/1/events?since=7"]);
  });

  it("takes a line that went dead for broken", () => {
    render(<Live path="/runs/1/events" />);
    open()[0]!.says({ id: 1 });
    later(80);
    expect(Line.all).toHaveLength(2);
    expect(open()).toEqual([Line.all[1]]);
    later(4);
    expect(asked).toHaveBeenCalled();
  });

  it("holds no stream and asks nothing in a hidden tab", () => {
    render(<Live path="/runs/1/events" />);
    act(() => focusManager.setFocused(false));
    later(60);
    expect(open()).toEqual([]);
    expect(asked).not.toHaveBeenCalled();
    act(() => focusManager.setFocused(true));
    expect(open()).toHaveLength(1);
  });

  it("ends with what it follows, and with the page", () => {
    const { rerender, unmount } = render(<Live path="/runs/1/events" />);
    rerender(<Live path={null} />);
    expect(open()).toEqual([]);
    rerender(<Live path="/runs/2/events" />);
    expect(open()).toHaveLength(1);
    unmount();
    later(60);
    expect(open()).toEqual([]);
    expect(asked).not.toHaveBeenCalled();
  });
});
