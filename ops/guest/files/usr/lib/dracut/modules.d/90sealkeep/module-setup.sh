#!/bin/bash
# Opens encrypted volumes in the initrd with keys of the escrow: add_dracutmodules+=" sealkeep ".

# called by dracut
check() {
    require_binaries /usr/bin/sealkeep-guest || return 1
    # Only if it is asked for: it raises the network and brings a Java runtime.
    return 255
}

# called by dracut
depends() {
    echo systemd network crypt
}

# called by dracut
installkernel() {
    # Whatever this machine has: the image may boot another of the same kind. What the kernel does
    # not have is built in, or of another platform.
    hostonly='' instmods dm-crypt configfs tsm sev-guest tdx-guest tpm_crb tpm_tis
}

# called by dracut
cmdline() {
    printf ' rd.neednet=1'
}

# The volumes of crypttab that have a configuration; a line's key file may be a socket of ours.
crypttab_volumes() {
    local _name _device _keyfile _options
    [[ -f ${dracutsysrootdir-}/etc/crypttab ]] || return 0
    while read -r _name _device _keyfile _options || [[ -n $_name ]]; do
        [[ $_name == \#* || -z $_device ]] && continue
        [[ -f ${dracutsysrootdir-}/etc/sealkeep/$_name.properties ]] || continue
        case "${_keyfile:-none}" in
            none | - | "/run/cryptsetup-keys.d/$_name.key") printf '%s\n' "$_name" ;;
        esac
    done < "${dracutsysrootdir-}/etc/crypttab"
}

# The volumes that sealkeep-unlock@ opens, and that say INITRD=yes.
unlocked_volumes() {
    local _file
    for _file in "${dracutsysrootdir-}"/etc/sealkeep/*.volume; do
        [[ -f $_file ]] || continue
        if [[ $("${dracutsysrootdir-}"/usr/lib/sealkeep/volume-setting INITRD "$_file") == yes ]]; then
            _file=${_file##*/}
            printf '%s\n' "${_file%.volume}"
        fi
    done
}

# called by dracut
install() {
    local _list _files _volume _unit
    # Resolved here and not at the end: there a library found beside the program ends the search.
    local -x DRACUT_RESOLVE_DEPS=1
    if ! _list=$("${dracutsysrootdir-}"/usr/lib/sealkeep/initrd-files "${dracutsysrootdir-}"); then
        # dracut goes on after a module that returns a failure.
        dfatal "sealkeep: the image would open no volume"
        exit 1
    fi
    mapfile -t _files <<< "$_list"
    inst_multiple "${_files[@]}" || return 1
    # Loaded by name: by JNA, by the resolver of names, and by threads of Argon2 when they end.
    inst_libdir_file 'libcryptsetup.so.12*' 'libnss_dns.so.*' 'libnss_files.so.*' 'libresolv.so.*' \
        'libgcc_s.so.*'
    inst_multiple udevadm
    inst_multiple -o cryptsetup /etc/nsswitch.conf /etc/hosts
    for _unit in sealkeep-key@.socket sealkeep-key@.service sealkeep-unlock@.service; do
        inst_simple "${systemdsystemunitdir:?}/$_unit"
    done
    inst_multiple -o "$systemdsystemunitdir/sys-kernel-config.mount" \
        "$systemdsystemunitdir/remote-cryptsetup.target"

    for _volume in $(crypttab_volumes); do
        systemctl -q --root "${initdir:?}" enable "sealkeep-key@$_volume.socket" || return 1
    done
    for _volume in $(unlocked_volumes); do
        systemctl -q --root "$initdir" enable "sealkeep-unlock@$_volume.service" || return 1
    done

    # clevis has no notion of pins beside its own.
    if dracut_module_included "clevis"; then
        inst_multiple clevis-decrypt-sealkeep jose bash
    fi

    # What the other network modules do by themselves without ip=; any other file comes before it.
    if dracut_module_included "systemd-networkd"; then
        mkdir -p "$initdir/usr/lib/systemd/network"
        printf '[Match]\nType=ether\nKind=!*\n\n[Network]\nDHCP=yes\n' \
            > "$initdir/usr/lib/systemd/network/zzzz-sealkeep-default.network"
    fi

    mkdir -p "$initdir/etc/cmdline.d"
    printf '%s\n' "$(cmdline)" > "$initdir/etc/cmdline.d/90sealkeep.conf"
    # After what other modules do then, such as starting a degraded RAID.
    inst_hook initqueue/timeout 99 "${moddir:?}/wait-for-escrow.sh"
    dracut_need_initqueue
}
