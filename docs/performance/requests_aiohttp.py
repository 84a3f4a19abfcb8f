"""Prints how many requests per second a plain aiohttp client does: URL TASKS SECONDS."""

import asyncio
import sys
import time

import aiohttp

WARM_UP_SECONDS = 1


async def main(url, tasks, seconds):
    async with aiohttp.ClientSession() as session:
        await count(session, url, tasks, WARM_UP_SECONDS)
        started = time.monotonic()
        done = await count(session, url, tasks, seconds)
        print(round(done / (time.monotonic() - started)))


async def count(session, url, tasks, seconds):
    end = time.monotonic() + seconds
    return sum(await asyncio.gather(*(ask(session, url, end) for _ in range(tasks))))


async def ask(session, url, end):
    done = 0
    while time.monotonic() < end:
        async with session.get(url) as response:
            response.raise_for_status()
            await response.read()
        done += 1
    return done


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), float(sys.argv[3])))
