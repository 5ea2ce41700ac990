import { InvalidArgumentError } from 'commander'
import { describe, expect, it } from 'vitest'
import { inputSize, namedShape, number, numbers, outputPath, scaling, size, wholeNumber } from './option-values.js'

describe('option values', () => {
  it('read what they are meant to', () => {
    expect(wholeNumber('12')).toBe(12)
    expect(number('-0.5')).toBe(-0.5)
    expect(numbers('0.6,0.7, 0.7')).toEqual([0.6, 0.7, 0.7])
    expect(size('960x661')).toEqual({ width: 960, height: 661 })
    expect(size('960X661')).toEqual({ width: 960, height: 661 })
    expect(inputSize('224')).toEqual({ width: 224, height: 224 })
    expect(inputSize('320x240')).toEqual({ width: 320, height: 240 })
    expect(namedShape('image=1,480,?,3')).toEqual(['image', [1, 480, null, 3]])
    expect(namedShape('a/b:0=[2, 3]')).toEqual(['a/b:0', [2, 3]])
    expect(['[-1,1]', '-1,1', '0, 255', 'uint8'].map(scaling)).toEqual(['[-1,1]', '[-1,1]', '[0,255]', 'uint8'])
    expect(scaling('{"mean": 127.5, "std": 127.5}')).toEqual({ mean: 127.5, std: 127.5 })
    expect(namedShape('scalar=')).toEqual(['scalar', []])
  })

  it.each<[(text: string) => unknown, string]>([
    [wholeNumber, '0'],
    [wholeNumber, '-1'],
    [wholeNumber, '1.5'],
    [wholeNumber, ''],
    [wholeNumber, '1e3'],
    [wholeNumber, '99999999999999999999'],
    [number, ''],
    [number, 'many'],
    [number, 'Infinity'],
    [numbers, '0.6,,0.7'],
    [size, '960'],
    [size, '960x'],
    [size, '960x661x3'],
    [size, '0x661'],
    [inputSize, '22.4'],
    [namedShape, '1,2,3'],
    [scaling, '{mean'],
    [namedShape, 'image=1,x'],
    [outputPath, ''],
    [outputPath, '-'],
  ])('%o refuses %o', (parse, text) => {
    expect(() => parse(text)).toThrow(InvalidArgumentError)
  })
})
