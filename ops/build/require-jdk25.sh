#!/bin/sh
# Run by the build before anything else: one clear line where there is no JDK 25.
program=sealkeep
root=$(cd "$(dirname "$0")/../.." && pwd)
. "$root/ops/build/launch.sh"
find_jdk25 >/dev/null
