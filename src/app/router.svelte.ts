import { addressOf, parseRoute, type RouteId } from './places.ts';

/** The address after # as state, so that the back button works on any static host. */
class Router {
  route = $state<RouteId>('start');
  query = $state.raw(new URLSearchParams());

  /** Begin to follow the address; returns the function that stops it. */
  start(): () => void {
    const read = (): void => {
      const { route, query } = parseRoute(location.hash);
      this.route = route;
      this.query = query;
    };
    read();
    window.addEventListener('hashchange', read);
    return () => window.removeEventListener('hashchange', read);
  }

  go(route: RouteId, query: Readonly<Record<string, string>> = {}): void {
    location.hash = addressOf(route, query);
  }
}

export const router = new Router();
