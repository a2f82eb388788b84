package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.device.Patience;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.evidence.StoredEvidence;
import dev.sealkeep.agent.exchange.EscrowClient;
import dev.sealkeep.agent.exchange.EvidenceChoice;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.ReleaseExchange;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.TrustAnchors;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.log.NextBoot;
import dev.sealkeep.protocol.message.MessageLimits;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * Fetches a key for whichever command, and tells a person why there is none.
 *
 * @param messages where that goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record KeyFetch(Messages messages, Devices devices, Timing timing) {
  /** What came of it. */
  sealed interface Result {
    /** A key, which the caller closes. */
    record Key(GetOutcome.Released released) implements Result {}

    /** No key; it was said why. */
    record Ended(ExitStatus status) implements Result {}
  }

  /** What came of a question about the next boot. */
  sealed interface Foretelling {
    /** The escrow's answer. */
    record Answer(GetOutcome.Foretold foretold) implements Foretelling {}

    /** No answer; it was said why. */
    record Ended(ExitStatus status) implements Foretelling {}
  }

  /**
   * Asks the escrow.
   *
   * @param stored evidence to send in place of the devices'
   */
  Result fetch(
      GuestConfiguration configuration,
      DeviceSettings settings,
      Optional<Path> stored,
      Wanted wanted)
      throws InterruptedException {
    return switch (ask(configuration, settings, stored, wanted)) {
      case Answer.Unasked(ExitStatus status) -> new Result.Ended(status);
      case Answer.Asked(GetOutcome.Released released) -> new Result.Key(released);
      case Answer.Asked(GetOutcome other) -> new Result.Ended(report(other));
    };
  }

  /** Asks the escrow about the next boot. */
  Foretelling foretell(GuestConfiguration configuration, DeviceSettings settings, NextBoot question)
      throws InterruptedException {
    return switch (ask(configuration, settings, Optional.empty(), Wanted.preflight(question))) {
      case Answer.Unasked(ExitStatus status) -> new Foretelling.Ended(status);
      case Answer.Asked(GetOutcome.Foretold foretold) -> new Foretelling.Answer(foretold);
      case Answer.Asked(GetOutcome other) -> new Foretelling.Ended(report(other));
    };
  }

  /** What asking the escrow came to. */
  sealed interface Answer {
    /** It was asked, of which nothing was said yet. */
    record Asked(GetOutcome outcome) implements Answer {}

    /** It could not be asked; it was said why. */
    record Unasked(ExitStatus status) implements Answer {}
  }

  /**
   * Asks the escrow, and says nothing of what it answers.
   *
   * @param stored evidence to send in place of the devices'
   */
  Answer ask(
      GuestConfiguration configuration,
      DeviceSettings settings,
      Optional<Path> stored,
      Wanted wanted)
      throws InterruptedException {
    Optional<SSLContext> tls = TrustAnchors.context(configuration.ca());
    if (tls.isEmpty()) {
      return new Answer.Unasked(
          messages.usage(
              "`ca` names %s, which holds no PEM certificate".formatted(configuration.ca())));
    }
    List<EvidenceSource> found =
        stored
            .map(path -> StoredEvidence.of(configuration.technologies().getFirst(), path))
            .orElseGet(() -> devices.sources(settings, Patience.within(configuration.deadline())));
    EvidenceChoice evidence = EvidenceChoice.of(configuration.technologies(), found);
    try (EscrowClient client = new EscrowClient(tls.get(), MessageLimits.BODY_BYTES)) {
      return new Answer.Asked(
          new ReleaseExchange(configuration, wanted, evidence, client, new SecureRandom(), timing)
              .run());
    }
  }

  /**
   * Asks the escrow for a key that is given away at once, and extends what the configuration names
   * before that: what the key opens could ask again.
   *
   * @param stored evidence to send in place of the devices'
   */
  Result fetchForUse(
      GuestConfiguration configuration,
      DeviceSettings settings,
      Optional<Path> stored,
      Wanted wanted)
      throws InterruptedException {
    Result result = fetch(configuration, settings, stored, wanted);
    if (settings.extend().isEmpty() || !(result instanceof Result.Key(var released))) {
      return result;
    }
    try {
      devices.extend(settings, settings.extend().get());
      return result;
    } catch (DeviceException failed) {
      released.key().close();
      messages.say("the key was released and not used: " + failed.problem().display());
      return new Result.Ended(ExitStatus.NO_EVIDENCE);
    }
  }

  /** Tells a person why there is no key, or no answer. */
  ExitStatus report(GetOutcome outcome) {
    return switch (outcome) {
      case GetOutcome.Released _, GetOutcome.Foretold _ ->
          throw new IllegalStateException("what was asked for needs no excuse");
      case GetOutcome.Denied denied -> {
        messages.say(
            "the escrow denied the key; asking again will not help.",
            denied
                .decision()
                .map(id -> "Ask the tenant to look up decision %s.".formatted(id))
                .orElse("It named no decision: check tenant, key and volume."));
        yield ExitStatus.DENIED;
      }
      case GetOutcome.Unreachable(String detail) -> {
        messages.say("no escrow could be asked before the deadline: " + detail, "Try again later.");
        yield ExitStatus.UNAVAILABLE;
      }
      case GetOutcome.Postponed(String detail) -> {
        messages.say(
            "the escrow answered and did not decide before the deadline: " + detail,
            "Try again later.");
        yield ExitStatus.UNAVAILABLE;
      }
      case GetOutcome.Untrusted(String code, String detail) -> {
        messages.say(
            "the answer is not to be trusted (%s): %s".formatted(code, detail),
            "Check the configuration's pins; if they are right, somebody is in between.");
        yield ExitStatus.UNTRUSTED;
      }
      case GetOutcome.NoEvidence(String detail) -> {
        messages.say("no evidence: " + detail);
        yield ExitStatus.NO_EVIDENCE;
      }
    };
  }
}
