#!/usr/bin/env bash
# Makes Vestibule known to Claude Code, in every project of yours:
#   VESTIBULE_URL=http://homeassistant.local:7180 VESTIBULE_TOKEN=vst_... examples/clients/claude-code.sh
set -euo pipefail

: "${VESTIBULE_URL:?is missing, for example http://homeassistant.local:7180}"
: "${VESTIBULE_TOKEN:?is missing: a token of Vestibule, which begins with vst_}"

claude mcp add --scope user --transport http vestibule "${VESTIBULE_URL%/}/mcp" \
  --header "Authorization: Bearer $VESTIBULE_TOKEN"
