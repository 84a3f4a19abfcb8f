"""Prints a row of token-times.sh: NAME FILE WARM_UP_SECONDS SECONDS EXPECTED SHARE [RESULT_FOLDER].

FILE has a line for each event: when it was written, when it was read. What counts is what was
written in the SECONDS that follow WARM_UP_SECONDS after the first event. With a folder of
`bench load`, the times read are those that the runner itself took, of which it holds the first and
the last event of each stream; a second row has those of its plugin for the same events.
"""

import json
import sys

NANOS = 1_000_000_000


def main(name, file, warm_up, seconds, expected, share, folder=None):
    with open(file, encoding="ascii") as lines:
        times = [tuple(map(int, line.split())) for line in lines]
    start = min(written for written, _ in times) + int(warm_up) * NANOS
    end = start + int(seconds) * NANOS
    counted = [pair for pair in times if start <= pair[0] < end]
    if folder is None:
        row(name, counted, share, f"{len(counted)} of {expected}")
        return
    result = json.load(open(f"{folder}/result.json", encoding="utf-8"))
    share = f"{result['gapsInOneReadShare']:.3f}"
    stamped, handed = stamps(folder, int(result["load"]["originNanos"]))
    stamped = [pair for pair in stamped if start <= pair[0] < end]
    handed = [pair for pair in handed if start <= pair[0] < end]
    row(name, stamped, share, f"{len(counted)} of {expected}")
    row("- the same, plugin", handed, "", f"{len(handed)} of these")
    row("- all, plugin", counted, "", f"{len(counted)} of {expected}")


def stamps(folder, origin):
    stamped, handed = [], []
    with open(f"{folder}/requests.jsonl", encoding="utf-8") as lines:
        for line in lines:
            request = json.loads(line)
            if "error" in request:
                sys.exit(f"token-times: a stream failed: {line}")
            for which in "first", "last":
                written = round(request[f"{which}Written"])
                read = origin + round(request[f"{which}OutputMillis"] * 1e6)
                stamped.append((written, read))
                handed.append((written, round(request[f"{which}Handed"])))
    return stamped, handed


def row(name, pairs, share, received):
    if not pairs:
        sys.exit(f"token-times: {name} received nothing in the time that counts")
    errors = sorted(read - written for written, read in pairs)
    values = [errors[min(len(errors) - 1, int(len(errors) * q))] / 1e6 for q in (0.5, 0.9, 0.99)]
    print(f"{name:<20}" + "".join(f"{value:>10.3f}" for value in values), end="")
    print(f"{share:>12}  {received}")


if __name__ == "__main__":
    main(*sys.argv[1:])
