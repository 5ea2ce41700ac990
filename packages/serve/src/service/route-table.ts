import { ArgumentError } from '@zoo/core'
import { shown } from '../bodies/form.js'
import { RequestError } from '../problems/request-error.js'
import type { Routes } from './options.js'

/** Work of one route. */
export type RouteTarget = Routes[string]

/** A route: one method and path. */
export interface Route {
  readonly method: string
  readonly path: string
  readonly target: RouteTarget
}

const KEY = /^([A-Z]+(?:\|[A-Z]+)*) (\/[^\s?#]*)$/

/** Finds the route of a request by its exact path. */
export class RouteTable {
  readonly #paths = new Map<string, Map<string, Route>>()

  /** @throws ArgumentError (ERR_ARGUMENT) for a key that is not methods and a path, or a route that is there already */
  constructor(...tables: readonly Routes[]) {
    for (const routes of tables) for (const [key, target] of Object.entries(routes)) this.#add(key, target)
  }

  /** All routes. */
  get routes(): readonly Route[] {
    return [...this.#paths.values()].flatMap((methods) => [...methods.values()])
  }

  /** Whether any method of the path is routed. */
  has(path: string): boolean {
    return this.#paths.has(path)
  }

  /** @throws RequestError (ERR_NOT_FOUND, ERR_METHOD) when there is no such route */
  find(method: string, path: string): Route {
    const methods = this.#paths.get(path)
    if (!methods)
      throw new RequestError('ERR_NOT_FOUND', `There is nothing at ${shown(path)}; /openapi.json lists the paths.`)
    const route = methods.get(method) ?? (method === 'HEAD' ? methods.get('GET') : undefined)
    if (route) return route
    const allow = [...methods.keys(), ...(methods.has('GET') && !methods.has('HEAD') ? ['HEAD'] : [])].join(', ')
    throw new RequestError('ERR_METHOD', `${shown(path)} takes ${allow}, not ${shown(method)}.`, { headers: { allow } })
  }

  #add(key: string, target: RouteTarget): void {
    const [, names, path] = KEY.exec(key) ?? []
    if (names === undefined || path === undefined) {
      throw new ArgumentError(
        `The route '${key}' must be methods and a path, such as 'POST /classify' or 'GET|POST /'.`,
        {
          option: 'routes',
          expected: 'METHOD /path',
          received: key,
        },
      )
    }
    const methods = this.#paths.get(path) ?? new Map<string, Route>()
    this.#paths.set(path, methods)
    for (const method of names.split('|')) {
      if (methods.has(method)) {
        throw new ArgumentError(`The route '${method} ${path}' is there twice.`, {
          option: 'routes',
          expected: 'each method of a path once',
          received: key,
        })
      }
      methods.set(method, { method, path, target })
    }
  }
}
