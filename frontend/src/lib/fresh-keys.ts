/** Keys just made, kept in memory until the page is left: the server says each of them only once. */

const keys = new Map<number, string>();

export function keepKey(deployment: number, key: string): void {
  keys.set(deployment, key);
}

export const keyOf = (deployment: number): string | undefined => keys.get(deployment);
