package dev.sealkeep.policy.hole;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random policies of conditions that holes are about, in one wording or another. */
final class PolicyMixer {
  private static final String DIGEST = "hex\"" + "1d".repeat(48) + '"';
  private static final String FLOOR =
      "tcb(genoa: { bootloader: 10, tee: 0, snp: 23, microcode: 84 },"
          + " milan: { bootloader: 4, tee: 0, snp: 24, microcode: 219 })";

  private static final List<String> SNP =
      List.of(
          "measurement in builds",
          "measurement == " + DIGEST,
          "id_key_digest == " + DIGEST,
          "id_key_digest in builds",
          "host_data in builds",
          "guest_svn >= 3",
          "product in [genoa, turin]",
          "product != milan",
          "policy.debug == false",
          "not policy.migrate_ma",
          "vmpl == 0",
          "vmpl < 2",
          "reported_tcb >= " + FLOOR,
          "committed_tcb >= " + FLOOR,
          "launch_tcb >= " + FLOOR,
          "chip_id in chips",
          "signing_key == vcek",
          "not platform.smt_en",
          "policy.smt",
          "platform.alias_check_complete",
          "crl.present",
          "crl.fresh",
          "collateral.age <= 7d",
          "tpm2.sha256.pcr4 in images",
          "tpm2.tpm.ak_bound_by == ek_certificate",
          "tpm2.tpm.ek_sha256 in fleet",
          "version >= 3");

  private static final List<String> TDX =
      List.of(
          "mr_td in builds",
          "rtmr0 in builds",
          "rtmr1 in builds",
          "rtmr2 in builds",
          "mr_config_id == " + DIGEST,
          "not td_attributes.debug",
          "td_attributes.sept_ve_disable",
          "td_attributes.migratable == false",
          "tcb.status in [up_to_date, sw_hardening_needed]",
          "tcb.status != out_of_date",
          "tcb.advisories in [\"INTEL-SA-00615\"]",
          "event_log.kernel in builds",
          "event_log.secure_boot",
          "any event_log.events { register == 1 and digest in builds }",
          "all event_log.events { register != 1 or digest in builds }",
          "ppid in platforms",
          "crl.fresh",
          "collateral.age <= 30d");

  private static final List<String> TPM =
      List.of(
          "tpm.ak_bound_by in [ek_certificate, enrolled]",
          "tpm.ek_sha256 in fleet",
          "sha256.pcr4 in images",
          "sha256.pcr7 in images",
          "sha256.pcr11 in images",
          "event_log.replayed",
          "event_log.secure_boot",
          "event_log.secure_boot.db in images",
          "event_log.uki.linux in images",
          "event_log.command_line == \"quiet\"",
          "any event_log.events { register == 4 and digest in images }",
          "all event_log.events { register != 4 or digest in images }",
          "crl.fresh");

  private final Random random;

  PolicyMixer(Random random) {
    this.random = random;
  }

  /** What stands within a policy. */
  String items() {
    StringBuilder items = new StringBuilder();
    int clauses = 1 + random.nextInt(3);
    for (int i = 0; i < clauses; i++) {
      switch (random.nextInt(3)) {
        case 0 -> clause("amd-sev-snp", SNP, items);
        case 1 -> clause("intel-tdx", TDX, items);
        default -> clause("tpm2", TPM, items);
      }
    }
    return items.toString();
  }

  private void clause(String technology, List<String> pool, StringBuilder items) {
    List<String> lines = new ArrayList<>();
    int count = random.nextInt(9);
    for (int i = 0; i < count; i++) {
      String condition = pick(pool);
      switch (random.nextInt(8)) {
        case 0 -> lines.add("not not (" + condition + ")");
        case 1 -> lines.add(condition + " or " + pick(pool));
        case 2 -> lines.add("not (not (" + condition + ") or not (" + pick(pool) + "))");
        case 3 ->
            items.append(
                "forbid %s { not (%s) } because \"mixed\"\n".formatted(technology, condition));
        default -> lines.add(condition);
      }
    }
    items.append("permit %s {\n%s\n}\n".formatted(technology, String.join("\n", lines)));
  }

  private String pick(List<String> pool) {
    return pool.get(random.nextInt(pool.size()));
  }
}
