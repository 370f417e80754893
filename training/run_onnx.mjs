// Runs an exported model on raw float32 windows with onnxruntime-node, the application's own runtime.
// usage: node run_onnx.mjs MODEL IN.f32 OUT.f32 CONTEXT BATCH [THREADS]   (IN: windows x CONTEXT, OUT: windows x levels x horizon)
import { readFileSync, writeFileSync } from 'node:fs'
import ort from 'onnxruntime-node'

const [model, input, output, contextText, batchText, threadsText] = process.argv.slice(2)
const context = Number(contextText)
const batch = Number(batchText)
const threads = Number(threadsText ?? 1)
const bytes = readFileSync(input)
const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
const windows = values.length / context
const session = await ort.InferenceSession.create(model, { intraOpNumThreads: threads, interOpNumThreads: 1, executionProviders: ['cpu'] })
const parts = []
const started = performance.now()
for (let start = 0; start < windows; start += batch) {
  const rows = Math.min(batch, windows - start)
  const tensor = new ort.Tensor('float32', values.slice(start * context, (start + rows) * context), [rows, context])
  const { quantiles } = await session.run({ context: tensor })
  parts.push(Buffer.from(new Uint8Array(quantiles.data.slice().buffer)))
}
const seconds = (performance.now() - started) / 1000
writeFileSync(output, Buffer.concat(parts))
if (process.env.FANTAIL_TIMING) console.log(JSON.stringify({ windows, batch, millisecondsPerWindow: (1000 * seconds) / windows }))
