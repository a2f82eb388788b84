package dev.sealkeep.agent.volume.fault;

/**
 * Every way in which a volume can be refused or fail. Codes are stable; docs/reference/volume.md
 * lists them in these words.
 */
public enum VolumeFault {
  /** The disk has no LUKS2 header: it is blank or of something else. */
  HEADER_ABSENT(
      "header.absent",
      Kind.REFUSED,
      "the disk has no LUKS2 header: it is blank or of something else",
      "Check the path; a new disk is made with `enroll --format`, and nothing is ever"
          + " made by `unlock`"),
  /** The disk has a LUKS header of another version than 2. */
  HEADER_VERSION(
      "header.version",
      Kind.REFUSED,
      "the disk has a LUKS header of another version than 2",
      "Convert it with `cryptsetup convert --type luks2`, or make a new one"),
  /** No copy of the header has a right checksum. */
  HEADER_DAMAGED(
      "header.damaged",
      Kind.REFUSED,
      "no copy of the header has a right checksum",
      "Restore a header backup with `cryptsetup luksHeaderRestore`; if it repeats,"
          + " the host changes the disk"),
  /**
   * The header's metadata are not what LUKS2 wants, or have members that this program does not
   * know.
   */
  HEADER_JSON(
      "header.json",
      Kind.REFUSED,
      "the header's metadata are not what LUKS2 wants, or have members that this"
          + " program does not know",
      "See the place in the message; make the volume with this program or an ordinary"
          + " `cryptsetup luksFormat`"),
  /** Areas of the header overlap, leave their place or have a wrong size. */
  HEADER_LAYOUT(
      "header.layout",
      Kind.REFUSED,
      "areas of the header overlap, leave their place or have a wrong size",
      "Restore a header backup; if it repeats, the host changes the disk"),
  /** The encrypted part of the disk is not one whole segment. */
  HEADER_SEGMENT(
      "header.segment",
      Kind.REFUSED,
      "the encrypted part of the disk is not one whole segment",
      "Finish what another program began on this disk, or make the volume anew"),
  /** The header names a cipher that is not allowed, such as none. */
  HEADER_CIPHER(
      "header.cipher",
      Kind.REFUSED,
      "the header names a cipher that is not allowed, such as none",
      "Do not use this disk: the host may have changed it. Restore a header backup"),
  /** A key derivation is unknown, too weak or too costly. */
  HEADER_KDF(
      "header.kdf",
      Kind.REFUSED,
      "a key derivation is unknown, too weak or too costly",
      "Change that slot with `cryptsetup luksConvertKey`, within the bounds of"
          + " docs/reference/volume.md"),
  /** Slots, digest and segment do not belong together as in an ordinary volume. */
  HEADER_DIGEST(
      "header.digest",
      Kind.REFUSED,
      "slots, digest and segment do not belong together as in an ordinary volume",
      "Restore a header backup; if it repeats, the host changes the disk"),
  /**
   * The header requires something that this program does not know, or a reencryption is under way.
   */
  HEADER_REQUIREMENT(
      "header.requirement",
      Kind.REFUSED,
      "the header requires something that this program does not know, or a"
          + " reencryption is under way",
      "Finish a reencryption that `rotate --reencrypt` began with `unlock` or the same command,"
          + " any other with `cryptsetup reencrypt`, and then enroll anew"),
  /** The volume was never enrolled: it has no token of this program. */
  TOKEN_ABSENT(
      "token.absent",
      Kind.REFUSED,
      "the volume was never enrolled: it has no token of this program",
      "Run `enroll` on a machine that you trust"),
  /** A token of this program breaks its format. */
  TOKEN_MALFORMED(
      "token.malformed",
      Kind.REFUSED,
      "a token of this program breaks its format",
      "Enroll anew; if it repeats, the host changes the disk"),
  /** The volume belongs to another tenant, key, volume or mode than the configuration names. */
  TOKEN_OTHER(
      "token.other",
      Kind.REFUSED,
      "the volume belongs to another tenant, key, volume or mode than the" + " configuration names",
      "Check `tenant`, `key`, `volume` and `mode`, and that the right disk is attached"),
  /** No slot is for the version of the key that the escrow released. */
  TOKEN_VERSION(
      "token.version",
      Kind.REFUSED,
      "no slot is for the version of the key that the escrow released",
      "Run `rotate`, if need be with another passphrase of the volume"),
  /** The header is not the one that was enrolled, or the key is another. */
  TOKEN_MAC(
      "token.mac",
      Kind.REFUSED,
      "the header is not the one that was enrolled, or the key is another",
      "Do not use this disk: the host may have changed it. Restore a header backup,"
          + " or enroll anew on a machine that you trust"),
  /** The slot's key is derived from less, or from something else, than the configuration wants. */
  DERIVATION_OTHER(
      "derivation.other",
      Kind.REFUSED,
      "the slot's key is derived from less, or from something else, than the configuration wants",
      "If `derive_key`, `derive_fields`, `derive_vmpl` or `derive_min_tcb` was changed, enroll"
          + " anew; else do not use this disk: the host may have changed it"),
  /** The processor derives another key than the one that was enrolled. */
  DERIVATION_CHANGED(
      "derivation.changed",
      Kind.REFUSED,
      "the processor derives another key than was enrolled, or the header is not the one that was",
      "After a new firmware image, kernel, initrd, command line or processor open the volume"
          + " otherwise and run `renew`; else do not use this disk: the host may have changed it"),
  /** A slot was made for newer firmware than this machine commits to. */
  DERIVATION_AHEAD(
      "derivation.ahead",
      Kind.REFUSED,
      "a slot was made for newer firmware than this machine commits to",
      "Start the guest on a machine with that firmware; nothing is ever made for an older one"),
  /** This machine is not what the configuration wants keys to be derived on. */
  DERIVATION_MACHINE(
      "derivation.machine",
      Kind.REFUSED,
      "this machine is not what the configuration wants keys to be derived on",
      "Update its firmware and commit it, or correct `derive_min_tcb` and `derive_vmpl`"),
  /** The key or passphrase opens no slot that it should. */
  SLOT_REFUSED(
      "slot.refused",
      Kind.REFUSED,
      "the key or passphrase opens no slot that it should",
      "Check which key or passphrase belongs to this volume"),
  /** A reencryption would leave slots behind that no passphrase was named for. */
  SLOT_LOST(
      "slot.lost",
      Kind.USAGE,
      "slots would be lost, for no passphrase was named that opens them",
      "Name a file with the passphrase of each with `--keep`, or remove those that nobody uses"
          + " with `cryptsetup luksKillSlot`"),
  /** The header has no room for another slot. */
  SLOT_FULL(
      "slot.full",
      Kind.REFUSED,
      "the header has no room for another slot",
      "Remove a slot that nobody uses with `cryptsetup luksKillSlot`"),
  /** The key has fewer than 16 bytes. */
  KEY_SHORT(
      "key.short",
      Kind.REFUSED,
      "the key has fewer than 16 bytes",
      "Import a longer key at the escrow"),
  /** The disk is not there. */
  DISK_ABSENT("disk.absent", Kind.FAILED, "the disk is not there", "Check the path"),
  /** This process may not use the disk. */
  DISK_PERMISSION(
      "disk.permission", Kind.USAGE, "this process may not use the disk", "Run as root"),
  /** The path is neither a block device nor a regular file. */
  DISK_UNSUITABLE(
      "disk.unsuitable",
      Kind.USAGE,
      "the path is neither a block device nor a regular file",
      "Name a block device"),
  /** The disk is too small for a volume. */
  DISK_SMALL(
      "disk.small",
      Kind.USAGE,
      "the disk is too small for a volume",
      "Name a disk of more than 16 MiB"),
  /** The beginning of the disk is not blank. */
  DISK_OCCUPIED(
      "disk.occupied",
      Kind.USAGE,
      "the beginning of the disk is not blank",
      "Check the path; `--erase` beside `--format` destroys what is there"),
  /** Something else uses the disk. */
  DISK_BUSY(
      "disk.busy",
      Kind.FAILED,
      "something else uses the disk",
      "Unmount it, close its mapping, or wait for the other run"),
  /** The header backup cannot be written, and the disk was not changed. */
  BACKUP_UNWRITABLE(
      "backup.unwritable",
      Kind.USAGE,
      "the header backup cannot be written, and the disk was not changed",
      "Name a new file in a folder that exists, on another disk, with 16 MiB free"),
  /** A file with a passphrase or key cannot be read. */
  SECRET_UNREADABLE(
      "secret.unreadable",
      Kind.USAGE,
      "a file with a passphrase or key cannot be read",
      "Name a file of 1 to 8192 bytes; every byte counts, a last newline too"),
  /** The disk could not be read or written. */
  DISK_IO(
      "disk.io",
      Kind.FAILED,
      "the disk could not be read or written",
      "See the kernel's log; the header backup, if one was made, has the state before"),
  /** The kernel gave no private memory for the header. */
  SYSTEM_MEMORY_FILE(
      "system.memory_file",
      Kind.FAILED,
      "the kernel gave no private memory for the header",
      "Free memory and run again"),
  /** Libcryptsetup cannot be loaded. */
  LIBRARY_ABSENT(
      "cryptsetup.library",
      Kind.FAILED,
      "libcryptsetup cannot be loaded",
      "Install libcryptsetup.so.12 (Debian: libcryptsetup12)"),
  /** Libcryptsetup refused a step. */
  LIBRARY_FAILED(
      "cryptsetup.failed",
      Kind.FAILED,
      "libcryptsetup refused a step",
      "See the message and the kernel's log"),
  /** Libcryptsetup or the kernel did not finish in time. */
  LIBRARY_TIMEOUT(
      "cryptsetup.timeout",
      Kind.FAILED,
      "libcryptsetup or the kernel did not finish in time",
      "Try later; if it repeats, the host withholds the disk"),
  /** This kernel has no device-mapper. */
  MAPPER_ABSENT(
      "mapper.absent",
      Kind.FAILED,
      "this kernel has no device-mapper",
      "Load the kernel modules dm-mod and dm-crypt"),
  /** A mapping of that name is there, or the disk is in use. */
  MAPPER_BUSY(
      "mapper.busy",
      Kind.FAILED,
      "a mapping of that name is there, or the disk is in use",
      "Name another, or close that one with `cryptsetup close`");

  /** What a fault means for who started the program. */
  public enum Kind {
    /** The volume is not one that may be opened so. */
    REFUSED,
    /** The command asked for what cannot be done. */
    USAGE,
    /** The machine failed, or is not ready yet: trying later may help. */
    FAILED
  }

  private final String code;
  private final Kind kind;
  private final String cause;
  private final String cure;

  VolumeFault(String code, Kind kind, String cause, String cure) {
    this.code = code;
    this.kind = kind;
    this.cause = cause;
    this.cure = cure;
  }

  /** The stable code. */
  public String code() {
    return code;
  }

  /** What it means for who started the program. */
  public Kind kind() {
    return kind;
  }

  /** What happened, in one line. */
  public String cause() {
    return cause;
  }

  /** What to do, in one line. */
  public String cure() {
    return cure;
  }
}
