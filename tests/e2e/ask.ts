import type { Page } from 'playwright-core';

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Record<string, unknown>;
}

/** Ask the endpoint as any page of this address can: by plain fetch, relative to the studio's folder. */
export const ask = (page: Page, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> =>
  page.evaluate(
    async given => {
      const init = given.body === undefined ? {} : { method: 'POST', body: JSON.stringify(given.body) };
      const response = await fetch(`.${given.path}`, { ...init, headers: given.headers });
      return {
        status: response.status,
        headers: Object.fromEntries(response.headers),
        body: (await response.json()) as Record<string, unknown>,
      };
    },
    { path, body, headers },
  );
