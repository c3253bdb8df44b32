#!/usr/bin/env bash
# Starts an image in Docker, waits until it is healthy, and sees that it ends well when told to stop.
set -euo pipefail
image=$1

# No home answers there: its health is its own.
container=$(docker run --detach --env HOME_URL=http://127.0.0.1:9 --env HOME_TOKEN=none "$image")
trap 'docker logs "$container"; docker rm --force "$container" >/dev/null' EXIT

for _ in $(seq 60); do
  health=$(docker inspect --format '{{.State.Health.Status}}' "$container")
  if [ "$health" = healthy ]; then break; fi
  if [ "$(docker inspect --format '{{.State.Running}}' "$container")" != true ]; then break; fi
  sleep 1
done
if [ "$health" != healthy ]; then
  echo "It is $health after a minute."
  exit 1
fi

docker stop --time 30 "$container" >/dev/null
code=$(docker inspect --format '{{.State.ExitCode}}' "$container")
if [ "$code" != 0 ]; then
  echo "It ended with $code when it was told to stop."
  exit 1
fi
