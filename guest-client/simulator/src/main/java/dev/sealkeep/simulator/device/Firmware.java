package dev.sealkeep.simulator.device;

import dev.sealkeep.simulator.RunningGuest;
import dev.sealkeep.simulator.fault.Errno;
import dev.sealkeep.simulator.fault.FaultEffect;
import dev.sealkeep.simulator.fault.FaultPlan;
import dev.sealkeep.simulator.fault.FaultTarget;
import dev.sealkeep.simulator.fault.SimulatorGoneException;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * The driver's channel to firmware, faults included. An exchange that fails disables the VMPCK,
 * lest an IV be used twice, and from then on every exchange fails with ENOTTY; only the
 * hypervisor's INVALID_LEN does not, since the driver then completes the exchange without
 * certificates. Guarded by its driver.
 */
final class Firmware {
  static final int PAGE_BYTES = 4096;

  private final SnpMessages messages;
  private final FaultPlan faults;
  private final Consumer<String> problems;
  private boolean vmpckDisabled;

  Firmware(RunningGuest guest, FaultPlan faults, Consumer<String> problems) {
    this.messages = new SnpMessages(guest);
    this.faults = faults;
    this.problems = problems;
  }

  /** MSG_REPORT_REQ. */
  Exchange report(byte[] message) throws SimulatorGoneException {
    return exchange(
        FaultTarget.REPORT,
        0,
        effect -> Exchange.answered(answer(message, effect).response(), none()));
  }

  /** MSG_REPORT_REQ with the host's certificates, for which the caller has that many pages. */
  Exchange extendedReport(byte[] message, int pages) throws SimulatorGoneException {
    return exchange(
        FaultTarget.EXT_REPORT,
        pages,
        effect -> {
          SnpMessages.Extended answer = answer(message, effect);
          int needed = pages(answer.certificates());
          return needed > pages
              ? Exchange.tooFewPages(needed)
              : Exchange.answered(answer.response(), answer.certificates());
        });
  }

  /** MSG_KEY_REQ; the caller wipes the response. */
  Exchange key(int version, byte[] message) throws SimulatorGoneException {
    return exchange(
        FaultTarget.KEY,
        0,
        effect -> {
          byte[] response = messages.key(version, message);
          effect.ifPresent(
              fault -> damage(response, SnpMessages.KEY_OFFSET, response.length, fault));
          return Exchange.answered(response, none());
        });
  }

  private interface Answer {
    Exchange to(Optional<FaultEffect> effect) throws IOException;
  }

  private Exchange exchange(FaultTarget target, int pages, Answer answer)
      throws SimulatorGoneException {
    if (vmpckDisabled) {
      return Exchange.failed(Errno.ENOTTY, Exchange.NO_FIRMWARE_CALL);
    }
    Optional<FaultEffect> effect = faults.next(target);
    Exchange exchange =
        switch (effect.orElse(null)) {
          case FaultEffect.Fails(Errno errno) -> failed(errno);
          case FaultEffect.Firmware(int code) ->
              Exchange.failed(Errno.EIO, Integer.toUnsignedLong(code));
          case FaultEffect.Hypervisor(int code) -> refusedByHypervisor(code, pages);
          case FaultEffect.Status(int code) ->
              Exchange.answered(SnpMessages.status(responseBytes(target), code), none());
          case null, default -> answered(answer, effect);
        };
    vmpckDisabled = exchange.error().isPresent() && !keepsVmpck(exchange);
    return exchange;
  }

  private Exchange answered(Answer answer, Optional<FaultEffect> effect) {
    try {
      return answer.to(effect);
    } catch (IOException e) {
      problems.accept("the machine cannot be read: " + e.getMessage());
      return Exchange.failed(Errno.EIO, Exchange.NO_FIRMWARE_CALL);
    }
  }

  private static Exchange failed(Errno errno) {
    return switch (errno) {
      case ETIMEDOUT -> Exchange.hypervisorFailed(errno, Exchange.BUSY);
      // Firmware succeeded, so exitinfo2 is zero; its response does not authenticate.
      case EBADMSG -> Exchange.failed(errno, 0);
      default -> Exchange.failed(errno, Exchange.NO_FIRMWARE_CALL);
    };
  }

  private static Exchange refusedByHypervisor(int code, int pages) {
    return switch (code) {
      case Exchange.INVALID_LEN -> Exchange.tooFewPages(pages + 1);
      // The driver itself asks again for 60 seconds.
      case Exchange.BUSY -> Exchange.hypervisorFailed(Errno.ETIMEDOUT, code);
      default -> Exchange.hypervisorFailed(Errno.EIO, code);
    };
  }

  /** EIO, EBADMSG, ETIMEDOUT and ENOTTY end an exchange; other errors come before it. */
  private static boolean keepsVmpck(Exchange exchange) {
    return switch (exchange.error().orElseThrow()) {
      case EIO -> exchange.certificatePages() > 0;
      case EBADMSG, ETIMEDOUT, ENOTTY -> false;
      default -> true;
    };
  }

  private SnpMessages.Extended answer(byte[] message, Optional<FaultEffect> effect)
      throws IOException {
    byte[] asked = message.clone();
    if (effect.isPresent() && effect.get() instanceof FaultEffect.WrongData) {
      for (int i = 0; i < 64; i++) {
        asked[i] = (byte) ~asked[i];
      }
    }
    SnpMessages.Extended answer = messages.report(asked);
    byte[] certificates =
        effect.isPresent() && effect.get() instanceof FaultEffect.NoCertificates
            ? none()
            : answer.certificates();
    byte[] response = answer.response();
    effect.ifPresent(
        fault -> {
          if (fault instanceof FaultEffect.Shortened(int bytes)) {
            SnpMessages.little(response).putInt(SnpMessages.REPORT_SIZE_OFFSET, bytes);
          }
          int size = SnpMessages.little(answer.response()).getInt(SnpMessages.REPORT_SIZE_OFFSET);
          int end = Math.min(SnpMessages.REPORT_OFFSET + size, response.length);
          damage(response, SnpMessages.REPORT_OFFSET, end, fault);
        });
    return new SnpMessages.Extended(response, certificates);
  }

  private static void damage(byte[] response, int from, int to, FaultEffect fault) {
    switch (fault) {
      case FaultEffect.Zero _ -> Arrays.fill(response, from, to, (byte) 0);
      case FaultEffect.Garbled _ -> response[from + (to - from) / 2] ^= 1;
      case FaultEffect.Shortened _ -> Arrays.fill(response, to, response.length, (byte) 0);
      default -> {}
    }
  }

  private static int responseBytes(FaultTarget target) {
    return target == FaultTarget.KEY
        ? SnpMessages.KEY_RESPONSE_BYTES
        : SnpMessages.REPORT_RESPONSE_BYTES;
  }

  private static int pages(byte[] certificates) {
    return (certificates.length + PAGE_BYTES - 1) / PAGE_BYTES;
  }

  private static byte[] none() {
    return new byte[0];
  }
}
