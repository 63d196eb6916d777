/** The chosen files, and which of a pair holds the tags. */
import { Button } from "@mantine/core";
import type { ReactElement } from "react";
import { megabytes } from "../../lib/format";
import type { Source } from "../../lib/uploads";
import css from "./Preview.module.css";

interface ChosenFilesProps {
  source: Source;
  onSource: (source: Source) => void;
}

export function ChosenFiles({ source, onSource }: ChosenFilesProps): ReactElement {
  const { file, tags } = source;
  return (
    <>
      <dl className={css.files}>
        <div>
          <dt>{tags ? "Texts" : "File"}</dt>
          <dd>
            {file.name} ({megabytes(file.size)})
          </dd>
        </div>
        {tags && (
          <div>
            <dt>Tags</dt>
            <dd>
              {tags.name} ({megabytes(tags.size)})
            </dd>
          </div>
        )}
      </dl>
      {tags && (
        <Button
          mt="sm"
          size="compact-sm"
          variant="default"
          onClick={() => onSource({ file: tags, tags: file })}
        >
          Swap texts and tags
        </Button>
      )}
    </>
  );
}
