// Holds the books of a fleet against each other, request by request:
//   node fleet-books.mjs FOLDER [KILLED...]
// In the folder: autoscaler.csv, worker-N.csv, simulator-N.csv, and what load tests wrote, load-*/requests.jsonl.
// KILLED are the numbers of workers that had no time to say how their requests ended.
import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

const [folder, ...killed] = process.argv.slice(2)
const troubles = []
const check = (holds, trouble) => holds || troubles.push(trouble)
const read = path => readFileSync(join(folder, path), 'utf8').trimEnd().split('\n')
const named = pattern => readdirSync(folder).filter(name => pattern.test(name))
const sum = (rows, key) => rows.reduce((total, row) => total + Number(row[key]), 0)

function csv(path) {
  const [head, ...lines] = read(path)
  const names = head.split(',')
  return lines.map(line => Object.fromEntries(line.split(',').map((value, i) => [names[i], value])))
}

function grouped(rows, key) {
  const groups = new Map()
  for (const row of rows) groups.set(row[key], [...(groups.get(row[key]) ?? []), row])
  return key => groups.get(key) ?? []
}

const loads = named(/^load-/)
const workers = named(/^worker-\d+\.csv$/)
const simulators = named(/^simulator-\d+\.csv$/)
const clients = loads.flatMap(load => read(`${load}/requests.jsonl`).map(line => JSON.parse(line)))
const routes = csv('autoscaler.csv')
const served = workers.flatMap(file => csv(file).map(row => ({ ...row, worker: file.match(/\d+/)[0] })))
const runs = new Set(clients.map(client => client.id.replace(/-\d+$/, '')))
const worked = simulators.flatMap(csv).filter(row => runs.has(row.request_id.replace(/-\d+$/, '')))

const clientsOf = grouped(clients, 'requestIdx')
const clientsById = grouped(clients, 'id')
const routesOf = grouped(routes, 'request_idx')
const servedOf = grouped(served, 'request_idx')
const workedOf = grouped(worked, 'request_id')

for (const client of clients) {
  check(clientsById(client.id).length === 1, `${client.id} is twice in the client's books`)
  const ok = client.error === undefined
  check(ok || client.message, `${client.id} failed, and nothing says why`)
  check(!ok || client.worker, `${client.id} succeeded without a worker`)
  const all = workedOf(client.id)
  check(all.length <= 1, `${client.id} was worked on ${all.length} times`)
  if (ok) check(all[0]?.status === '200' && all[0].cut === 'false', `${client.id} succeeded, but no simulator says so`)
}

for (const route of routes) {
  const name = `request ${route.request_idx}`
  const client = clientsOf(route.request_idx)[0]
  const lines = servedOf(route.request_idx)
  const wasKilled = killed.includes(route.worker_id)
  check(routesOf(route.request_idx).length === 1, `${name} was routed more than once`)
  check(clientsOf(route.request_idx).length === 1, `${name} is not once in the client's books`)
  check(lines.length <= 1, `${name} is ${lines.length} times in the workers' books`)
  if (!client) continue
  check(!client.worker || client.worker === route.worker_url, `${name} went to ${client.worker}, not where it was routed`)
  const declared = client.declaredUnits
  check(Number(route.cost) === declared, `${name} costs ${route.cost}, the client says ${declared}`)
  const line = lines[0]
  if (line) {
    check(line.worker === route.worker_id && line.reqnum === route.reqnum, `${name} is in another worker's books`)
    if (line.outcome === 'cancelled') {
      check(client.error?.startsWith('cut'), `${name}: cancelled, but the client says ${client.error ?? 'success'}`)
      check(workedOf(client.id).every(one => one.cut === 'true'), `${name}: cancelled, but its simulator worked to its end`)
    }
    check(Number(line.cost) === Number(route.cost), `${name} cost ${line.cost} at its worker, ${route.cost} in its route`)
    const told = wasKilled || line.outcome === route.outcome
    check(told, `${name}: ${line.outcome} at its worker, ${route.outcome} by its report`)
    const seen = client.error ?? 'success'
    const differ = `${name}: ${line.outcome} ${line.status} at its worker, ${seen} at its client`
    if (seen === 'success') check(line.outcome === 'success' && line.status === '200', differ)
    if (seen.startsWith('status:')) check(seen === `status:${line.status}`, differ)
  } else {
    // One that its client cut off between autoscaler and worker is with nobody.
    check(wasKilled || client.error?.startsWith('cut'), `${name} is not in its worker's books`)
    check(client.error !== undefined || wasKilled, `${name} succeeded, and its worker does not know it`)
    check(route.outcome === 'open', `${name}: ${route.outcome}, but its worker does not know it`)
  }
}

for (const client of clients.filter(client => client.worker))
  check(routesOf(client.requestIdx).length === 1, `${client.id} has a worker, but no route`)
for (const line of served)
  check(routesOf(line.request_idx).length === 1, `a worker served ${line.request_idx || 'one'} without a route`)
for (const one of worked)
  check(clientsById(one.request_id).length === 1, `a simulator knows ${one.request_id}, the client does not`)

if (troubles.length > 0) {
  console.error(troubles.slice(0, 20).join('\n'), `\n${troubles.length} troubles`)
  process.exit(1)
}

const ends = {}
for (const client of clients) ends[client.error ?? 'success'] = (ends[client.error ?? 'success'] ?? 0) + 1
const shown = Object.entries(ends).map(([end, count]) => `${count} ${end}`).join(', ')
console.log(
  `${clients.length} requests (${shown}): each once in the client's books; ${routes.length} routed, ` +
    `${served.length} in the books of ${workers.length} workers, ${worked.length} in those of ${simulators.length} simulators; ` +
    `cost ${sum(routes, 'cost')} by the routes, ${sum(clients.filter(client => client.worker), 'declaredUnits')} by the client, ` +
    `${sum(served, 'cost')} by the workers`)
