package dev.sealkeep.simulator.command;

import dev.sealkeep.simulator.TcbVersion;

/**
 * A TCB for people: {@code snp=25,microcode=84}, components that are left out staying as they are.
 */
final class TcbText {
  private TcbText() {}

  static String of(TcbVersion tcb) {
    String fmc = tcb.product().hasFmc() ? "fmc=" + tcb.fmc() + "," : "";
    return fmc
        + "bootloader=%d,tee=%d,snp=%d,microcode=%d"
            .formatted(tcb.bootloader(), tcb.tee(), tcb.snp(), tcb.microcode());
  }

  static TcbVersion change(TcbVersion base, String text) {
    TcbVersion tcb = base;
    for (String part : text.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals < 0) {
        throw new UsageException("a TCB is written as " + of(base) + ", not '" + text + "'");
      }
      tcb = change(tcb, part.substring(0, equals), number(part.substring(equals + 1)));
    }
    return tcb;
  }

  private static TcbVersion change(TcbVersion tcb, String component, int value) {
    int fmc = component.equals("fmc") ? value : tcb.fmc();
    int bootloader = component.equals("bootloader") ? value : tcb.bootloader();
    int tee = component.equals("tee") ? value : tcb.tee();
    return switch (component) {
      case "snp" -> tcb.withSnp(value);
      case "microcode" -> tcb.withMicrocode(value);
      case "fmc", "bootloader", "tee" ->
          new TcbVersion(tcb.product(), fmc, bootloader, tee, tcb.snp(), tcb.microcode());
      default -> throw new UsageException("no TCB component is named '" + component + "'");
    };
  }

  private static int number(String text) {
    try {
      return Integer.parseInt(text);
    } catch (NumberFormatException e) {
      throw new UsageException("'" + text + "' is no number from 0 to 255");
    }
  }
}
