package dev.sealkeep.policy.hole;

import static dev.sealkeep.policy.hole.HoleSeverity.CRITICAL;
import static dev.sealkeep.policy.hole.HoleSeverity.HIGH;
import static dev.sealkeep.policy.hole.HoleSeverity.MEDIUM;
import static dev.sealkeep.policy.hole.Trait.all;
import static dev.sealkeep.policy.hole.Trait.either;
import static dev.sealkeep.policy.hole.Trait.met;
import static dev.sealkeep.policy.hole.Trait.strange;

import dev.sealkeep.policy.hole.Hole.Way;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** Holes of Nitro, CCA and GPUs. */
final class OtherHoles {
  private static final String NITRO = "AWS Nitro Enclaves user guide, ";
  private static final String TOKEN = "draft-ffm-rats-cca-token, ";
  private static final int COMPONENTS = 16;
  private static final Trait ANY_IMAGE =
      all(
          met("not debug"),
          strange("pcr0"),
          strange("pcr8"),
          either(strange("pcr1"), strange("pcr2")));
  private static final Trait ANY_SIGNED_IMAGE =
      all(met("not debug"), strange("pcr0"), either(strange("pcr1"), strange("pcr2")));

  private OtherHoles() {}

  static List<Hole> holes() {
    return List.of(
        nitroDebug(),
        nitroImage(),
        nitroSigner(),
        nitroParent(),
        lifecycle(),
        realm(),
        realmBoot(),
        realmFirmware(),
        gpuFirmware(),
        gpuAlone());
  }

  private static Hole nitroDebug() {
    return Hole.of(
        "hole.nitro.debug",
        CRITICAL,
        "The enclave may run in debug mode, where its parent instance reads its console and its"
            + " image is not measured.",
        NITRO + "debug mode; PCRs 0 to 2 are zero",
        Way.of(Machines.NITRO, met("debug"), "not debug"));
  }

  private static Hole nitroImage() {
    return Hole.of(
        "hole.nitro.image-unpinned",
        CRITICAL,
        "Any enclave image is let in: neither its digest, nor those of kernel and application, nor"
            + " the certificate that signed it are such as the policy knows.",
        NITRO + "PCR0, PCR1, PCR2 and PCR8",
        Way.of(Machines.NITRO, ANY_IMAGE, "pcr0 in images"));
  }

  private static Hole nitroSigner() {
    return Hole.of(
        "hole.nitro.signer-alone",
        MEDIUM,
        "Every image that the certificate's key ever signed is let in, old ones and other"
            + " applications too; Nitro has no security version. It matters where more than one was"
            + " signed.",
        NITRO + "PCR8",
        Way.of(Machines.NITRO, ANY_SIGNED_IMAGE, "pcr0 in images").unless(ANY_IMAGE));
  }

  private static Hole nitroParent() {
    return Hole.of(
        "hole.nitro.parent-unpinned",
        MEDIUM,
        "The image may run in anybody's account. It matters where the enclave does for its parent"
            + " instance what it is asked to.",
        NITRO + "PCR3 and PCR4",
        Way.of(Machines.NITRO, strange("pcr3", "pcr4"), "pcr3 == sha384\"...\""));
  }

  private static Hole lifecycle() {
    return Hole.of(
        "hole.cca.lifecycle",
        CRITICAL,
        "A platform that is not secured is let in, such as one in debug, whose owner reads the"
            + " memory of realms.",
        TOKEN + "security lifecycle; Arm DEN0137",
        Way.of(
            Machines.CCA,
            met("platform.lifecycle_state != secured"),
            "platform.lifecycle_state == secured"));
  }

  private static Hole realm() {
    return Hole.of(
        "hole.cca.realm-unpinned",
        CRITICAL,
        "Any realm that the host makes is let in: its initial measurement may be any.",
        TOKEN + "realm initial measurement",
        Way.of(
            Machines.CCA,
            strange("realm.initial_measurement"),
            "realm.initial_measurement in realms"));
  }

  private static Hole realmBoot() {
    return Hole.of(
        "hole.cca.boot-unmeasured",
        MEDIUM,
        "The realm's initial measurement is known, but none that it extended. Where the first one"
            + " covers kernel, initrd and command line, there is no hole.",
        TOKEN + "realm extensible measurements",
        Way.of(
                Machines.CCA,
                strange("realm.rem0", "realm.rem1", "realm.rem2", "realm.rem3"),
                "realm.rem0 in realms")
            .unless(strange("realm.initial_measurement")));
  }

  private static Hole realmFirmware() {
    List<String> components = new ArrayList<>();
    IntStream.range(0, COMPONENTS)
        .forEach(
            i -> {
              components.add("platform.sw" + i + "_measurement");
              components.add("platform.sw" + i + "_version");
            });
    return Hole.of(
        "hole.cca.firmware-unpinned",
        HIGH,
        "Monitor and firmware below the realm may be of any version, whatever is known to be wrong"
            + " with it: neither digests nor versions of components are such as the policy knows.",
        TOKEN + "platform software components",
        Way.of(Machines.CCA, strange(components), "platform.sw0_measurement in firmware"));
  }

  private static Hole gpuFirmware() {
    List<String> claims = new ArrayList<>(List.of("vbios_version", "fwid"));
    IntStream.rangeClosed(1, 64).forEach(i -> claims.add("measurement." + i));
    return Hole.of(
        "hole.nvidia.firmware-unpinned",
        HIGH,
        "Firmware of the GPU of any version is let in, whatever is known to be wrong with it.",
        "DMTF DSP0274, MEASUREMENTS; NVIDIA nvtrust, reference integrity manifests",
        Way.of(Machines.NVIDIA, strange(claims), "vbios_version in gpus"));
  }

  private static Hole gpuAlone() {
    return Hole.of(
        "hole.nvidia.gpu-alone",
        HIGH,
        "The GPU stands alone: nothing vouches for the machine that holds it, and the key goes to"
            + " that machine.",
        "NVIDIA nvtrust: the GPU's report is to be judged with that of its confidential VM",
        Way.of(
            Machines.NVIDIA,
            strange(
                "amd_sev_snp.measurement",
                "amd_sev_snp.id_key_digest",
                "intel_tdx.mr_td",
                "azure_vtpm.snp.measurement",
                "azure_vtpm.tdx.mr_td"),
            "amd_sev_snp.measurement in builds"));
  }
}
