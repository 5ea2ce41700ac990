import { describe, expect, it } from 'vitest'
import manifest from '../package.json' with { type: 'json' }
import { zoo } from './zoo.js'

const COMMANDS = ['classify', 'faces', 'run', 'inspect', 'lower', 'install', 'doctor']

describe('zoo', () => {
  it('prints its version', async () => {
    for (const flag of ['--version', '-V']) {
      expect(await zoo([flag])).toMatchObject({ code: 0, stdout: `${manifest.version}\n`, stderr: '' })
    }
  })

  it('prints help with every command, the exit codes and examples', async () => {
    const { code, stdout, stderr } = await zoo(['--help'])
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const word of [...COMMANDS, 'Exit codes', 'Examples', '130']) expect(stdout).toContain(word)
  })

  it.each(COMMANDS)('%s --help has options and examples, and needs no engine', async (command) => {
    const { code, stdout, stderr } = await zoo([command, '--help'], { env: { ZOO_CACHE: '/nonexistent' } })
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    for (const word of [`Usage: zoo ${command}`, '--json', '--verbose', 'Examples']) expect(stdout).toContain(word)
    expect((await zoo(['help', command])).stdout).toBe(stdout)
  })

  it('without a command prints help to stderr and exits 2', async () => {
    const { code, stdout, stderr } = await zoo([])
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain('Usage: zoo')
  })

  it.each([
    ['an unknown command', ['clasify'], "Unknown command 'clasify'. Did you mean classify? See zoo --help."],
    ['an unknown option', ['classify', '--jsn', 'a.jpg'], "Unknown option '--jsn'. Did you mean --json?"],
    ['a missing argument', ['run'], "Missing required argument 'model'. See zoo run --help."],
    ['a bad number', ['classify', 'a.jpg', '--top', '0'], 'whole number of at least 1'],
    ['a bad size', ['faces', '--raw', '960'], 'WIDTHxHEIGHT'],
    ['an unknown engine', ['classify', 'a.jpg', '--engine', 'gpu'], 'Allowed choices are auto, litert, tensorflow'],
    ['standard input twice', ['classify', '-', '-'], 'can be given once'],
    ['model and feeds from standard input', ['run', '-', '--feeds', '-'], 'cannot both come from standard input'],
  ])('exits 2 on %s', async (_what, args, message) => {
    const { code, stdout, stderr } = await zoo(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toMatch(/^ERR_USAGE: /)
    expect(stderr).toContain(message)
    expect(stderr).not.toContain('    at ')
  })

  it('gives a wrong command line as JSON where --json asks for it', async () => {
    const { code, stdout } = await zoo(['classify', '--json', '--jsn'])
    expect(code).toBe(2)
    expect(JSON.parse(stdout)).toEqual({ error: { code: 'ERR_USAGE', message: expect.stringContaining("'--jsn'") } })
  })

  it('shows the stack with --verbose or ZOO_DEBUG', async () => {
    expect((await zoo(['classify', '--verbose', '--jsn'])).stderr).toContain('    at ')
    expect((await zoo(['classify', '--jsn'], { env: { ZOO_DEBUG: '1' } })).stderr).toContain('    at ')
  })

  it('writes no colours into pipes', async () => {
    const { stderr } = await zoo(['clasify'], { env: { CI: '1' } })
    expect(stderr).not.toContain('\u001b')
  })
})
