import { createEndpoint } from '../src/engine/endpoint-handler.ts';
import { createOffline, type ManifestEntry } from '../src/engine/offline.ts';
import type { RequestHandler, ServiceWorkerScope } from '../src/engine/service-worker-scope.ts';

// The build puts the list of built files in the place of self.__WB_MANIFEST.
declare const self: ServiceWorkerScope & { readonly __WB_MANIFEST: readonly ManifestEntry[] };

const scope = self.registration.scope;
const offline = createOffline({ manifest: self.__WB_MANIFEST, scope, caches, fetch: request => fetch(request) });

// Asked in order. Endpoints of deployed models stand before the files of the studio.
const handlers: readonly RequestHandler[] = [createEndpoint(scope), offline];

self.addEventListener('install', event => event.waitUntil(offline.install()));

// A first version takes the open page at once. A later one waits until the tabs of the version before are closed, so
// that no page meets files of another version, unless the page asks for it.
self.addEventListener('activate', event => event.waitUntil(offline.activate().then(() => self.clients.claim())));
self.addEventListener('message', event => {
  if (event.data === 'activate-now') void self.skipWaiting();
});

self.addEventListener('fetch', event => {
  const handler = handlers.find(candidate => candidate.takes(event.request));
  if (handler) event.respondWith(handler.respond(event.request));
});
