package dev.sealkeep.agent.configuration;

import java.util.List;
import java.util.Optional;

/** The keys of the configuration file, with what they mean and what stands for an absent one. */
public enum ConfigurationKey implements PropertyKey {
  /** The escrow's addresses. */
  ENDPOINTS(
      "endpoints",
      Optional.empty(),
      "comma-separated https URLs of the escrow, tried in order; at most 16"),
  /** Who may vouch for them. */
  CA(
      "ca",
      Optional.empty(),
      "PEM file of the certificate authorities that may vouch for the endpoints;"
          + " a relative path starts at the configuration file"),
  /** The log root. */
  LOG_ROOT(
      "log_root",
      Optional.empty(),
      "verifier key of the log root (C2SP vkey text), which certifies the log's keys"),
  /** The tenant. */
  TENANT("tenant", Optional.empty(), "name of the tenant"),
  /** The tenant's secret. */
  TENANT_PIN(
      "tenant_pin", Optional.empty(), "SHA-256 of the tenant's secret, 64 lower-case hex digits"),
  /** The key. */
  KEY("key", Optional.empty(), "name of the key wanted"),
  /** The volume. */
  VOLUME("volume", Optional.of(""), "name of the volume that the key opens; empty for none"),
  /** Where keys come from. */
  MODE(
      "mode",
      Optional.of("escrow"),
      "where the keys of an encrypted disk come from: `escrow`, `escrow-or-derived`, `split` or"
          + " `derived`"),
  /** Who may recover an encrypted disk. */
  RECOVERY(
      "recovery",
      Optional.of(""),
      "recipient of age, `age1` and so on, who can open enrolled disks without anything else; empty"
          + " for none"),
  /** Where a derived key begins. */
  DERIVE_KEY(
      "derive_key",
      Optional.of("vcek"),
      "root of derived keys: `vcek` (the chip) or `vlek` (the provider)"),
  /** What derived keys are bound to besides. */
  DERIVE_FIELDS(
      "derive_fields",
      Optional.of(""),
      "comma-separated guest fields that are mixed into derived keys beside guest_policy,"
          + " measurement and tcb_version: image_id, family_id, guest_svn; empty for none"),
  /** The privilege level of derived keys. */
  DERIVE_VMPL(
      "derive_vmpl",
      Optional.of("0"),
      "VMPL that is mixed into derived keys: 0 to 3, at least this guest's own"),
  /** The oldest firmware. */
  DERIVE_MIN_TCB(
      "derive_min_tcb",
      Optional.of("0000000000000000"),
      "oldest TCB_VERSION that a derived key may be bound to, component by component: its 8 bytes"
          + " as in a report, 16 hex digits"),
  /** The weakest KEM. */
  MIN_KEM("min_kem", Optional.of("x-wing"), "weakest KEM that is accepted: `x-wing` or `x25519`"),
  /** Who may vouch for the guest. */
  TECHNOLOGIES(
      "technologies",
      Optional.empty(),
      "comma-separated technology tags that may vouch for this guest, most wanted first; `+`"
          + " between tags wants all of them together, and the first then binds the others, as in"
          + " `amd-sev-snp+tpm2`"),
  /** How long to try. */
  DEADLINE(
      "deadline",
      Optional.of("60s"),
      "how long one run may take: a number and `ms`, `s` or `m`; at most `60m`; `15s` stands for an"
          + " absent one under `mode = escrow-or-derived`, where the processor opens the disk"
          + " then"),
  /** Which interface. */
  DEVICE(
      "device",
      Optional.of(DeviceSettings.DEFAULT.choice().spelling()),
      "interface to an SEV-SNP device: `configfs-tsm`, `sev-guest`,"
          + " or `auto` for the first of them that is there"),
  /** Where configfs-tsm is. */
  TSM_PATH(
      "tsm_path",
      Optional.of(DeviceSettings.DEFAULT.tsm().toString()),
      "folder of configfs-tsm for reports"),
  /** Where the character device is. */
  SEV_GUEST_PATH(
      "sev_guest_path",
      Optional.of(DeviceSettings.DEFAULT.sevGuest().toString()),
      "the SEV-SNP character device"),
  /** Where the TPM is. */
  TPM_PATH(
      "tpm_path",
      Optional.of(TpmSettings.DEFAULT.device().toString()),
      "character device of a TPM 2.0, or a Unix socket that takes its commands"),
  /** What signs a TPM's quotes. */
  TPM_AK(
      "tpm_ak",
      Optional.of("ecc"),
      "key that signs the TPM's quotes: `ecc` or `rsa` makes one below the endorsement key,"
          + " a handle such as `0x81000003` takes a persistent one"),
  /** What is quoted. */
  TPM_PCRS(
      "tpm_pcrs",
      Optional.of("sha256:0-15"),
      "PCRs to quote: a bank and its PCRs, further banks behind `+`, as in"
          + " `sha256:0-7,11+sha384:0`"),
  /** What vouches for the TPM beside what is in it. */
  TPM_EK_CERTIFICATES(
      "tpm_ek_certificates",
      Optional.of(""),
      "file of certificates of the endorsement key and its issuers, DER or PEM, sent beside those"
          + " that the TPM holds"),
  /** Where Gramine's files are. */
  GRAMINE_PATH(
      "gramine_path",
      Optional.of(DeviceSettings.DEFAULT.gramine().toString()),
      "folder of Gramine's attestation files, in an SGX enclave"),
  /** Who makes TD quotes on Azure. */
  AZURE_METADATA(
      "azure_metadata",
      Optional.of(DeviceSettings.DEFAULT.azureMetadata().toString()),
      "http URL of Azure's metadata service, which makes TD quotes there: no more than a host and"
          + " a port"),
  /** Which logs go along. */
  EVENT_LOGS(
      "event_logs",
      Optional.of("auto"),
      "comma-separated event logs to send beside a TPM's or TDX's evidence; `auto` for the"
          + " firmware's if it is there, `none` for none"),
  /** What is extended once a key was used. */
  EXTEND(
      "extend",
      Optional.of(""),
      "register that is extended once the key was used, so that a policy can give it once a boot:"
          + " `tpm:0` to `tpm:15`, as software resets or may not extend the others, or `rtmr:2`,"
          + " `rtmr:3`; empty for none");

  /** The keys that mean something only where the escrow is asked. */
  public static final List<ConfigurationKey> ESCROW =
      List.of(ENDPOINTS, CA, LOG_ROOT, TENANT, TENANT_PIN, KEY, MIN_KEM, TECHNOLOGIES, DEADLINE);

  /** The keys that say what every derivation has to be bound to. */
  public static final List<ConfigurationKey> DERIVATION =
      List.of(DERIVE_KEY, DERIVE_FIELDS, DERIVE_VMPL, DERIVE_MIN_TCB);

  /** The keys that say where devices are and how they are used. */
  public static final List<ConfigurationKey> DEVICES =
      List.of(
          DEVICE,
          TSM_PATH,
          SEV_GUEST_PATH,
          TPM_PATH,
          TPM_AK,
          TPM_PCRS,
          TPM_EK_CERTIFICATES,
          GRAMINE_PATH,
          AZURE_METADATA,
          EVENT_LOGS,
          EXTEND);

  private final String spelling;
  private final Optional<String> fallback;
  private final String meaning;

  ConfigurationKey(String spelling, Optional<String> fallback, String meaning) {
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
}
