# Sourced by run: a Debian system with the package in it, in whose initrds Debian's own tools put the
# agent, and which can be booted. Expects $program, $root (the repository's folder), $work (where to
# keep things), and kernel.sh.

# As root, has the system in $work/debian, with the modules of the kernel in $work/kernel and the
# package as it is now.
make_debian() {
  local system=$work/debian log=$work/debian.log suite mirror
  if [ ! -d "$system" ]; then
    suite=$(debian_suite)
    mirror=$(debian_mirror "$suite")
    rm -rf "$system.part"
    debootstrap --variant=minbase \
      --include=initramfs-tools,cryptsetup-initramfs,busybox,zstd,systemd,systemd-sysv,udev,kmod,dracut-core,dracut-network,isc-dhcp-client,clevis-luks,dbus,keyutils,e2fsprogs \
      "$suite" "$system.part" "$mirror" >"$log" 2>&1 ||
      fail "no Debian system: $(tail -n 1 "$log")"
    mv "$system.part" "$system"
  fi
  mkdir -p "$system/lib/modules"
  cp -a "$work"/kernel/lib/modules/. "$system/lib/modules/"
  cp "$work"/kernel/boot/config-* "$system/boot/"
  cp "$root"/target/guest/sealkeep-guest_*.deb "$system/root/package.deb"
  in_debian dpkg -i /root/package.deb >"$log" 2>&1 ||
    fail "the package cannot be installed: $(tail -n 1 "$log")"
}

# The volume that the next initrd is to open, with the scenario's configuration: lines of a .volume
# file in $1, of crypttab in $2.
configure_debian() {
  local system=$work/debian
  rm -rf "$system/etc/sealkeep"
  mkdir -p "$system/etc/sealkeep"
  sed -e 's|^ca=.*|ca=/etc/sealkeep/ca.pem|' "$run/guest.properties" \
    >"$system/etc/sealkeep/data.properties"
  cp "$run/ca.pem" "$system/etc/sealkeep/"
  [ ! -f "$run/issuers.pem" ] || cp "$run/issuers.pem" "$system/etc/sealkeep/"
  [ -z "$1" ] || printf '%s\n' "$1" >"$system/etc/sealkeep/data.volume"
  printf '%s\n' "$2" >"$system/etc/crypttab"
}

# Runs a command in the system.
in_debian() {
  unshare --mount --propagation private sh -c \
    'mount -t proc proc "$0/proc" && exec chroot "$0" /usr/bin/env PATH=/usr/sbin:/usr/bin:/sbin:/bin "$@"' \
    "$work/debian" "$@"
}

# The version of the kernel in $work/kernel.
kernel_version() {
  basename "$work"/kernel/lib/modules/*
}

# Makes $run/initrd by a command in the system that leaves it in /root/initrd.
initrd_by() {
  local system=$work/debian
  rm -f "$system/root/initrd" "$run/initrd"
  if in_debian "$@" >"$run/initrd.log" 2>&1; then
    mv "$system/root/initrd" "$run/initrd"
  else
    problems+=("$1 failed: $(tail -n 1 "$run/initrd.log")")
  fi
}

# The system on a disk, in $run/system. At each boot it gets an address by DHCP, runs the script on
# the last disk, and powers off.
make_system_disk() {
  local system=$work/debian
  printf '[Match]\nName=en* eth*\n[Network]\nDHCP=yes\n' >"$system/etc/systemd/network/any.network"
  cat >"$system/etc/systemd/system/boot-test.service" <<'TEXT'
[Unit]
Wants=network-online.target
After=network-online.target remote-fs.target remote-cryptsetup.target
[Service]
Type=oneshot
ExecStart=/root/boot-test
ExecStopPost=systemctl poweroff --force
KeyringMode=shared
StandardOutput=tty
StandardError=tty
TTYPath=/dev/console
[Install]
WantedBy=multi-user.target
TEXT
  cat >"$system/root/boot-test" <<'TEXT'
#!/bin/bash
exec </dev/null
report() {
  echo "boot-test: $*"
}
# Runs a command, which has a name.
step() {
  local name=$1 status=0
  shift
  "$@" || status=$?
  report "$name" "$status"
}
. <(tr -d '\0' </dev/vde)
TEXT
  chmod 755 "$system/root/boot-test"
  : >"$system/etc/fstab"
  : >"$system/etc/machine-id"
  in_debian systemctl -q enable systemd-networkd systemd-networkd-wait-online boot-test
  rm -f "$run/system"
  mke2fs -q -t ext4 -d "$system" "$run/system" 2G >"$run/mke2fs.log" 2>&1 ||
    fail "no disk for the system: $(tail -n 1 "$run/mke2fs.log")"
}

# Boots that system, which runs the script $1.
boot_system() {
  local others=("${drives[@]}")
  cp "$1" "$run/script"
  truncate -s 64K "$run/script"
  drives+=("$run/script")
  boot_initrd 600 'root=/dev/vdb rw'
  drives=("${others[@]}")
}
