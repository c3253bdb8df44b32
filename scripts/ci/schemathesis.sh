#!/usr/bin/env bash
# Asks the REST door everything that its OpenAPI document allows, and much that it does not.
set -euo pipefail
cd "$(dirname "$0")/../.."

tools=.cache/schemathesis
if [ ! -x "$tools/bin/schemathesis" ]; then
  python3 -m venv "$tools"
  "$tools/bin/pip" install --quiet schemathesis==4.32.5
fi
exec node scripts/ci/schemathesis.mjs "$tools/bin/schemathesis"
