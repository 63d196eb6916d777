import { act, renderHook } from "@testing-library/react";
import { afterEach, describe, expect, it, vi } from "vitest";
import { address, ApiError, call, cookie, post, SIGNED_OUT } from "./http";
import { useSending } from "./sending";

const answer = (status: number, body: unknown) =>
  vi
    .spyOn(globalThis, "fetch")
    .mockImplementation(() =>
      Promise.resolve(new Response(body === null ? null : JSON.stringify(body), { status })),
    );

afterEach(() => {
  vi.unstubAllGlobals();
  document.cookie = "csrftoken=; max-age=0";
});

describe("asking the server", () => {
  it("carries every error to its field", async () => {
    answer(400, {
      code: "invalid",
      message: "2 values need a change.",
      errors: [
        { at: ["split", "train"], code: "range", message: "Must be above 0." },
        { at: ["name"], code: "taken", message: "This name is taken." },
      ],
    });
    const error = await call("POST", "/projects/1/feature-sets", { body: {} }).catch(
      (e: unknown) => e,
    );
    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).at("split", "train")).toBe("Must be above 0.");
    expect((error as ApiError).at("split")).toBeUndefined();
    expect((error as ApiError).message).toBe("2 values need a change.");
  });

  it("sends the CSRF cookie and a fresh key with every POST", async () => {
    document.cookie = "csrftoken=abc";
    const fetch = answer(201, { id: 1 });
    await post("/projects", { name: "A" });
    await post("/projects", { name: "A" });
    const [first, second] = fetch.mock.calls.map(
      ([, init]) => init!.headers as Record<string, string>,
    );
    expect(first!["X-CSRFToken"]).toBe("abc");
    expect(first!["Idempotency-Key"]).toMatch(/^[0-9a-f]{32}$/);
    expect(second!["Idempotency-Key"]).not.toBe(first!["Idempotency-Key"]);
  });

  it("says so when the session has ended", async () => {
    answer(401, { code: "signed_out", message: "Sign in." });
    const heard = vi.fn();
    window.addEventListener(SIGNED_OUT, heard);
    await call("GET", "/projects").catch(() => undefined);
    window.removeEventListener(SIGNED_OUT, heard);
    expect(heard).toHaveBeenCalledOnce();
  });

  it("does not ask to sign in when the password was wrong", async () => {
    answer(401, { code: "wrong", message: "Wrong user name or password." });
    const heard = vi.fn();
    window.addEventListener(SIGNED_OUT, heard);
    const error = await post("/session", {}).catch((e: unknown) => e);
    window.removeEventListener(SIGNED_OUT, heard);
    expect(heard).not.toHaveBeenCalled();
    expect((error as ApiError).message).toBe("Wrong user name or password.");
  });

  it("names the network when there is none", async () => {
    vi.spyOn(globalThis, "fetch").mockRejectedValue(new TypeError("Failed to fetch"));
    await expect(call("GET", "/projects")).rejects.toMatchObject({
      status: 0,
      code: "unreachable",
    });
  });

  it("has a sentence for an answer that is not JSON", async () => {
    vi.spyOn(globalThis, "fetch").mockResolvedValue(new Response("<html>", { status: 502 }));
    await expect(call("GET", "/projects")).rejects.toThrow(/fault of its own/);
  });

  it("answers null to an empty 204", async () => {
    answer(204, null);
    await expect(call("DELETE", "/tokens/1")).resolves.toBeNull();
  });
});

/** What jsdom would send for real: an upload, here in our hand. */
class Line {
  static last: Line;
  upload: { onprogress?: (event: { loaded: number; total: number }) => void } = {};
  onload?: () => void;
  onerror?: () => void;
  onabort?: () => void;
  status = 0;
  responseText = "";
  headers: Record<string, string> = {};
  open() {
    Line.last = this;
  }
  setRequestHeader(name: string, value: string) {
    this.headers[name] = value;
  }
  send() {}
  abort() {
    this.onabort?.();
  }
  answers(status: number, body: unknown) {
    this.status = status;
    this.responseText = JSON.stringify(body);
    this.onload?.();
  }
}

describe("sending files", () => {
  const upload = () => {
    vi.stubGlobal("XMLHttpRequest", Line);
    return post<{ id: number }>("/projects/1/files", new FormData());
  };

  const begin = () => {
    let sent = Promise.resolve({ id: 0 });
    act(() => {
      sent = upload();
    });
    return sent;
  };

  it("tells how many bytes have left, until the answer is there", async () => {
    const { result } = renderHook(() => useSending());
    const sent = begin();
    act(() => Line.last.upload.onprogress?.({ loaded: 30, total: 100 }));
    expect(result.current).toMatchObject({ sent: 30, total: 100 });
    expect(Line.last.headers["Idempotency-Key"]).toMatch(/^[0-9a-f]{32}$/);
    await act(async () => {
      Line.last.answers(201, { id: 7 });
      expect(await sent).toEqual({ id: 7 });
    });
    expect(result.current).toBeNull();
  });

  it("is called back, and says so", async () => {
    const { result } = renderHook(() => useSending());
    const sent = begin().catch((error: unknown) => (error as DOMException).message);
    await act(async () => {
      result.current!.cancel();
      expect(await sent).toBe("The upload was cancelled; nothing was stored.");
    });
    expect(result.current).toBeNull();
  });

  it("carries errors as any other request", async () => {
    const sent = upload();
    Line.last.answers(413, { code: "too_large", message: "Larger than 200 MB." });
    await expect(sent).rejects.toMatchObject({ status: 413, code: "too_large" });
    const broken = upload();
    Line.last.onerror?.();
    await expect(broken).rejects.toMatchObject({ status: 0, code: "unreachable" });
  });
});

describe("addresses", () => {
  it("leave out empty parts of the query", () => {
    expect(address("/projects/1/documents", { state: "", q: "a b", cursor: null, limit: 5 })).toBe(
      "/api/v1/projects/1/documents?q=a+b&limit=5",
    );
  });

  it("read one cookie among several", () => {
    expect(cookie("csrftoken", "a=1; csrftoken=x%3Dy; b=2")).toBe("x=y");
    expect(cookie("missing", "a=1")).toBe("");
  });
});
