package dev.sealkeep.agent;

import dev.sealkeep.agent.configuration.ConfigurationKey;
import dev.sealkeep.agent.configuration.ConfigurationReader;
import dev.sealkeep.agent.configuration.DeviceSettings;
import dev.sealkeep.agent.configuration.PropertyReader;
import dev.sealkeep.agent.derive.Binding;
import dev.sealkeep.agent.derive.DeriveOutcome;
import dev.sealkeep.agent.derive.DeriveRequest;
import dev.sealkeep.agent.derive.DeriveRequestReader;
import dev.sealkeep.agent.derive.HardwareRequest;
import dev.sealkeep.agent.derive.VolumeKey;
import dev.sealkeep.agent.device.fault.DeviceException;
import dev.sealkeep.agent.device.gramine.SealingKey;
import dev.sealkeep.agent.device.sevguest.KeyRequest;
import dev.sealkeep.agent.output.KeyOutput;
import dev.sealkeep.protocol.secret.SecretBytes;
import dev.sealkeep.protocol.wire.JsonWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * {@code sealkeep-guest derive}: has the hardware derive a key, and writes the volume's key that is
 * made of it. The hardware's own key goes nowhere.
 *
 * @param out where a key for standard output, or an explanation, goes
 * @param messages where everything else goes
 * @param devices the machine's devices
 */
record DeriveCommand(OutputStream out, Messages messages, Devices devices) {
  private static final String REQUEST = "the request";

  ExitStatus run(CommandLine.Derive arguments) {
    KeyOutput output = KeyOutput.of(arguments.output(), out, devices::keys);
    PropertyReader options = PropertyReader.of("", arguments.devices(), ConfigurationKey.DEVICES);
    Optional<DeviceSettings> settings = ConfigurationReader.devices(options);
    if (settings.isEmpty()) {
      return messages.unusable("the command line", options.problems());
    }
    return switch (request(arguments.input(), arguments.request())) {
      case DeriveOutcome.Invalid(List<String> problems) -> messages.unusable(REQUEST, problems);
      case DeriveOutcome.Valid(DeriveRequest request, List<String> warnings) -> {
        warnings.forEach(warning -> messages.say("warning: " + warning));
        yield derive(request, settings.get(), output);
      }
    };
  }

  private static DeriveOutcome request(Optional<String> input, Map<String, String> options) {
    return DeriveRequestReader.read(input.map(Path::of), options);
  }

  private ExitStatus derive(DeriveRequest request, DeviceSettings settings, KeyOutput output) {
    Optional<String> obstacle = output.obstacle();
    if (obstacle.isPresent()) {
      return messages.usage("the key cannot be written: " + obstacle.get());
    }
    try (SecretBytes hardware = hardwareKey(settings, request.hardware());
        SecretBytes key = VolumeKey.of(hardware, request)) {
      output.write(key);
    } catch (DeviceException failed) {
      messages.say("no key: " + failed.problem().display());
      return ExitStatus.NO_EVIDENCE;
    } catch (IOException failed) {
      return messages.usage(
          "the key cannot be written (%s); free the place and run again"
              .formatted(failed.getClass().getSimpleName()));
    }
    messages.say(
        "derived a key of %d bytes for volume %s, bound to %s."
            .formatted(request.length(), request.volume(), bound(request)));
    return ExitStatus.DONE;
  }

  private SecretBytes hardwareKey(DeviceSettings settings, HardwareRequest request)
      throws DeviceException {
    return switch (request) {
      case HardwareRequest.Snp(KeyRequest snp) -> devices.snpKey(settings, snp);
      case HardwareRequest.Sgx(SealingKey sgx) -> devices.sgxKey(settings, sgx);
    };
  }

  private static String bound(DeriveRequest request) {
    return Binding.of(request).stream()
        .filter(Binding::bound)
        .map(Binding::subject)
        .collect(Collectors.joining(", "));
  }

  ExitStatus run(CommandLine.Explain arguments) throws IOException {
    return switch (request(arguments.input(), arguments.request())) {
      case DeriveOutcome.Invalid(List<String> problems) -> messages.unusable(REQUEST, problems);
      case DeriveOutcome.Valid(DeriveRequest request, List<String> warnings) -> {
        warnings.forEach(warning -> messages.say("warning: " + warning));
        List<Binding> bindings = Binding.of(request);
        out.write(
            switch (arguments.format()) {
              case TEXT -> text(bindings);
              case JSON -> json(request, bindings);
            });
        out.flush();
        yield ExitStatus.DONE;
      }
    };
  }

  private static byte[] text(List<Binding> bindings) {
    return bindings.stream()
        .map(
            binding ->
                "%-10s%-19s%s%n"
                    .formatted(
                        binding.bound() ? "bound" : "not bound",
                        binding.subject(),
                        binding.meaning()))
        .collect(Collectors.joining())
        .getBytes(StandardCharsets.UTF_8);
  }

  private static byte[] json(DeriveRequest request, List<Binding> bindings) {
    byte[] object =
        JsonWriter.object(
            writer ->
                writer
                    .text("technology", request.technology().tag())
                    .text("volume", request.volume().value())
                    .objects(
                        "bindings",
                        bindings,
                        (item, binding) ->
                            item.text("subject", binding.subject())
                                .flag("bound", binding.bound())
                                .text("meaning", binding.meaning())));
    return (new String(object, StandardCharsets.UTF_8) + "\n").getBytes(StandardCharsets.UTF_8);
  }
}
