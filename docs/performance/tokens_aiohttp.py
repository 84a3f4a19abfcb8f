"""Streams from TokenServer with aiohttp: URL STREAMS RAMP_UP_SECONDS SECONDS FILE [uvloop].

Writes a line for each event to FILE: when it was written, when it was read, in nanoseconds. Prints
how many pieces aiohttp handed over, and how many of these held the end of more than one event.
"""

import asyncio
import sys
import time

import aiohttp

MARK = b'"written":"'
DIGITS = 19


class Times:
    def __init__(self):
        self.pairs = []
        self.reads = 0
        self.shared_reads = 0

    def read(self, events, now):
        for event in events:
            mark = event.find(MARK)
            if mark >= 0:
                start = mark + len(MARK)
                self.pairs.append((int(event[start : start + DIGITS]), now))


async def main(url, streams, ramp_up, seconds, file):
    times = Times()
    end = time.monotonic() + seconds
    connector = aiohttp.TCPConnector(limit=streams)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(
            *(repeat(session, url, i * ramp_up / streams, end, times) for i in range(streams))
        )
    with open(file, "w", encoding="ascii") as out:
        out.writelines(f"{written} {read}\n" for written, read in times.pairs)
    print(times.reads, times.shared_reads)


async def repeat(session, url, delay, end, times):
    await asyncio.sleep(delay)
    while time.monotonic() < end:
        await stream(session, url, times)


async def stream(session, url, times):
    async with session.post(url, json={"stream": True}) as response:
        response.raise_for_status()
        rest = b""
        async for piece in response.content.iter_any():
            now = time.monotonic_ns()
            *events, rest = (rest + piece).split(b"\n\n")
            before = len(times.pairs)
            times.read(events, now)
            read = len(times.pairs) - before
            times.reads += read > 0
            times.shared_reads += read > 1


if __name__ == "__main__":
    work = main(
        sys.argv[1], int(sys.argv[2]), float(sys.argv[3]), float(sys.argv[4]), sys.argv[5]
    )
    if sys.argv[6:] == ["uvloop"]:
        import uvloop

        uvloop.run(work)
    else:
        asyncio.run(work)
