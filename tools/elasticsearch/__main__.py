"""`python -m tools.elasticsearch start|stop|status|remove`: a real Elasticsearch for the tests and for trying things out."""

import argparse
import sys

from tools.elasticsearch.server import PORT, Server, Unavailable


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.elasticsearch", description=__doc__)
    parser.add_argument("action", choices=("start", "stop", "status", "remove"))
    parser.add_argument("--port", type=int, default=PORT)
    options = parser.parse_args()
    server = Server(port=options.port)
    try:
        match options.action:
            case "start":
                server.start()
                print(server.url)
            case "stop":
                server.stop()
            case "remove":
                server.remove()
            case "status":
                print(f"answers at {server.url}" if server.answers() else "not running")
                return int(not server.answers())
    except Unavailable as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
