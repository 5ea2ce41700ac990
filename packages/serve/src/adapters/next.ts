import { clientAddress } from '../admission/client-address.js'
import type { Service } from '../service/service.js'

/** Options of `nextRoute`. */
export interface NextRouteOptions {
  /** What stands before the service's paths, such as '/api'. Default: nothing. */
  readonly basePath?: string | undefined
  /** Proxies in front of Next.js that append to `X-Forwarded-For`. Default 1: Next.js itself sets the header. */
  readonly trustedProxies?: number | undefined
}

/** A route handler of the App Router. */
export type NextRouteHandler = (request: Request) => Promise<Response>

/** The exports of a `route.ts`. */
export type NextRoute = Readonly<
  Record<'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS', NextRouteHandler>
>

/**
 * Route handlers for Next.js:
 * `export const { GET, POST } = nextRoute(service, { basePath: '/api' })` in `app/api/[...path]/route.ts`.
 */
export function nextRoute(service: Service, { basePath = '', trustedProxies = 1 }: NextRouteOptions = {}): NextRoute {
  const handle: NextRouteHandler = (request) => {
    const { pathname } = new URL(request.url)
    const path = pathname.startsWith(`${basePath}/`) ? pathname.slice(basePath.length) : pathname
    const address = clientAddress(request.headers.get('x-forwarded-for'), undefined, trustedProxies)
    return service.fetch(request, { path, address })
  }
  return { GET: handle, HEAD: handle, POST: handle, PUT: handle, PATCH: handle, DELETE: handle, OPTIONS: handle }
}
