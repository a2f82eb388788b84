# Sourced by the commands of this folder: builds what is missing and runs a main class of the
# service's tests, on their class path. Expects $program (the command's name) and $root (the
# repository's folder). POSIX sh.
. "$root/ops/build/launch.sh"

# Runs the class $1 of the service's tests, as crash.Crash, with the other arguments; does not return.
run_fault_test() {
  class=$1
  shift
  jdk=$(find_jdk25) || exit 2
  service="$root/escrow-server/service/target"
  libraries="$service/test-class-path"

  # Unlike the launchers' build, a change of a test counts.
  newer=
  if [ -f "$libraries" ]; then
    newer=$(cd "$root" && find pom.xml policy-dsl guest-client escrow-server \
      -name target -prune -o -newer "$libraries" -type f -print | head -n 1)
  fi
  if [ ! -f "$libraries" ] || [ -n "$newer" ]; then
    command -v mvn >/dev/null 2>&1 || fail "needs Apache Maven: install maven (3.8.7 or newer)"
    mkdir -p "$root/target/launcher" || fail "cannot write to $root/target"
    log="$root/target/launcher/fault-test-build.log"
    echo "$program: building Sealkeep's tests (once; some minutes) ..." >&2
    (cd "$root" && JAVA_HOME=$jdk mvn -B -q -Dexec.skip=true -pl escrow-server/service -am \
      test-compile dependency:build-classpath -Dmdep.outputFile=target/test-class-path) \
      >"$log" 2>&1 </dev/null || {
      rm -f "$libraries"
      tail -n 20 "$log" >&2
      fail "the build failed; the whole log is in $log"
    }
  fi

  exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    -Dsealkeep.root="$root" -cp "$service/test-classes:$service/classes:$(cat "$libraries")" \
    "dev.sealkeep.service.$class" "$@"
}
