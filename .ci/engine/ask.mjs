// Asks a model by OpenAI's own client, at the engine and at what stands before it:
//
//   node ask.mjs MODEL ENGINE_URL URL...
//
// Each is a base URL, with /v1. The texts must be those of the engine itself, streamed or not, and usage must be there.
import OpenAI from 'openai'

const [model, ...urls] = process.argv.slice(2)
const prompts = ['The quick brown fox', 'Once upon a time there was', 'Grüße – 你好 🙂']
const same = { model, max_tokens: 24, temperature: 0, seed: 7 }

const plain = {
  completions: (client, prompt) => [client.completions, { ...same, prompt }],
  chat: (client, prompt) => [client.chat.completions, { ...same, messages: [{ role: 'user', content: prompt }] }],
}

const text = choice => choice?.text ?? choice?.message?.content ?? choice?.delta?.content ?? ''

async function whole([resource, body]) {
  const reply = await resource.create(body)
  return { text: text(reply.choices[0]), tokens: reply.usage?.completion_tokens }
}

async function streamed([resource, body]) {
  const stream = await resource.create({ ...body, stream: true, stream_options: { include_usage: true } })
  const answer = { text: '', tokens: undefined }
  for await (const chunk of stream) {
    answer.text += text(chunk.choices[0])
    answer.tokens = chunk.usage?.completion_tokens ?? answer.tokens
  }
  return answer
}

// What went wrong is said in the engine's words.
async function refusal(client) {
  try {
    await client.chat.completions.create({ model: 'nobody', messages: [{ role: 'user', content: 'x' }] })
    return 'no refusal'
  } catch (e) {
    return `${e.constructor.name}: ${e.message}`
  }
}

async function answers(url) {
  const client = new OpenAI({ baseURL: url, apiKey: 'none', maxRetries: 0, timeout: 120_000 })
  const all = { refusal: await refusal(client) }
  for (const [kind, call] of Object.entries(plain))
    for (const prompt of prompts) {
      all[`${kind}, whole, "${prompt}"`] = await whole(call(client, prompt))
      all[`${kind}, streamed, "${prompt}"`] = await streamed(call(client, prompt))
    }
  return all
}

// The engine's own gap; its other three forms tell it.
const tellsNoUsage = what => what.startsWith('completions, streamed')

const troubles = []
const expected = await answers(urls[0])
for (const url of urls) {
  const found = await answers(url) // the engine too, once more: whether it says the same twice
  for (const [what, answer] of Object.entries(found)) {
    if (JSON.stringify(answer) !== JSON.stringify(expected[what]))
      troubles.push(`${url}: ${what}: ${JSON.stringify(answer)}, not ${JSON.stringify(expected[what])}`)
    if (what !== 'refusal' && !(answer.text.length > 0 && (answer.tokens > 0 || tellsNoUsage(what))))
      troubles.push(`${url}: ${what}: no text or no usage: ${JSON.stringify(answer)}`)
  }
}
if (troubles.length > 0) {
  console.error(troubles.join('\n'))
  process.exit(1)
}
console.log(`${Object.keys(expected).length - 1} answers and a refusal (${expected.refusal})`)
