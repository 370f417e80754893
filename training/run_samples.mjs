// Runs an exported sample model on raw float32 windows with onnxruntime-node, the application's own runtime.
// usage: node run_samples.mjs MODEL IN.f32 SEEDS.i64 OUT.f32 CONTEXT BATCH [THREADS]
// (IN: windows x CONTEXT; OUT: windows x 2 x horizon x samples: samples, then variances)
import { readFileSync, writeFileSync } from 'node:fs'
import ort from 'onnxruntime-node'

const [model, input, seedFile, output, contextText, batchText, threadsText] = process.argv.slice(2)
const context = Number(contextText)
const batch = Number(batchText)
// A copy: the buffer of a small file is a part of a larger one.
const read = (path) => new Uint8Array(readFileSync(path)).buffer
const values = new Float32Array(read(input))
const seeds = new BigInt64Array(read(seedFile))
const windows = values.length / context
const options = { intraOpNumThreads: Number(threadsText ?? 1), interOpNumThreads: 1, executionProviders: ['cpu'] }
const session = await ort.InferenceSession.create(model, options)
const parts = []
const started = performance.now()
for (let start = 0; start < windows; start += batch) {
  const rows = Math.min(batch, windows - start)
  const { samples, variance } = await session.run({
    context: new ort.Tensor('float32', values.slice(start * context, (start + rows) * context), [rows, context]),
    seed: new ort.Tensor('int64', seeds.slice(start, start + rows), [rows])
  })
  const size = samples.data.length / rows
  for (let row = 0; row < rows; row += 1) {
    for (const part of [samples, variance]) {
      parts.push(Buffer.from(new Uint8Array(part.data.slice(row * size, (row + 1) * size).buffer)))
    }
  }
}
const seconds = (performance.now() - started) / 1000
writeFileSync(output, Buffer.concat(parts))
if (process.env.FANTAIL_TIMING) console.log(JSON.stringify({ windows, batch, millisecondsPerWindow: (1000 * seconds) / windows }))
