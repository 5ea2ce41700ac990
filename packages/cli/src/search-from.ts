/**
 * The folder from which a run of `zoo` also looks for engines. A package manager that runs it (`npx zoo`, an npm script) has
 * taken the working folder for the project already; a `zoo` that is started by itself runs no code from there.
 */
export const searchFrom = (env: NodeJS.ProcessEnv): string | undefined =>
  env.ZOO_SEARCH_FROM ?? (env.npm_config_user_agent ? '.' : undefined)
