import { isEndpointPath, answerRequest, type EndpointAnswer, type EndpointRequest } from './serving.ts';
import type { RequestHandler } from './service-worker-scope.ts';

/**
 * The endpoint as the service worker answers it: everything under its own folder that belongs to the Open Inference
 * Protocol or is /predict. It keeps no state that matters, so the browser may stop the worker between any two requests.
 */
export function createEndpoint(
  scope: string,
  answer: (request: EndpointRequest) => Promise<EndpointAnswer> = answerRequest,
): RequestHandler {
  const pathOf = (request: Request): string => `/${request.url.slice(scope.length).replace(/#.*$/, '')}`;
  return {
    takes: request => request.url.startsWith(scope) && isEndpointPath(pathOf(request).split('?', 1)[0]!),
    async respond(request) {
      const hasBody = request.method !== 'GET' && request.method !== 'HEAD';
      const { status, headers, body } = await answer({
        method: request.method,
        path: pathOf(request),
        headers: Object.fromEntries(request.headers),
        ...(hasBody && { body: await request.text() }),
      });
      return new Response(body, { status, headers: { ...headers, 'x-answered-by': 'service-worker' } });
    },
  };
}
