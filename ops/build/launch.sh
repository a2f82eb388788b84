# Sourced by the launchers at the repository's root: finds JDK 25, builds what is missing or older
# than its sources, and finds jars. Expects $program (the launcher's name) and $root (the
# repository's folder). POSIX sh.

# What every Java of the server is started with.
server_java='--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow'

fail() {
  echo "$program: $1" >&2
  exit 2
}

# Whether $1 is the home of a JDK 25: the release file says so without starting a JVM.
is_jdk25() {
  [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] &&
    grep -q '^JAVA_VERSION="25[."]' "$1/release"
}

# Prints the home of the `java` on the path, symbolic links resolved.
home_of_path_java() {
  java_on_path=$(command -v java) || return 1
  java_on_path=$(readlink -f "$java_on_path") || return 1
  dirname "$(dirname "$java_on_path")"
}

# Prints the home of a JDK 25, or ends the script.
find_jdk25() {
  for home in "${JAVA_HOME:-}" "$(home_of_path_java)" \
    /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* /opt/*jdk* \
    "$HOME"/.sdkman/candidates/java/* "$HOME"/.jdks/* "$HOME"/.local/share/mise/installs/java/* \
    /Library/Java/JavaVirtualMachines/*/Contents/Home; do
    if [ -n "$home" ] && is_jdk25 "$home"; then
      echo "$home"
      return 0
    fi
  done
  fail "needs JDK 25: install Eclipse Temurin 25 (https://adoptium.net) or set JAVA_HOME"
}

# Whether a source is newer than the last build, which left the file $1.
is_stale() {
  [ -f "$1" ] || return 0
  newer=$(cd "$root" && find pom.xml policy-dsl guest-client escrow-server ops/bench \
    -name target -prune -o -name test -path '*/src/test' -prune -o \
    -newer "$1" \( -type f -o -type d -path '*/src/*' \) -print 2>/dev/null | head -n 1)
  [ -n "$newer" ]
}

# Builds all modules with the JDK in $1 unless the last build is up to date.
build_if_stale() {
  stamp="$root/target/launcher/built"
  if jar_exists "$root"/escrow-server/cli/target/cli-*.jar && ! is_stale "$stamp"; then
    return 0
  fi
  command -v mvn >/dev/null 2>&1 ||
    fail "needs Apache Maven to build itself: install maven (3.8.7 or newer) and run this again"
  mkdir -p "$root/target/launcher" || fail "cannot write to $root/target"
  log="$root/target/launcher/build.log"
  begun="$root/target/launcher/begun.$$"
  # A source that changes during the build must count as newer than it.
  : >"$begun"
  echo "$program: building Sealkeep (once; some minutes) ..." >&2
  # Format checks and the bill of materials are the developer's build's business.
  if (cd "$root" && JAVA_HOME=$1 mvn -B -q -DskipTests -Dexec.skip=true -Dcyclonedx.skip=true \
    package) >"$log" 2>&1 </dev/null; then
    mv "$begun" "$stamp"
  else
    rm -f "$begun"
    tail -n 20 "$log" >&2
    fail "the build failed; the whole log is in $log"
  fi
}

# Whether the first file that matches a pattern is there.
jar_exists() {
  [ -f "$1" ]
}

# Prints the one file that matches the patterns, or ends the script.
jar_of() {
  for jar in "$@"; do
    if [ -f "$jar" ]; then
      echo "$jar"
      return 0
    fi
  done
  fail "$1 is missing; remove $root/target/launcher and run this again"
}

# Prints the option that starts the server from its ahead-of-time cache. Makes the cache with the
# JDK in $1 where the build of the class path $2 has none yet. Prints nothing where that fails, which
# is tried once a build: the server starts without, too.
aot_option() {
  case $root in
  *[[:space:]]*) return 0 ;; # the option is one word of a list
  esac
  folder="$root/target/launcher"
  version=$(sed -n 's/^JAVA_RUNTIME_VERSION="\(.*\)"$/\1/p' "$1/release")
  cache="$folder/server-$version.aot"
  failed="$folder/server-$version.aot.log"
  if ! is_of_this_build "$cache"; then
    if is_of_this_build "$failed" || [ ! -w "$folder" ]; then
      return 0
    fi
    echo "$program: training the server for quick starts (once; a minute) ..." >&2
    if train_server "$1" "$1/bin/java" "$2" "$cache.$$" >"$failed.$$" 2>&1; then
      mv "$cache.$$" "$cache"
      rm -f "$failed.$$"
    else
      mv "$failed.$$" "$failed"
      echo "$program: going on without; see $failed" >&2
      return 0
    fi
  fi
  echo "-XX:AOTCache=$cache"
}

# Makes the ahead-of-time cache $4 of the server that the Java $2 runs with the class path $3: its
# classes, loaded and linked, and what its methods were seen to do in thousands of releases. The JDK
# in $1 runs the guests.
train_server() {
  bench=$(jar_of "$root"/ops/bench/target/bench-*.jar) || return 1
  # shellcheck disable=SC2086 # $server_java is a list of words
  "$1/bin/java" $server_java -XX:+UseSerialGC "-Dsealkeep.server.java=$2" \
    "-Dsealkeep.server.path=$3" \
    "-Dsealkeep.server.options=$server_java -XX:AOTMode=record -XX:AOTConfiguration=$4.seen" \
    -cp "$bench:$root/ops/bench/target/lib/*" dev.sealkeep.bench.storm.Training </dev/null &&
    "$2" $server_java -XX:AOTMode=create "-XX:AOTConfiguration=$4.seen" "-XX:AOTCache=$4" \
      -cp "$3" </dev/null
  trained=$?
  rm -f "$4.seen"
  [ "$trained" = 0 ] && [ -f "$4" ]
}

# Whether the file $1 was made after the last build.
is_of_this_build() {
  [ -f "$1" ] && [ -n "$(find "$1" -newer "$root/target/launcher/built")" ]
}
