"""A mail server that takes everything and keeps nothing but how often it saw each Message-ID: `python -m bench.sink`.

Prints its port. For each line on its standard input it prints how many letters came and how many different ones, as JSON.
"""

import asyncio
import json
import sys
from collections import Counter

ANSWERS = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 good bye\r\n"}
NAME = b"message-id:"
seen: Counter[str] = Counter()


async def _letter(reader: asyncio.StreamReader) -> None:
    text = await reader.readuntil(b"\r\n.\r\n")
    at = text.lower().index(NAME) + len(NAME)
    seen[text[at : text.index(b"\r\n", at)].decode().strip()] += 1


async def _talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 at your service\r\n")
    try:
        while line := await reader.readline():
            word = line[:4].upper()
            writer.write(ANSWERS.get(word, b"250 good\r\n"))
            if word == b"DATA":
                await _letter(reader)
                writer.write(b"250 taken\r\n")
            if word == b"QUIT":
                break
    except (OSError, asyncio.IncompleteReadError):
        pass  # whoever hangs up says no more
    finally:
        writer.close()


async def _serve() -> None:
    server = await asyncio.start_server(_talk, "127.0.0.1", 0, limit=2**20)
    print(server.sockets[0].getsockname()[1], flush=True)
    loop = asyncio.get_running_loop()
    while await loop.run_in_executor(None, sys.stdin.readline):
        print(json.dumps({"letters": seen.total(), "different": len(seen)}), flush=True)


if __name__ == "__main__":
    asyncio.run(_serve())
