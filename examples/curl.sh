#!/usr/bin/env bash
# Asks a home three questions over REST and prints the answers:
#   VESTIBULE_URL=http://homeassistant.local:7180 VESTIBULE_TOKEN=vst_... examples/curl.sh [what to find]
set -euo pipefail

: "${VESTIBULE_URL:?is missing, for example http://homeassistant.local:7180}"
: "${VESTIBULE_TOKEN:?is missing: a token of Vestibule, which begins with vst_}"

# ask <tool> <arguments as JSON>
ask() {
  printf '\n== %s %s\n' "$1" "$2"
  # The token goes in by stdin: arguments can be read by everybody on this machine.
  curl --silent --show-error --fail-with-body --max-time 30 \
    --header @- --header 'Content-Type: application/json' --data "$2" \
    "${VESTIBULE_URL%/}/rest/$1" <<<"Authorization: Bearer $VESTIBULE_TOKEN"
  printf '\n'
}

text=${1:-light}
text=${text//\\/\\\\}
text=${text//\"/\\\"}

ask whoami '{}'
ask home_overview '{}'
ask find_entities "{\"text\": \"$text\"}"
