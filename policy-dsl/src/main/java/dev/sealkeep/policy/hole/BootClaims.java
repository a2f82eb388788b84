package dev.sealkeep.policy.hole;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The claims of measured boot, by who measures. Firmware measures the first image before it runs
 * it. Everything later is measured by what was started before, so it is as good as that.
 *
 * <p>Source: TCG PC Client Platform Firmware Profile 1.06; UAPI.5 and UAPI.7.
 */
final class BootClaims {
  private static final List<String> BANKS = List.of("sha256", "sha384");

  /** Of the command line and the initrd together. */
  private static final List<String> UKI_SECTIONS =
      List.of(
          "linux", "osrel", "cmdline", "initrd", "ucode", "splash", "dtb", "uname", "sbat",
          "pcrpkey", "profile", "dtbauto", "hwids");

  private BootClaims() {}

  /** PCRs of both banks. */
  static List<String> registers(String prefix, int... numbers) {
    List<String> claims = new ArrayList<>();
    for (int number : numbers) {
      BANKS.forEach(bank -> claims.add(prefix + bank + ".pcr" + number));
    }
    return claims;
  }

  /** What firmware measures of the first image, beside a register. */
  static List<String> firstImage(String prefix) {
    return named(prefix, "boot_image0", "kernel");
  }

  /** What tells the command line, beside registers. */
  static List<String> commandLine(String prefix) {
    return named(prefix, "command_line_digest", "command_line", "uki.cmdline");
  }

  /** What tells the initrd, beside registers. */
  static List<String> initrd(String prefix) {
    return named(prefix, "initrd", "uki.initrd");
  }

  /** What an image measures of itself and of what it loads, beside registers. */
  static List<String> later(String prefix) {
    List<String> claims =
        new ArrayList<>(
            named(
                prefix,
                "boot_image1",
                "boot_image2",
                "boot_image3",
                "initrd",
                "command_line_digest",
                "command_line"));
    UKI_SECTIONS.forEach(section -> claims.add(prefix + "event_log.uki." + section));
    return claims;
  }

  /** Everything that tells what was booted from a TPM's quote and its log. */
  static List<String> allOf(String prefix) {
    return Stream.of(
            registers(prefix, 4, 7, 8, 9, 11, 12),
            firstImage(prefix),
            named(prefix, "secure_boot.db"),
            later(prefix))
        .flatMap(List::stream)
        .toList();
  }

  private static List<String> named(String prefix, String... names) {
    return Stream.of(names).map(name -> prefix + "event_log." + name).toList();
  }
}
