/** Find a label by typing, or make one that is missing. */
import { Modal } from "@mantine/core";
import { useState, type KeyboardEvent, type ReactElement } from "react";
import type { KeyedLabel } from "@/canvas/labels";
import { Key } from "./Key";
import { useLook } from "./looks";
import { NewLabel } from "./NewLabel";
import css from "./Workbench.module.css";

interface LabelPickerProps {
  project: number;
  labels: readonly KeyedLabel[];
  opened: boolean;
  onClose: () => void;
  onLabel: (name: string) => void;
}

export function LabelPicker({ opened, onClose, ...rest }: LabelPickerProps): ReactElement {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Label"
      returnFocus
      closeButtonProps={{ "aria-label": "Close" }}
    >
      <Finder {...rest} onClose={onClose} />
    </Modal>
  );
}

type FinderProps = Omit<LabelPickerProps, "opened">;

function Finder({ project, labels, onClose, onLabel }: FinderProps): ReactElement {
  const [typed, setTyped] = useState("");
  const [place, setPlace] = useState(0);
  const [making, setMaking] = useState<string>();
  const wanted = typed.trim();
  const found = labels.filter(({ name }) => name.toLowerCase().includes(wanted.toLowerCase()));
  const exact = labels.some(({ name }) => name === wanted);
  const choices = [...found.map(({ name }) => name), ...(exact ? [] : [undefined])];
  const at = Math.min(place, choices.length - 1);
  const choose = (name: string | undefined) => {
    if (name === undefined) return setMaking(wanted);
    onLabel(name);
    onClose();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step === undefined && event.key !== "Enter") return;
    event.preventDefault();
    if (step === undefined) choose(choices[at]);
    else setPlace((at + step + choices.length) % choices.length);
  };
  const made = (name: string) => choose(name);
  if (making !== undefined)
    return <NewLabel project={project} labels={labels} name={making} onMade={made} />;
  return (
    <div className={css.finder}>
      <input
        className={css.input}
        role="combobox"
        aria-label="Name of the label"
        aria-expanded="true"
        aria-controls="label-choices"
        aria-activedescendant={`label-choice-${String(at)}`}
        placeholder="Type a name"
        autoComplete="off"
        data-autofocus
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setPlace(0);
        }}
        onKeyDown={press}
      />
      <Choices choices={choices} labels={labels} at={at} wanted={wanted} onChoose={choose} />
    </div>
  );
}

interface ChoicesProps {
  choices: readonly (string | undefined)[];
  labels: readonly KeyedLabel[];
  at: number;
  wanted: string;
  onChoose: (name: string | undefined) => void;
}

/** The last choice, where it has no name, makes a new label. The input above has the keys. */
function Choices({ choices, labels, at, wanted, onChoose }: ChoicesProps): ReactElement {
  const look = useLook();
  const keyOf = (name: string) => labels.find((label) => label.name === name)?.key;
  return (
    <div id="label-choices" role="listbox" aria-label="Labels" className={css.choices}>
      {choices.map((name, index) => (
        // eslint-disable-next-line jsx-a11y/click-events-have-key-events -- the combobox above has the keys
        <div
          key={name ?? ""}
          id={`label-choice-${String(index)}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === at}
          className={css.choice}
          onClick={() => onChoose(name)}
        >
          {name === undefined ? (
            <>＋ Make {wanted === "" ? "a new label" : `“${wanted}”`}</>
          ) : (
            <>
              <span className={css.swatch} {...look(name)}>
                {name}
              </span>
              {keyOf(name) != null && <Key name={keyOf(name) ?? ""} />}
            </>
          )}
        </div>
      ))}
    </div>
  );
}
