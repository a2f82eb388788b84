# Sourced by run: the kernels that it boots, and the part of an initramfs that goes with each.
# Expects $program, $root (the repository's folder) and $work (where to keep things).

# What apt is told beyond the system's own configuration.
apt=()

# Prints the package that the package $1 depends on and whose name begins with $2, if there is one.
dependency() {
  { apt-cache "${apt[@]}" depends "$1" 2>/dev/null || true; } |
    sed -n "s/^ *Depends: \($2[^ ]*\)\$/\1/p"
}

# What went wrong with apt.
apt_error() {
  grep -m 1 '^E:' "$work/apt.log" || echo "see $work/apt.log"
}

# Unpacks packages into the folder $1, all of them or none, and installs none.
unpack() {
  local folder=$1 package
  shift
  rm -rf "$folder.part" "$folder"
  mkdir -p "$folder.part/packages"
  (cd "$folder.part/packages" && apt-get "${apt[@]}" download -qq "$@" 2>"$work/apt.log") ||
    fail "cannot fetch $*: $(apt_error)"
  for package in "$folder.part"/packages/*.deb; do
    dpkg -x "$package" "$folder.part"
  done
  rm -r "$folder.part/packages"
  mv "$folder.part" "$folder"
}

# Debian's kernel, in the folder $1.
fetch_kernel() {
  local package
  ! compgen -G "$1/boot/vmlinuz-*" >/dev/null || return 0
  apt-cache show linux-image-cloud-amd64 >/dev/null 2>&1 || apt-get update -qq
  package=$(dependency linux-image-cloud-amd64 linux-image)
  [ -n "$package" ] || fail "apt knows no linux-image-cloud-amd64; run apt-get update"
  unpack "$1" "$package"
}

# The name of this machine's release of Debian.
debian_suite() {
  # shellcheck source=/dev/null
  (. /etc/os-release && echo "${VERSION_CODENAME:-}")
}

# Where this machine has the packages of the release $1 from.
debian_mirror() {
  local mirror
  # shellcheck disable=SC2016 # apt expands it
  mirror=$(apt-get indextargets --format '$(RELEASE) $(COMPONENT) $(REPO_URI)' \
    'Created-By: Packages' | sed -n "s/^$1 main //p")
  mirror=${mirror%%$'\n'*}
  [ -n "$mirror" ] || fail "apt has no source of Debian ${1:-here}"
  echo "$mirror"
}

# One that has configfs-tsm, with the headers that modules are compiled with: Debian 12's own has
# none, that of its backports has. Both are from the mirror that the machine has its packages from,
# by lists and a cache of our own.
fetch_kernel_with_tsm() {
  local own=$work/apt suite mirror image headers
  local keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  ! compgen -G "$1/boot/vmlinuz-*" >/dev/null || return 0
  suite=$(debian_suite)
  mirror=$(debian_mirror "$suite")
  [ "$suite" != bookworm ] || suite=bookworm-backports
  mkdir -p "$own"/{lists,cache}/partial
  echo "deb [signed-by=$keyring] $mirror $suite main" >"$own/sources.list"
  local apt=(-o "Dir::Etc::sourcelist=$own/sources.list" -o Dir::Etc::sourceparts=-
    -o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null
    -o "Dir::State::lists=$own/lists" -o "Dir::Cache=$own/cache")
  apt-get "${apt[@]}" update -qq --error-on=any >"$work/apt.log" 2>&1 ||
    fail "no kernel with configfs-tsm: cannot read $suite: $(apt_error)"
  image=$(dependency linux-image-cloud-amd64 linux-image)
  headers=linux-headers-${image#linux-image-}
  [ -n "$image" ] || fail "no kernel with configfs-tsm: $suite has no linux-image-cloud-amd64"
  unpack "$1" "$image" "$headers" "$(dependency "$headers" 'linux-headers-.*-common')" \
    "$(dependency "$headers" linux-kbuild)"
}

# Packs the folder $1 into the file $2.
pack() {
  (cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc --quiet) >"$2"
}

# The part that goes with the kernel in the folder $1, in $1/initramfs: its modules, in the order in
# which they are loaded; of them the further arguments.
make_modules() {
  local kernel=$1 part=$1/initramfs version line module
  shift
  version=$(basename "$kernel"/lib/modules/*)
  rm -rf "$part"
  mkdir -p "$part/lib/modules"
  depmod -b "$kernel" "$version" 2>/dev/null
  for module in virtio_pci virtio_blk virtio_net virtio_console cuse dm-crypt xts aes_generic \
    sha512_generic algif_skcipher "$@"; do
    modprobe -d "$kernel" -S "$version" --show-depends "$module" 2>/dev/null || true
  done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r line; do
    module=/lib/modules/$(basename "$line" .xz)
    case $line in
    *.xz) xz -dc "$line" ;;
    *) cat "$line" ;;
    esac >"$part$module"
    echo "$module" >>"$part/modules.list"
  done
}

# The kernel that has configfs-tsm, with our provider and what relays for it.
make_kernel_with_tsm() {
  local kernel=$1 build=$1/provider source=$root/ops/boot-test/tsm headers
  fetch_kernel_with_tsm "$kernel"
  make_modules "$kernel" tsm
  headers=$(echo "$kernel"/usr/src/linux-headers-*-cloud-amd64)
  # Where the package is not installed, its own makefile does not find the other's.
  echo include "$kernel"/usr/src/linux-headers-*-common/Makefile >"$headers/Makefile"
  rm -rf "$build"
  mkdir -p "$build" "$kernel/initramfs/usr/bin"
  cp "$source"/Kbuild "$source"/tsm_provider.[ch] "$build/"
  # Without type information, for which pahole would be needed.
  make -C "$headers" "M=$build" CC=gcc CONFIG_DEBUG_INFO_BTF_MODULES= modules \
    >"$work/make.log" 2>&1 || fail "cannot compile tsm_provider: $(tail -n 3 "$work/make.log")"
  cp "$build/tsm_provider.ko" "$kernel/initramfs/lib/modules/"
  echo /lib/modules/tsm_provider.ko >>"$kernel/initramfs/modules.list"
  gcc -std=gnu17 -O2 -static -I"$root/ops/emulate" -o "$kernel/initramfs/usr/bin/tsm-relay" \
    "$source/tsm-relay.c" "$root/ops/emulate/simulator.c" 2>"$work/gcc.log" ||
    fail "cannot compile tsm-relay: $(tail -n 2 "$work/gcc.log")"
  pack "$kernel/initramfs" "$kernel/initramfs.cpio"
}
