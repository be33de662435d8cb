import { dataWorker } from './services.ts';

/** Whether requests to the studio's own address are answered by its service worker, as those of any other page here are. */
export const hasServiceWorker = (): boolean =>
  'serviceWorker' in navigator && navigator.serviceWorker.controller !== null;

/** The address of a path of the endpoint: /predict lies beside the studio's own page. */
export const endpointAddress = (path: string): string => new URL(`.${path}`, document.baseURI).href;

/**
 * Send a request to the studio's endpoint: over HTTP, answered by the service worker, where there is one; else (a private
 * window, the development server) by the same code in a worker of this page. The header X-Answered-By says which:
 * `service-worker` or `page`. Only text bodies are sent.
 */
export async function sendRequest(
  path: string,
  init: RequestInit & { readonly body?: string } = {},
): Promise<Response> {
  if (hasServiceWorker()) return fetch(endpointAddress(path), init);
  const request = new Request(endpointAddress(path), init);
  const { status, headers, body } = await dataWorker().answerRequest({
    method: request.method,
    path,
    headers: Object.fromEntries(request.headers),
    body: init.body,
  });
  return new Response(body, { status, headers: { ...headers, 'x-answered-by': 'page' } });
}
