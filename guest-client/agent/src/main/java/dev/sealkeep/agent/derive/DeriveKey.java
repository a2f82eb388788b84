package dev.sealkeep.agent.derive;

import dev.sealkeep.agent.configuration.PropertyKey;
import java.util.Optional;

/** The keys of a request for a derived key, in its file and, with hyphens, as options. */
public enum DeriveKey implements PropertyKey {
  /** Whose hardware. */
  TECHNOLOGY(
      "technology",
      Optional.empty(),
      "technology tag of this machine: `amd-sev-snp` or `intel-sgx`"),
  /** What the key opens. */
  VOLUME("volume", Optional.empty(), "name of the volume the key is for"),
  /** What it is mixed with. */
  FIELDS(
      "fields",
      Optional.empty(),
      "of `amd-sev-snp`: comma-separated guest fields to mix in: guest_policy, image_id, family_id,"
          + " measurement, guest_svn, tcb_version; or `none`"),
  /** Where it begins. */
  ROOT_KEY(
      "root_key",
      Optional.of("vcek"),
      "root of the derivation: `vcek`, or `vmrk`, whose meaning is unverified; of `intel-sgx`,"
          + " without a default, `mrenclave` or `mrsigner`"),
  /** Which endorsement key. */
  KEY_SELECT(
      "key_select",
      Optional.of("vcek"),
      "endorsement root under `root_key = vcek`: `vcek` (the chip), `vlek` (the provider) or `auto`"
          + " (the host chooses)"),
  /** The privilege level. */
  VMPL("vmpl", Optional.of("0"), "VMPL to mix in: 0 to 3, at least this guest's own"),
  /** The guest's version. */
  GUEST_SVN(
      "guest_svn",
      Optional.of("0"),
      "guest SVN to mix in if `fields` has it: a decimal number, at most this guest's own"),
  /** The firmware's version. */
  TCB_VERSION(
      "tcb_version",
      Optional.of("0000000000000000"),
      "TCB_VERSION to mix in if `fields` has it: its 8 bytes as in a report, 16 hex digits,"
          + " no component above the committed one"),
  /** Tells uses apart. */
  LABEL("label", Optional.of(""), "name that tells keys of one volume apart; empty for none"),
  /** The key's length. */
  LENGTH("length", Optional.of("32"), "length of the key in bytes: 16 to 64");

  private final String spelling;
  private final Optional<String> fallback;
  private final String meaning;

  DeriveKey(String spelling, Optional<String> fallback, String meaning) {
    this.spelling = spelling;
    this.fallback = fallback;
    this.meaning = meaning;
  }

  @Override
  public String spelling() {
    return spelling;
  }

  @Override
  public Optional<String> fallback() {
    return fallback;
  }

  @Override
  public String meaning() {
    return meaning;
  }

  /** The option of the command line. */
  public String option() {
    return "--" + spelling.replace('_', '-');
  }
}
