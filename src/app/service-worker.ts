/** Why the service worker runs or does not; without it the studio works, but not offline and without endpoints. */
export type ServiceWorkerStatus = 'running' | 'unsupported' | 'development' | 'failed';

export interface ServiceWorkerStart {
  readonly status: ServiceWorkerStatus;
  /** The browser's own words when it failed. */
  readonly reason: string;
}

/**
 * Register the built service worker beside the page and wait until it answers this page's requests. It keeps the studio
 * for offline use, adds the isolation headers and answers the endpoints of deployed models.
 *
 * @param onUpdate called when a newer version of the studio waits; its argument switches to it and reloads the page
 */
export async function startServiceWorker(onUpdate?: (switchNow: () => void) => void): Promise<ServiceWorkerStart> {
  if (import.meta.env.DEV) return { status: 'development', reason: 'The development server builds no service worker.' };
  if (!('serviceWorker' in navigator)) {
    return { status: 'unsupported', reason: 'This browser, or this private window, has no service workers.' };
  }
  try {
    const registration = await navigator.serviceWorker.register(new URL('service-worker.js', document.baseURI));
    if (onUpdate) watchForUpdate(registration, onUpdate);
    await navigator.serviceWorker.ready;
    await controlled();
    return { status: 'running', reason: '' };
  } catch (error) {
    return { status: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }
}

/** Resolves once a service worker answers this page; a page reloaded with Shift never gets there, so wait no longer than 5 s. */
function controlled(): Promise<void> {
  if (navigator.serviceWorker.controller) return Promise.resolve();
  return new Promise((done, fail) => {
    const timer = setTimeout(
      () => fail(new Error('The service worker did not take this page. Reload it once.')),
      5_000,
    );
    navigator.serviceWorker.addEventListener(
      'controllerchange',
      () => {
        clearTimeout(timer);
        done();
      },
      { once: true },
    );
  });
}

function watchForUpdate(registration: ServiceWorkerRegistration, onUpdate: (switchNow: () => void) => void): void {
  const offer = (worker: ServiceWorker): void => {
    onUpdate(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true });
      worker.postMessage('activate-now');
    });
  };
  if (registration.waiting && navigator.serviceWorker.controller) offer(registration.waiting);
  registration.addEventListener('updatefound', () => {
    const worker = registration.installing;
    worker?.addEventListener('statechange', () => {
      if (worker.state === 'installed' && navigator.serviceWorker.controller) offer(worker);
    });
  });
}
