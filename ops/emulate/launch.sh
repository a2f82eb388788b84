# Sourced by the commands of this folder: finds the simulator and compiles the front ends. Expects
# $program and $here (this folder). POSIX sh.
root=$(dirname "$(dirname "$here")")
. "$root/ops/build/launch.sh"

usage_error() {
  echo "$program: $1; see $program --help" >&2
  exit 2
}

# Ends unless the caller is root and the device $1, if given, is there.
need_root() {
  [ "$(id -u)" = 0 ] || fail "needs root: it makes mounts; run it as root in a throw-away machine"
  [ -z "${1:-}" ] || [ -e "$1" ] || fail "needs $1, which this kernel or container does not give"
}

# Compiles $1.c into $root/target/emulate and prints the program's path. The rest of the arguments
# are the compiler's.
compiled() {
  source=$1
  shift
  out="$root/target/emulate"
  if [ ! -x "$out/$source" ] ||
    [ -n "$(find "$here" -name '*.[ch]' -newer "$out/$source" -print)" ]; then
    command -v gcc >/dev/null 2>&1 ||
      fail "needs gcc: apt-get install -y --no-install-recommends gcc libc6-dev"
    mkdir -p "$out" || fail "cannot write to $root/target"
    gcc -std=gnu17 -O2 -Wall -Wextra -o "$out/$source.$$" "$here/$source.c" "$here/simulator.c" \
      "$@" >&2 || fail "cannot compile $source.c"
    mv "$out/$source.$$" "$out/$source"
  fi
  echo "$out/$source"
}

# Sets $java and $class_path, building the simulator if need be. SEALKEEP_SIMULATOR_CLASS_PATH
# names one that is built already.
find_simulator() {
  jdk=$(find_jdk25) || exit 2
  java="$jdk/bin/java"
  class_path=${SEALKEEP_SIMULATOR_CLASS_PATH:-}
  [ -z "$class_path" ] || return 0
  build_if_stale "$jdk"
  lib="$root/escrow-server/cli/target/lib"
  for name in simulator protocol bcprov-jdk18on bcpkix-jdk18on bcutil-jdk18on; do
    jar=$(jar_of "$lib/$name"-[0-9]*.jar) || exit 2
    class_path="$class_path${class_path:+:}$jar"
  done
}

# The simulator's program, for `exec "$java" $simulator_options -cp "$class_path" $simulator_main`.
simulator_options='-Xshare:auto -XX:+UseSerialGC -XX:TieredStopAtLevel=1'
simulator_main=dev.sealkeep.simulator.command.Main
