# Sourced by the commands of this folder: builds what is missing and runs a main class of the
# benchmarks. Expects $program (the command's name) and $root (the repository's folder). POSIX sh.
. "$root/ops/build/launch.sh"

# Builds, and sets $jdk and $path.
prepare_bench() {
  jdk=$(find_jdk25) || exit 2
  build_if_stale "$jdk"
  jar=$(jar_of "$root"/ops/bench/target/bench-*.jar) || exit 2
  path="$jar:$root/ops/bench/target/lib/*"
}

# Runs a class of the benchmarks with options of Java before it and its arguments after it; does not
# return. A JVM cannot tell whether its output is a terminal.
run_bench() {
  terminal=false
  [ -t 1 ] && terminal=true
  exec "$jdk/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
    "-Dsealkeep.terminal=$terminal" -cp "$path" "$@"
}

# The same for a class that starts servers, as they are shipped, beside itself.
run_bench_of_server() {
  cli="$root/escrow-server/cli/target"
  jar=$(jar_of "$cli"/cli-*.jar) || exit 2
  run_bench -XX:+UseSerialGC "-Dsealkeep.server.path=$jar:$cli/lib/*" \
    "-Dsealkeep.server.options=$server_java $(aot_option "$jdk" "$jar:$cli/lib/*")" "$@"
}
