# Sourced by what runs the guest's package against a server on this machine. Expects $program and
# $root (the repository's folder). POSIX sh.
#
# A scene is a folder with a server's data (server) and the configuration of a guest
# (guest.properties), whose key that server releases to the workload of a simulated machine. All
# scenes have the same machine.
machine="$root/target/guest/machine"

# Makes the scene $1, at an address that guests reach as $2, and starts its server, whose process id
# it leaves in $server. $3 is a further line of the server's configuration, or empty; $4 the digest of
# a further simulator's root, if there is one.
start_scene() {
  scene=$1
  # A server that has to be built first would not be there in time.
  (build_if_stale "$(find_jdk25)") || exit 2
  mkdir -p "$scene" || fail "cannot write to $scene"
  if [ ! -d "$machine" ]; then
    mkdir -p "$root/target/guest"
    "$root/ops/emulate/machine" --new "$machine" --product genoa >"$machine.txt" ||
      fail "cannot make a machine"
  fi
  rm -rf "$scene/server" "$scene/token" "$scene/tenant.key"
  {
    printf 'data = %s\nport = 0\ntls-names = localhost,127.0.0.1,%s\n' "$scene/server" "$2"
    printf 'simulated-roots = %s%s\n' "$(sed -n 's/^root key *SHA-256 //p' "$machine.txt")" \
      "${4:+, $4}"
    printf '%s\n' "$3"
  } >"$scene/server.properties"
  serve
  "$root/sealkeep" tenant create acme --tenant-key "$scene/tenant.key" --server "$url" \
    --ca "$scene/server/tls/ca.pem" --token-file "$scene/token" >"$scene/tenant.txt" 2>&1 ||
    fail "$(cat "$scene/tenant.txt")"
}

# Starts the scene's server, again if it was stopped, on the port it had.
serve() {
  "$root/sealkeep" server --config "$scene/server.properties" --first-token "$scene/token" \
    >"$scene/server.log" 2>&1 &
  server=$!
  for _ in $(seq 600); do
    kill -0 "$server" 2>/dev/null || fail "the server ended: $(tail -n 3 "$scene/server.log")"
    url=$(sed -n 's/.*\(https:[^ ]*\).*/\1/p' "$scene/server.log" | head -n 1)
    [ -z "$url" ] || break
    sleep 0.1
  done
  [ -n "$url" ] || fail "the server did not start: $(tail -n 3 "$scene/server.log")"
  port=${url##*:}
}

# `sealkeep` as the scene's administrator.
administer() {
  SEALKEEP_SERVER="$url" SEALKEEP_CA="$scene/server/tls/ca.pem" \
    SEALKEEP_TOKEN_FILE="$scene/token" SEALKEEP_TENANT=acme "$root/sealkeep" "$@" \
    >"$scene/last.txt" 2>&1 || fail "sealkeep $1 $2: $(cat "$scene/last.txt")"
}

# Has the server release a new key `disk` to whom the policy on standard input admits, where the set
# acme/builds has the lines $1; writes the configuration of guests, which find the server at the
# host $2 and whose technology is $3, to $scene/guest.properties.
release_by_policy() {
  cat >"$scene/workload.policy"
  printf '%s\n' "$1" >"$scene/builds.txt"
  administer reference put acme/builds "$scene/builds.txt"
  administer policy put workload "$scene/workload.policy"
  administer key create disk --policy workload
  {
    sed -n '/^log_root=/p; /^tenant=/p; /^tenant_pin=/p' "$scene/tenant.txt"
    printf 'endpoints=https://%s:%s\nca=%s\nkey=disk\nvolume=data\ntechnologies=%s\n' \
      "$2" "$port" "$scene/server/tls/ca.pem" "$3"
  } >"$scene/guest.properties"
}

# The same for the workload of the scene's machine.
release_to_machine() {
  release_by_policy "simulated-amd-sev-snp measurement $(sed -n 's/^measurement *//p' "$machine.txt")" "$1" amd-sev-snp <<'TEXT'
sealkeep 1
policy workload {
  reference builds = set "acme/builds"
  permit simulated-amd-sev-snp {
    product == genoa
    measurement in builds
    policy.debug == false and policy.migrate_ma == false
    vmpl == 0
  }
}
TEXT
}
