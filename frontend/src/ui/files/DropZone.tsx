/** Drop one file, or a pair of texts and tags; or choose them with a button. */
import { useRef, useState, type DragEvent, type ReactElement } from "react";
import { Button } from "@mantine/core";
import { Icon } from "../Icon";
import { Notice } from "../Notice";
import { sorted, type Source } from "../../lib/uploads";
import { useFormats } from "../../lib/uploads";
import css from "./DropZone.module.css";

export function DropZone({ onFiles }: { onFiles: (source: Source) => void }): ReactElement {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const [wrong, setWrong] = useState<string>();
  const formats = useFormats().data?.filter((format) => format.reads) ?? [];
  const take = (list: FileList | null) => {
    const files = Array.from(list ?? []);
    if (files.length > 2)
      return setWrong(
        `${files.length} files were given; one import reads one file, or a pair of texts and tags.`,
      );
    const source = sorted(files);
    if (source) onFiles(source);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <div className={css.box}>
      {/* The drop is an extra for pointers; the button inside does the same by keyboard. */}
      <div
        role="presentation"
        className={css.zone}
        data-over={over || undefined}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <span className={css.icon}>
          <Icon name="import" size={28} />
        </span>
        <strong>Drop a file here</strong>
        <span className={css.quiet}>or two: one with the texts, one with their tags</span>
        <Button mt={8} onClick={() => input.current?.click()}>
          Choose files
        </Button>
        <input
          ref={input}
          type="file"
          multiple
          hidden
          aria-label="Files to import"
          onChange={(event) => {
            take(event.currentTarget.files);
            event.currentTarget.value = "";
          }}
        />
      </div>
      {wrong && <Notice tone="bad">{wrong}</Notice>}
      {formats.length > 0 && (
        <p className={css.quiet}>Read are: {formats.map((format) => format.title).join(" · ")}.</p>
      )}
    </div>
  );
}
