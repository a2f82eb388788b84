package dev.sealkeep.simulator;

import java.security.GeneralSecurityException;
import java.util.Arrays;

/** Checks reports as a relying party would: with the JDK and the certificate that came along. */
public final class ReportCheck {
  private ReportCheck() {}

  /** Whether the first certificate of {@code table} signed {@code report}. */
  public static boolean signed(byte[] report, byte[] table) throws GeneralSecurityException {
    int offset = little(table, 16);
    byte[] der = Arrays.copyOfRange(table, offset, offset + little(table, 20));
    return ReportTest.verifies(report, TestInstallation.parse(der).getPublicKey());
  }

  private static int little(byte[] bytes, int at) {
    return (bytes[at] & 0xFF)
        | (bytes[at + 1] & 0xFF) << 8
        | (bytes[at + 2] & 0xFF) << 16
        | (bytes[at + 3] & 0xFF) << 24;
  }
}
