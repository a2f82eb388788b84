package dev.sealkeep.evidence.eventlog;

import dev.sealkeep.policy.claim.ClaimValue;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The images that the firmware loaded, PCR 4: each event's digest is the image's Authenticode hash,
 * and the n-th is the n-th image. An image that ran may extend the register further, so only an
 * image's place, counted from the start, is proven; whatever is not plainly something else counts
 * as an image, because the log's types prove nothing.
 */
final class BootImages {
  /** How many images have a claim of their own. */
  static final int MOST = 4;

  private static final List<String> ACTIONS =
      List.of(
          "Calling EFI Application from Boot Option",
          "Returning from EFI Application from Boot Option",
          "Exit Boot Services Invocation",
          "Exit Boot Services Returned with Failure",
          "Exit Boot Services Returned with Success");
  private static final String EXIT = ACTIONS.get(2);
  private static final String EXITED = ACTIONS.getLast();
  private static final byte[] GPT = "EFI PART".getBytes(StandardCharsets.US_ASCII);

  private BootImages() {}

  static Map<String, ClaimValue> claims(ReplayedLog log) {
    Map<String, ClaimValue> claims = new LinkedHashMap<>();
    if (log.proves(5)) {
      boolean exited = log.events(5).stream().anyMatch(e -> log.measures(e, EXITED));
      claims.put("event_log.exit_boot_services", new ClaimValue.Bool(exited));
    }
    if (log.proves(4)) {
      List<byte[]> images = images(log);
      claims.put("event_log.boot_images", new ClaimValue.Int(images.size()));
      for (int i = 0; i < Math.min(MOST, images.size()); i++) {
        claims.put("event_log.boot_image" + i, ClaimValue.Bytes.of(images.get(i)));
      }
      if (images.size() == 1) {
        claims.put("event_log.kernel", ClaimValue.Bytes.of(images.getFirst()));
      }
    }
    return claims;
  }

  /** The digests; in a register of a TD, where the exit is seen too, those before it. */
  static List<byte[]> images(ReplayedLog log) {
    List<byte[]> images = new ArrayList<>();
    for (LoggedEvent event : log.events(4)) {
      if (!log.isPcr() && log.measures(event, EXIT)) {
        return images;
      }
      if (!isPlainlyElse(log, event)) {
        images.add(event.digests().getOrDefault(log.hash(), new byte[0]));
      }
    }
    return images;
  }

  private static boolean isPlainlyElse(ReplayedLog log, LoggedEvent event) {
    return log.isSeparator(event)
        || ACTIONS.stream().anyMatch(action -> log.measures(event, action))
        || (event.dataIsMeasured(log.hash()) && startsWith(event.data(), GPT))
        || isVariable(log, event);
  }

  /**
   * A boot variable's digest covers its data alone, or in newer firmware the whole structure. PCR 4
   * has none of them; a TD's firmware may put them beside the images.
   */
  private static boolean isVariable(ReplayedLog log, LoggedEvent event) {
    return !log.isPcr()
        && EfiVariable.parse(event.data())
            .filter(BootVariable::isWellFormed)
            .filter(v -> event.dataIsMeasured(log.hash()) || log.measures(event, v.data()))
            .isPresent();
  }

  private static boolean startsWith(byte[] data, byte[] start) {
    return data.length >= start.length
        && Arrays.equals(data, 0, start.length, start, 0, start.length);
  }
}
