package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationOutcome;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.device.Patience;
import dev.sealkeep.agent.evidence.StoredEvidence;
import dev.sealkeep.agent.exchange.EscrowClient;
import dev.sealkeep.agent.exchange.EvidenceChoice;
import dev.sealkeep.agent.exchange.GetOutcome;
import dev.sealkeep.agent.exchange.ReleaseExchange;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.TrustAnchors;
import dev.sealkeep.agent.output.KeyOutput;
import dev.sealkeep.protocol.evidence.EvidenceSource;
import dev.sealkeep.protocol.message.MessageLimits;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;

/**
 * {@code sealkeep-guest get}: fetches the key and writes it, and tells a person what happened in
 * one or two lines.
 *
 * @param out where a key for standard output goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 * @param timing the clock and its pauses
 */
record GetCommand(OutputStream out, Messages messages, Devices devices, Timing timing) {

  ExitStatus run(CommandLine.Get arguments) throws InterruptedException {
    Path config = Path.of(arguments.config());
    KeyOutput output = KeyOutput.of(arguments.output(), out);
    Optional<Path> stored = arguments.evidence().map(Path::of);
    return switch (ConfigurationReader.read(config, arguments.devices())) {
      case ConfigurationOutcome.Invalid(List<String> problems) ->
          messages.unusable(config.toString(), problems);
      case ConfigurationOutcome.Valid(GuestConfiguration configuration, DeviceSettings settings) ->
          fetch(configuration, settings, output, stored);
    };
  }

  private ExitStatus fetch(
      GuestConfiguration configuration,
      DeviceSettings settings,
      KeyOutput output,
      Optional<Path> stored)
      throws InterruptedException {
    Optional<String> obstacle = output.obstacle();
    if (obstacle.isPresent()) {
      return messages.usage("the key cannot be written: " + obstacle.get());
    }
    Optional<SSLContext> tls = TrustAnchors.context(configuration.ca());
    if (tls.isEmpty()) {
      return messages.usage(
          "`ca` names %s, which holds no PEM certificate".formatted(configuration.ca()));
    }
    List<EvidenceSource> found =
        stored
            .<List<EvidenceSource>>map(
                path -> List.of(new StoredEvidence(configuration.technologies().getFirst(), path)))
            .orElseGet(() -> devices.sources(settings, Patience.within(configuration.deadline())));
    EvidenceChoice evidence = EvidenceChoice.of(configuration.technologies(), found);
    try (EscrowClient client = new EscrowClient(tls.get(), MessageLimits.BODY_BYTES)) {
      ReleaseExchange exchange =
          new ReleaseExchange(configuration, evidence, client, new SecureRandom(), timing);
      return report(exchange.run(), output);
    }
  }

  private ExitStatus report(GetOutcome outcome, KeyOutput output) {
    return switch (outcome) {
      case GetOutcome.Released released -> write(released, output);
      case GetOutcome.Denied denied -> {
        messages.say(
            "the escrow denied the key; asking again will not help.",
            denied
                .decision()
                .map(id -> "Ask the tenant to look up decision %s.".formatted(id))
                .orElse("It named no decision: check tenant, key and volume."));
        yield ExitStatus.DENIED;
      }
      case GetOutcome.Unavailable(String detail) -> {
        messages.say("no escrow could be asked before the deadline: " + detail, "Try again later.");
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

  private ExitStatus write(GetOutcome.Released released, KeyOutput output) {
    try (SecretBytes key = released.key()) {
      output.write(key);
    } catch (IOException failed) {
      return messages.usage(
          "the key was released but cannot be written (%s); free the place and run again"
              .formatted(failed.getClass().getSimpleName()));
    }
    messages.say(
        "released key version %d by decision %s; leaf %d in a log of %d."
            .formatted(
                released.keyVersion(),
                released.decision(),
                released.leafIndex(),
                released.treeSize()));
    return ExitStatus.DONE;
  }
}
