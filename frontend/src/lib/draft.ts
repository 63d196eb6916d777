/** What was chosen in a form and not sent yet: it outlives leaving the page and a reload, in this tab. */

export interface Draft<Chosen> {
  read(): Chosen | undefined;
  keep(chosen: Chosen): void;
  drop(): void;
}

export function draftOf<Chosen>(form: string): Draft<Chosen> {
  const name = `tagwright-draft:${form}`;
  return {
    read: () => {
      const kept = sessionStorage.getItem(name);
      return kept === null ? undefined : (JSON.parse(kept) as Chosen);
    },
    keep: (chosen) => sessionStorage.setItem(name, JSON.stringify(chosen)),
    drop: () => sessionStorage.removeItem(name),
  };
}
