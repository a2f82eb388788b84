# Sourced by run: the kernels that it boots, and the part of an initramfs that goes with each.
# Expects $program, $root (the repository's folder) and $work (where to keep things).

# Prints the package that the package $1 depends on and whose name begins with $2, if there is one.
dependency() {
  { apt-cache depends "$1" 2>/dev/null || true; } |
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
  (cd "$folder.part/packages" && apt-get download -qq "$@" 2>"$work/apt.log") ||
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

# Packs the folder $1 into the file $2.
pack() {
  (cd "$1" && find . | LC_ALL=C sort | cpio -o -H newc --quiet) >"$2"
}

# The part that goes with the kernel in the folder $1, in $1/initramfs: its modules, in the order in
# which they are loaded.
make_modules() {
  local kernel=$1 part=$1/initramfs version line module
  version=$(basename "$kernel"/lib/modules/*)
  rm -rf "$part"
  mkdir -p "$part/lib/modules"
  depmod -b "$kernel" "$version" 2>/dev/null
  for module in virtio_pci virtio_blk virtio_net virtio_console cuse dm-crypt xts aes_generic \
    sha512_generic algif_skcipher; do
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
