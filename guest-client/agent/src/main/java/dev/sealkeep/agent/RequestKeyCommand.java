package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationOutcome;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.GuestConfiguration;
import dev.sealkeep.agent.configuration.OwnedByRoot;
import dev.sealkeep.agent.exchange.Timing;
import dev.sealkeep.agent.exchange.Wanted;
import dev.sealkeep.agent.keyring.AskedKey;
import dev.sealkeep.agent.keyring.KernelKeys;
import dev.sealkeep.agent.keyring.KeyRequest;
import dev.sealkeep.agent.keyring.KeyType;
import dev.sealkeep.agent.keyring.KeyringException;
import dev.sealkeep.agent.keyring.Refusal;
import dev.sealkeep.protocol.secret.SecretBytes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * {@code request-key}: serves the kernel's request_key(2), which has request-key(8) start this for
 * a key that nobody has yet. What is wanted, and by whom, is read from the kernel and not from the
 * command line, on which the asker's own words could pass for options. Whatever comes of it, the
 * asker gets a key or an error number, and waits no longer than the configuration's deadline.
 *
 * <p>Any user may call request_key(2), and root's process answers. So a user has to be admitted,
 * and a configuration has to be of a set folder and root's alone to change.
 */
final class RequestKeyCommand {
  private final Messages messages;
  private final Devices devices;
  private final Timing timing;

  RequestKeyCommand(Messages messages, Devices devices, Timing timing) {
    this.messages = messages;
    this.devices = devices;
    this.timing = timing;
  }

  ExitStatus run(CommandLine.RequestKey arguments) throws InterruptedException {
    KernelKeys keys = devices.keys();
    try {
      keys.assumeAuthority(arguments.key());
    } catch (KeyringException notOurs) {
      return messages.usage(
          "no key with the number %d is to be made by this process (%s); the kernel starts this,"
                  .formatted(arguments.key(), notOurs.getMessage())
              + " see request-key.conf(5)");
    }
    try {
      return serve(keys, arguments);
    } catch (KeyringException failed) {
      messages.say("the kernel took no key: " + failed.getMessage());
      return refuse(keys, arguments.key(), Refusal.KERNEL, ExitStatus.VOLUME_FAILED);
    }
  }

  private ExitStatus serve(KernelKeys keys, CommandLine.RequestKey arguments)
      throws KeyringException, InterruptedException {
    int key = arguments.key();
    Optional<AskedKey> asked = AskedKey.of(keys.describe(key), keys.calloutInfo());
    if (asked.isEmpty()) {
      messages.say("only keys of the types user, logon and encrypted are served.");
      return refuse(keys, key, Refusal.REQUEST, ExitStatus.USAGE);
    }
    AskedKey wanted = asked.get();
    if (!arguments.allowed().contains(wanted.user())) {
      messages.say(
          "user %d asked for a key and was turned away.".formatted(wanted.user()),
          "`--allow` in /etc/request-key.d/sealkeep.conf names the users that are served.");
      return refuse(keys, key, Refusal.USER, ExitStatus.USAGE);
    }
    Optional<KeyRequest> request = KeyRequest.parse(wanted.type(), wanted.callout());
    if (request.isEmpty()) {
      messages.say("the callout information of a request is %s.".formatted(KeyRequest.SYNTAX));
      return refuse(keys, key, Refusal.REQUEST, ExitStatus.USAGE);
    }
    Path config =
        Path.of(arguments.directory()).resolve(request.get().configuration() + ".properties");
    Optional<String> distrust = OwnedByRoot.problem(config);
    if (distrust.isPresent()) {
      messages.say(distrust.get());
      return refuse(keys, key, Refusal.REQUEST, ExitStatus.USAGE);
    }
    return switch (ConfigurationReader.read(config, arguments.devices())) {
      case ConfigurationOutcome.Invalid(List<String> problems) -> {
        ExitStatus status = messages.unusable(config.toString(), problems);
        yield refuse(keys, key, Refusal.REQUEST, status);
      }
      case ConfigurationOutcome.Valid(GuestConfiguration configuration, DeviceSettings settings) ->
          fetch(keys, key, wanted, request.get(), configuration, settings);
    };
  }

  private ExitStatus fetch(
      KernelKeys keys,
      int key,
      AskedKey wanted,
      KeyRequest request,
      GuestConfiguration configuration,
      DeviceSettings settings)
      throws KeyringException, InterruptedException {
    // Who may change the authorities may put another escrow in place of this one.
    Optional<String> distrust = OwnedByRoot.problem(configuration.ca());
    if (distrust.isPresent()) {
      messages.say(distrust.get());
      return refuse(keys, key, Refusal.REQUEST, ExitStatus.USAGE);
    }
    KeyFetch.Result result =
        new KeyFetch(messages, devices, timing)
            .fetchForUse(configuration, settings, Optional.empty(), Wanted.UNLOCK);
    return switch (result) {
      case KeyFetch.Result.Ended(ExitStatus status) -> refuse(keys, key, refusal(status), status);
      case KeyFetch.Result.Key(var released) -> {
        try (SecretBytes secret = released.key()) {
          instantiate(keys, key, request, secret);
        }
        messages.say(
            "made key %d, %s %s, of key version %d by decision %s."
                .formatted(
                    key,
                    wanted.type().spelling(),
                    wanted.description(),
                    released.keyVersion(),
                    released.decision()));
        yield ExitStatus.DONE;
      }
    };
  }

  private static void instantiate(KernelKeys keys, int key, KeyRequest request, SecretBytes secret)
      throws KeyringException {
    if (request.encrypted().isEmpty()) {
      keys.instantiate(key, secret);
      return;
    }
    KeyRequest.Encrypted encrypted = request.encrypted().get();
    // The kernel looks for the master key in this process's keyrings; it is gone with the process.
    int _ = keys.add(KeyType.USER, encrypted.master(), secret, KernelKeys.PROCESS_KEYRING);
    try (SecretBytes text =
        SecretBytes.owning(encrypted.text().getBytes(StandardCharsets.ISO_8859_1))) {
      keys.instantiate(key, text);
    }
  }

  private ExitStatus refuse(KernelKeys keys, int key, Refusal refusal, ExitStatus status) {
    try {
      keys.reject(key, refusal.lifetime(), refusal.errno());
    } catch (KeyringException failed) {
      // The kernel refuses it by itself when this process ends.
      messages.say("the request cannot be refused: " + failed.getMessage());
    }
    return status;
  }

  private static Refusal refusal(ExitStatus status) {
    return switch (status) {
      case DENIED -> Refusal.DENIED;
      case UNAVAILABLE -> Refusal.UNAVAILABLE;
      case UNTRUSTED -> Refusal.UNTRUSTED;
      case NO_EVIDENCE -> Refusal.NO_EVIDENCE;
      case DONE, USAGE, VOLUME_REFUSED, VOLUME_FAILED, NEXT_DENIED -> Refusal.REQUEST;
    };
  }
}
