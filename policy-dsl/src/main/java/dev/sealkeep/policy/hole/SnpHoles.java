package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.HoleSeverity.CRITICAL;
import static dev.sealkeep.policy.hole.HoleSeverity.HIGH;
import static dev.sealkeep.policy.hole.HoleSeverity.LOW;
import static dev.sealkeep.policy.hole.HoleSeverity.MEDIUM;
import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.missing;
import static dev.sealkeep.policy.hole.Trait.strange;
import static dev.sealkeep.policy.hole.Trait.zero;

import dev.sealkeep.policy.hole.Hole.Way;
import java.util.List;

/**
 * Holes of SEV-SNP, alone and below a vTPM.
 *
 * <p>Which TCB closes what: REPORTED_TCB selects the key that signs the report, so it alone is
 * vouched for by a certificate; a key of an older TCB, once extracted, signs any report, and any
 * COMMITTED_TCB or CURRENT_TCB in it. Firmware keeps REPORTED at or below COMMITTED, so a floor on
 * REPORTED is one on COMMITTED too. A floor on the others leaves REPORTED to the host. LAUNCH_TCB
 * is the TCB at launch: a guest that was launched below the floor keeps running when the firmware
 * under it is replaced.
 */
final class SnpHoles {
  private static final String ABI = "AMD 56860, ";
  private static final String KEY = "id_key_digest == sha384\"...\"";
  private static final String SOME_MEND =
      "tcb(milan: { bootloader: 0, tee: 0, snp: 1, microcode: 1 },"
          + " genoa: { bootloader: 0, tee: 0, snp: 1, microcode: 1 },"
          + " turin: { fmc: 0, bootloader: 0, tee: 0, snp: 1, microcode: 1 })";
  private static final List<String> BOOT = BootClaims.allOf("tpm2.");

  private SnpHoles() {}

  static List<Hole> holes() {
    return List.of(
        debug(),
        measurement(),
        migration(),
        level(),
        noFloor(),
        wrongFloor(),
        product(),
        hostData(),
        idBlock(),
        firmwareAlone(),
        bootUnmeasured(),
        launchTcb(),
        multithreading(),
        aliases());
  }

  private static Hole debug() {
    return Hole.of(
        "hole.snp.debug",
        CRITICAL,
        "The host may debug the guest: it reads and writes all of the guest's memory, and with it"
            + " the key.",
        ABI + "table POLICY, DEBUG",
        Way.of(Machines.SNP, met("policy.debug"), "not policy.debug"),
        Way.of(Machines.AZURE_SNP, met("snp.policy.debug"), "not snp.policy.debug"),
        Way.of(Machines.SVSM, met("snp.policy.debug"), "not snp.policy.debug"));
  }

  private static Hole measurement() {
    return Hole.of(
        "hole.snp.measurement-unpinned",
        CRITICAL,
        "Any software that the host launches is let in: neither its measurement nor the key that"
            + " signed its ID block is one that the policy knows. Under a vTPM that software makes"
            + " the TPM, so PCRs prove nothing.",
        ABI + "MEASUREMENT and ID_BLOCK; SECURITY.md",
        Way.of(Machines.SNP, measurementUnpinned(""), "measurement in builds"),
        Way.of(Machines.AZURE_SNP, measurementUnpinned("snp."), "snp.measurement in firmware"),
        Way.of(Machines.SVSM, measurementUnpinned("snp."), "snp.measurement in firmware"));
  }

  /** Nobody that the policy knows vouches for what was launched. */
  private static Trait measurementUnpinned(String prefix) {
    return all(strange(prefix + "measurement"), unsigned(prefix));
  }

  /** The ID block, if there is one, is signed by a key that the policy does not know. */
  private static Trait unsigned(String prefix) {
    return all(
        strangeOrZero(prefix + "id_key_digest"), strangeOrZero(prefix + "author_key_digest"));
  }

  private static Trait strangeOrZero(String claim) {
    return either(strange(claim), zero(claim));
  }

  private static Hole migration() {
    return Hole.of(
        "hole.snp.migration-agent",
        HIGH,
        "The host may associate a migration agent, which is given the guest's memory; the policy"
            + " says of no agent that it may.",
        ABI + "table POLICY, MIGRATE_MA",
        Way.of(Machines.SNP, migrates(""), "not policy.migrate_ma"),
        Way.of(Machines.AZURE_SNP, migrates("snp."), "not snp.policy.migrate_ma"),
        Way.of(Machines.SVSM, migrates("snp."), "not snp.policy.migrate_ma"));
  }

  private static Trait migrates(String prefix) {
    return all(met(prefix + "policy.migrate_ma"), strange(prefix + "report_id_ma"));
  }

  private static Hole level() {
    return Hole.of(
        "hole.snp.vmpl-unpinned",
        HIGH,
        "Software at a lower privilege level asks for the key: the measurement is that of what runs"
            + " at VMPL 0, such as an SVSM, and says nothing of who asked.",
        ABI + "VMPL; AMD 58019",
        Way.of(Machines.SNP, met("vmpl != 0"), "vmpl == 0"));
  }

  private static Hole noFloor() {
    return Hole.of(
        "hole.snp.tcb-unfloored",
        HIGH,
        "Firmware or microcode of any age is let in, whatever is known to be wrong with it. A host"
            + " can go back to one with a published fault, and extract the key that signs reports.",
        ABI + "table TCB_VERSION",
        Way.of(Machines.SNP, old("", "reported", "committed", "current"), floor("reported_tcb")),
        Way.of(
            Machines.AZURE_SNP,
            old("snp.", "reported", "committed", "current"),
            floor("snp.reported_tcb")),
        Way.of(
            Machines.SVSM,
            old("snp.", "reported", "committed", "current"),
            floor("snp.reported_tcb")));
  }

  private static Hole wrongFloor() {
    return Hole.of(
        "hole.snp.tcb-wrong-floor",
        HIGH,
        "There is a floor, but not on reported_tcb. The key that signs the report is derived from"
            + " reported_tcb, which the host sets; one extracted from older firmware signs a report"
            + " with any other TCB in it.",
        ABI + "REPORTED_TCB, SNP_CONFIG; AMD 57230",
        Way.of(Machines.SNP, old("", "reported"), floor("reported_tcb"))
            .unless(old("", "reported", "committed", "current")),
        Way.of(Machines.AZURE_SNP, old("snp.", "reported"), floor("snp.reported_tcb"))
            .unless(old("snp.", "reported", "committed", "current")),
        Way.of(Machines.SVSM, old("snp.", "reported"), floor("snp.reported_tcb"))
            .unless(old("snp.", "reported", "committed", "current")));
  }

  private static String floor(String claim) {
    return claim + " >= tcb(genoa: { bootloader: 10, tee: 0, snp: 23, microcode: 84 }, ...)";
  }

  /** Each of the vectors lacks every mend of the SNP firmware or of the microcode. */
  private static Trait old(String prefix, String... which) {
    Trait[] vectors = new Trait[which.length];
    for (int i = 0; i < which.length; i++) {
      vectors[i] = met("not " + prefix + which[i] + "_tcb >= " + SOME_MEND);
    }
    return all(vectors);
  }

  private static Hole product() {
    return Hole.of(
        "hole.snp.product-unconstrained",
        HIGH,
        "A Milan chip is let in, whichever one: the seeds of its keys can be extracted with a"
            + " voltage glitch, and the keys then sign any report.",
        "Buhren, Jacob, Krachenfels, Seifert: One Glitch to Rule Them All (CCS 2021)",
        Way.of(Machines.SNP, anyMilan(""), "product in [genoa, turin]"),
        Way.of(Machines.AZURE_SNP, anyMilan("snp."), "snp.product in [genoa, turin]"),
        Way.of(Machines.SVSM, anyMilan("snp."), "snp.product in [genoa, turin]"));
  }

  private static Trait anyMilan(String prefix) {
    return all(met(prefix + "product == milan"), strange(prefix + "chip_id"));
  }

  private static Hole hostData() {
    return Hole.of(
        "hole.snp.host-data-trusted",
        MEDIUM,
        "HOST_DATA tells this guest from others, but it is what the host wrote at launch, and no"
            + " key that the policy knows signed what was launched. It holds only if the measured"
            + " guest itself checks what HOST_DATA stands for.",
        ABI + "HOST_DATA, SNP_LAUNCH_FINISH",
        Way.of(Machines.SNP, unsigned(""), KEY)
            .unless(all(unsigned(""), strangeOrZero("host_data"))),
        Way.of(Machines.AZURE_SNP, unsigned("snp."), "snp." + KEY)
            .unless(all(unsigned("snp."), strangeOrZero("snp.host_data"))),
        Way.of(Machines.SVSM, unsigned("snp."), "snp." + KEY)
            .unless(all(unsigned("snp."), strangeOrZero("snp.host_data"))));
  }

  private static Hole idBlock() {
    return Hole.of(
        "hole.snp.id-block-unsigned",
        HIGH,
        "FAMILY_ID, IMAGE_ID or GUEST_SVN tell this guest from others, but the policy does not say"
            + " whose key signed the ID block that they come from: the host signs one of its own.",
        ABI + "tables ID_BLOCK and ID_AUTH_INFO",
        Way.of(Machines.SNP, unsigned(""), KEY).unless(all(unsigned(""), anyIdBlock(""))),
        Way.of(Machines.AZURE_SNP, unsigned("snp."), "snp." + KEY)
            .unless(all(unsigned("snp."), anyIdBlock("snp."))),
        Way.of(Machines.SVSM, unsigned("snp."), "snp." + KEY)
            .unless(all(unsigned("snp."), anyIdBlock("snp."))));
  }

  private static Trait anyIdBlock(String prefix) {
    return all(
        strangeOrZero(prefix + "family_id"),
        strangeOrZero(prefix + "image_id"),
        zero(prefix + "guest_svn"));
  }

  private static Hole firmwareAlone() {
    return Hole.of(
        "hole.snp.firmware-alone",
        MEDIUM,
        "Nothing but the measurement tells this guest from others. Where it is that of firmware"
            + " which a provider gives to every customer, any customer's guest has it. Where"
            + " kernel, initrd and command line are part of it, there is no hole.",
        ABI + "MEASUREMENT; launch digests of EC2 and Google Compute Engine are of their firmware",
        Way.of(Machines.SNP, all(unsigned(""), strange("chip_id", "report_id"), strange(BOOT)), KEY)
            .unless(measurementUnpinned("")));
  }

  private static Hole bootUnmeasured() {
    return Hole.of(
        "hole.snp.boot-unmeasured",
        MEDIUM,
        "A key that the policy knows signed the launch, but nothing says which kernel, initrd and"
            + " command line the firmware went on to load. Where they are part of the measurement,"
            + " there is no hole.",
        "Launch digests without hashes of the kernel (OVMF, SEV hash table)",
        Way.past(
                Machines.SNP,
                strange(BOOT),
                "kernel, initrd and command line in the measurement, or a clause for svsm-vtpm in"
                    + " place of this one")
            .unless(
                measurementUnpinned(""),
                all(unsigned(""), strange("chip_id", "report_id"), strange(BOOT))));
  }

  private static Hole launchTcb() {
    return Hole.of(
        "hole.snp.tcb-at-launch",
        LOW,
        "A guest that was launched under old firmware, and may have been tampered with then, is let"
            + " in once newer firmware runs below it.",
        ABI + "LAUNCH_TCB, DOWNLOAD_FIRMWARE_EX",
        Way.of(Machines.SNP, old("", "launch"), floor("launch_tcb")),
        Way.of(Machines.AZURE_SNP, old("snp.", "launch"), floor("snp.launch_tcb")),
        Way.of(Machines.SVSM, old("snp.", "launch"), floor("snp.launch_tcb")));
  }

  private static Hole multithreading() {
    return Hole.of(
        "hole.snp.smt",
        LOW,
        "Simultaneous multithreading is on: the other thread of a core shares caches and buffers"
            + " with the guest, which side channels use.",
        ABI + "table POLICY, SMT; PLATFORM_INFO, SMT_EN",
        Way.of(Machines.SNP, smt(""), "not platform.smt_en"),
        Way.of(Machines.AZURE_SNP, smt("snp."), "not snp.platform.smt_en"),
        Way.of(Machines.SVSM, smt("snp."), "not snp.platform.smt_en"));
  }

  private static Trait smt(String prefix) {
    return met(prefix + "policy.smt and " + prefix + "platform.smt_en");
  }

  private static Hole aliases() {
    return Hole.of(
        "hole.snp.alias-unchecked",
        LOW,
        "Nothing says that memory was checked for aliases: memory modules that lie about their size"
            + " let the host write where the guest's memory is.",
        "De Meulemeester et al.: BadRAM (2025); AMD-SB-3015; " + ABI + "ALIAS_CHECK_COMPLETE",
        Way.of(Machines.SNP, unchecked(""), "platform.alias_check_complete"),
        Way.of(Machines.AZURE_SNP, unchecked("snp."), "snp.platform.alias_check_complete"),
        Way.of(Machines.SVSM, unchecked("snp."), "snp.platform.alias_check_complete"));
  }

  private static Trait unchecked(String prefix) {
    String claim = prefix + "platform.alias_check_complete";
    return either(missing(claim), met("not " + claim));
  }
}
