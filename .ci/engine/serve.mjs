// Serves a GGUF model on 127.0.0.1 with OpenAI's paths under /openai:
//
//   node serve.mjs MODEL.gguf PORT SLOTS [PROMPTS]
//
// Port 0 takes a free one. Once the model can answer in that many slots at once, it prints one line,
// "ready http://127.0.0.1:PORT/openai". Each prompt that comes in is a line of JSON in the file
// PROMPTS. SIGTERM or SIGINT ends it.
import fs from 'node:fs'
import path from 'node:path'

// Only the binary that npm installed: never fetch or build another. Read when the engine is imported.
process.env.NODE_LLAMA_CPP_SKIP_DOWNLOAD = 'true'
// The server tells of each connection that closes.
console.debug = () => {}

const { InferenceServer, createExpressServer } = await import('inference-server')
const { LlamaChat } = await import('node-llama-cpp')
callNothing()

const [file, port, slots, prompts] = process.argv.slice(2)
if (slots === undefined) {
  console.error('usage: node serve.mjs MODEL.gguf PORT SLOTS [PROMPTS]')
  process.exit(2)
}
const location = path.resolve(file)
const instances = Number(slots)

const engine = new InferenceServer({
  log: 'warn',
  cachePath: path.dirname(location),
  concurrency: instances,
  models: {
    tiny: {
      task: 'text-completion',
      engine: 'node-llama-cpp',
      location,
      // An instance answers one request at a time, so there is one for each slot.
      minInstances: instances,
      maxInstances: instances,
      // A prompt of 250 words and its answer, also when each letter is a token of its own.
      contextSize: 4096,
      device: { gpu: false, cpuThreads: 1 },
    },
  },
})
if (prompts !== undefined) {
  record()
}
const server = createExpressServer(engine)

for (const signal of ['SIGTERM', 'SIGINT']) {
  process.once(signal, stop)
}

await engine.start()
// start() also returns when an instance could not be loaded.
const loaded = Object.values(engine.getStatus().pool.instances).filter(i => i.status === 'idle')
if (loaded.length < instances) {
  console.error(`only ${loaded.length} of ${instances} instances were loaded`)
  process.exit(1)
}
server.listen(Number(port), '127.0.0.1', () => {
  console.log(`ready http://127.0.0.1:${server.address().port}/openai`)
})

// An empty list of function calls, as the engine returns for none, has the server ask the engine again, for ever.
function callNothing() {
  const generate = LlamaChat.prototype.generateResponse
  LlamaChat.prototype.generateResponse = async function (...args) {
    const response = await generate.apply(this, args)
    return response.functionCalls?.length === 0 ? { ...response, functionCalls: undefined } : response
  }
}

function record() {
  const requestInstance = engine.requestInstance.bind(engine)
  engine.requestInstance = (task, signal) => {
    fs.appendFileSync(prompts, JSON.stringify(task.prompt) + '\n')
    return requestInstance(task, signal)
  }
}

function stop() {
  // A running decode may take long to notice, and nothing here needs to be saved.
  setTimeout(() => process.exit(0), 2000).unref()
  server.close()
  server.closeAllConnections()
  engine.stop().finally(() => process.exit(0))
}
